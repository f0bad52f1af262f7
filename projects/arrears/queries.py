"""Questions about what is owed besides the payments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q, Sum

from accounts.areas.queries import within
from accounts.roles import organisations_of, supervised_paths
from projects.arrears.states import InterestState, RepaymentState


class ArrearQuerySet(models.QuerySet[Any]):
    """What interest and repayments have in common: one contract, whose two sides read them."""

    def visible_to(self, user: Any) -> ArrearQuerySet:
        """They are read by both sides and by those who supervise the buyer."""
        mine = organisations_of(user)
        sides = Q(contract__buyer__in=mine) | Q(contract__supplier__in=mine)
        return self.filter(sides | within(supervised_paths(user), "contract__buyer__area")).with_ground()

    def with_ground(self) -> ArrearQuerySet:
        """With the contract, its two sides and what it is for."""
        return self.select_related("contract__buyer__area", "contract__supplier", "contract__lot__tender")

    def of_buyers(self, organisation_ids: Iterable[int]) -> ArrearQuerySet:
        """Those of these buyers, with what a list says of them."""
        return self.filter(contract__buyer__in=list(organisation_ids)).with_ground()

    def of_suppliers(self, organisation_ids: Iterable[int]) -> ArrearQuerySet:
        """Those of these suppliers, with what a list says of them."""
        return self.filter(contract__supplier__in=list(organisation_ids)).with_ground()

    def total_fen(self) -> int:
        """What these come to, in minor units."""
        return self.aggregate(total=Sum("amount_fen"))["total"] or 0


class InterestQuerySet(ArrearQuerySet):
    """Questions about interest on late payments."""

    def open(self) -> InterestQuerySet:
        """Interest that has not been paid, oldest first."""
        return self.exclude(state=InterestState.PAID).order_by("pk")

    def to_approve_by(self, user: Any) -> InterestQuerySet:
        """Interest of which the person has not recorded the late payment."""
        return self.filter(state=InterestState.OWED).exclude(payout__paid_by=user.pk).order_by("pk")

    def to_pay_by(self, user: Any) -> InterestQuerySet:
        """Interest that somebody else has approved."""
        return self.filter(state=InterestState.APPROVED).exclude(approved_by=user.pk).order_by("pk")


class RepaymentQuerySet(ArrearQuerySet):
    """Questions about repayments."""

    def open(self) -> RepaymentQuerySet:
        """Repayments that have not arrived, oldest first."""
        return self.exclude(state=RepaymentState.RECEIVED).order_by("pk")

    def to_make(self) -> RepaymentQuerySet:
        """Repayments that the supplier has not made."""
        return self.filter(state=RepaymentState.DEMANDED).order_by("pk")

    def to_look_for(self) -> RepaymentQuerySet:
        """Repayments that the supplier says it has made."""
        return self.filter(state=RepaymentState.REPORTED).order_by("pk")
