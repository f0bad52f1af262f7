"""Questions about bank statements and their lines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Count, Q

from accounts.areas.queries import within
from accounts.roles import Role, organisations_of, supervised_paths
from projects.bank.states import BankLineState

READERS = (Role.FINANCE, Role.APPROVER, Role.BUYER_OFFICER)


class BankStatementQuerySet(models.QuerySet[Any]):
    """Questions about statements."""

    def visible_to(self, user: Any) -> BankStatementQuerySet:
        """Statements are read by the buyer's people of money and by those who supervise it."""
        mine = Q(buyer__in=organisations_of(user, *READERS))
        return self.filter(mine | within(supervised_paths(user), "buyer__area"))

    def of_buyers(self, organisation_ids: Iterable[int]) -> BankStatementQuerySet:
        """Statements of these buyers, with how many of their lines differ."""
        differ = Count("lines", filter=Q(lines__state=BankLineState.DIFFERENT))
        return self.filter(buyer__in=list(organisation_ids)).annotate(differing=differ, total=Count("lines"))


class BankLineQuerySet(models.QuerySet[Any]):
    """Questions about lines."""

    def visible_to(self, user: Any) -> BankLineQuerySet:
        """Lines are read by the buyer's people of money and by those who supervise it."""
        mine = Q(statement__buyer__in=organisations_of(user, *READERS))
        return self.filter(mine | within(supervised_paths(user), "statement__buyer__area")).with_ground()

    def with_ground(self) -> BankLineQuerySet:
        """With the statement, its buyer and the payment."""
        return self.select_related("statement__buyer__area", "payout__contract", "payout__payee", "settled_by")

    def of_buyers(self, organisation_ids: Iterable[int]) -> BankLineQuerySet:
        """Lines of these buyers' statements."""
        return self.filter(statement__buyer__in=list(organisation_ids)).with_ground()

    def differing(self) -> BankLineQuerySet:
        """Lines that somebody has to look at, oldest first."""
        return self.filter(state=BankLineState.DIFFERENT).order_by("pk")

    def known_serials(self, buyer_id: int, serials: Iterable[str]) -> set[str]:
        """Which of the bank's serial numbers are imported already."""
        known = self.filter(buyer=buyer_id, serial__in=list(serials))
        return set(known.values_list("serial", flat=True))
