"""Questions to the books."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce


class AccountQuerySet(models.QuerySet[Any]):
    """Questions to the accounts."""

    def with_balance(self) -> AccountQuerySet:
        """Every account with `balance_fen`: debits less credits; one query for any number of accounts."""
        return self.annotate(balance_fen=Coalesce(Sum("entries__amount_fen"), 0, output_field=models.BigIntegerField()))

    def mixed(self) -> AccountQuerySet:
        """Accounts that hold an entry of another currency."""
        return self.filter(~Q(entries__currency=F("currency")), entries__isnull=False).distinct()


class EntryQuerySet(models.QuerySet[Any]):
    """Questions to the entries."""

    def of_purchase(self, ocid: str) -> EntryQuerySet:
        """The entries of one purchase, oldest first."""
        return self.filter(transaction__ocid=ocid).select_related("transaction", "account").order_by("pk")

    def sums(self) -> models.QuerySet[Any, dict[str, Any]]:
        """Per transaction and currency, what its entries sum to; all zero in sound books."""
        return (
            self.order_by()
            .values("transaction__business_key", "currency")
            .annotate(sum_fen=Sum("amount_fen"), lines=Count("pk"))
        )
