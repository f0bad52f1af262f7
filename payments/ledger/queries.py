"""Questions to the books."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Count, F, Q, Sum, Window
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

    def statement_of(self, organisation_ids: Iterable[int]) -> EntryQuerySet:
        """What was booked on the accounts of organisations, newest first, as their owner reads them.

        `owed_fen` is the line and `left_fen` the account after it, with what is owed to the owner above zero.
        """
        running = Window(Sum("amount_fen"), partition_by=F("account"), order_by=F("pk").asc())
        return (
            self.filter(account__organisation__in=list(organisation_ids))
            .annotate(owed_fen=-F("amount_fen"), left_fen=-running)
            .select_related("transaction", "account")
            .order_by("-pk")
        )

    def of_kind(self, kind: str) -> EntryQuerySet:
        """Entries on accounts of one kind."""
        return self.filter(account__kind=kind)

    def sums(self) -> models.QuerySet[Any, dict[str, Any]]:
        """Per transaction and currency, what its entries sum to; all zero in sound books."""
        return (
            self.order_by()
            .values("transaction__business_key", "currency")
            .annotate(sum_fen=Sum("amount_fen"), lines=Count("pk"))
        )
