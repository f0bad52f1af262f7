"""Questions to the books."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Count, F, Q, Sum, Window
from django.db.models.functions import Coalesce

from accounts.areas.queries import within
from accounts.organisations.kinds import OrganisationKind
from accounts.roles import Role, organisations_of, supervised_paths

READERS = (Role.FINANCE, Role.APPROVER, Role.BUYER_OFFICER, Role.SUPPLIER)


def readable_by(user: Any, prefix: str = "") -> Q:
    """Return whose accounts a person reads: those of one's organisations, and of the buyers one supervises.

    An account of no organisation, as a deposit's under its seal, is on nobody's page.
    """
    supervised = within(supervised_paths(user), f"{prefix}organisation__area")
    buyers = Q(**{f"{prefix}organisation__kind": OrganisationKind.BUYER})
    return Q(**{f"{prefix}organisation__in": organisations_of(user, *READERS)}) | (supervised & buyers)


class AccountQuerySet(models.QuerySet[Any]):
    """Questions to the accounts."""

    def visible_to(self, user: Any) -> AccountQuerySet:
        """The accounts that a person reads, with their owner."""
        return self.filter(readable_by(user)).select_related("organisation")

    def by_number(self, pk: int) -> Any:
        """The account of a number, if it is among these."""
        return self.filter(pk=pk).first()

    def owner(self, organisation_id: int) -> Any:
        """The organisation of this number, if any of these accounts is its own."""
        account = self.filter(organisation=organisation_id).first()
        return account.organisation if account else None

    def with_balance(self) -> AccountQuerySet:
        """Every account with `balance_fen`: debits less credits; one query for any number of accounts."""
        return self.annotate(balance_fen=Coalesce(Sum("entries__amount_fen"), 0, output_field=models.BigIntegerField()))

    def balance_of(self, *codes: str) -> int:
        """Debits less credits of the accounts of these codes; 0 where none was ever opened."""
        found = self.filter(code__in=codes).aggregate(balance=Sum("entries__amount_fen"))
        return found["balance"] or 0

    def mixed(self) -> AccountQuerySet:
        """Accounts that hold an entry of another currency."""
        return self.filter(~Q(entries__currency=F("currency")), entries__isnull=False).distinct()


class EntryQuerySet(models.QuerySet[Any]):
    """Questions to the entries."""

    def visible_to(self, user: Any) -> EntryQuerySet:
        """The entries on accounts that a person reads."""
        return self.filter(readable_by(user, "account__")).select_related("transaction", "account__organisation")

    def on_account(self, account_id: int) -> EntryQuerySet:
        """The entries of one account."""
        return self.filter(account=account_id)

    def on_accounts_of(self, organisation_id: int) -> EntryQuerySet:
        """The entries on all accounts of one organisation."""
        return self.filter(account__organisation=organisation_id)

    def with_left(self) -> EntryQuerySet:
        """Each entry with `left_fen`, what its account holds after it: debits less credits."""
        running = Window(Sum("amount_fen"), partition_by=F("account"), order_by=F("pk").asc())
        return self.annotate(left_fen=running)

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

    def turnover(self) -> dict[str, int]:
        """What was debited and credited in all, and what is left; one query."""
        found = self.order_by().aggregate(
            debit=Coalesce(Sum("amount_fen", filter=Q(amount_fen__gt=0)), 0, output_field=models.BigIntegerField()),
            credit=Coalesce(Sum("amount_fen", filter=Q(amount_fen__lt=0)), 0, output_field=models.BigIntegerField()),
        )
        return {"debit": found["debit"], "credit": -found["credit"], "balance": found["debit"] + found["credit"]}

    def sums(self) -> models.QuerySet[Any, dict[str, Any]]:
        """Per transaction and currency, what its entries sum to; all zero in sound books."""
        return (
            self.order_by()
            .values("transaction__business_key", "currency")
            .annotate(sum_fen=Sum("amount_fen"), lines=Count("pk"))
        )


class LedgerCheckQuerySet(models.QuerySet[Any]):
    """Questions to the nightly checks."""

    def latest_done(self) -> Any:
        """The last check, if there was one."""
        return self.order_by("-pk").first()
