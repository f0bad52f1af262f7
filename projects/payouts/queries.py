"""Questions about payouts and the decisions on the performance part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q, Sum

from accounts.areas.queries import within
from accounts.roles import organisations_of, supervised_paths
from projects.payouts.states import DEAD_STATES, WAITING_STATES, PayoutState

if TYPE_CHECKING:
    from projects.payouts.models import Payout, PerformanceDecision  # noqa: F401 (named in the types below)


class PayoutQuerySet(models.QuerySet["Payout"]):
    """Questions about payouts."""

    def visible_to(self, user: Any) -> PayoutQuerySet:
        """Payments are read by payer and payee and by those who supervise the buyer."""
        mine = organisations_of(user)
        return self.filter(
            Q(contract__buyer__in=mine) | Q(payee__in=mine) | within(supervised_paths(user), "contract__buyer__area")
        )

    def with_ground(self) -> PayoutQuerySet:
        """With the contract, its parties and what the payment is for."""
        return self.select_related(
            "contract__buyer__area",
            "contract__supplier",
            "contract__lot__tender__plan_item",
            "milestone",
            "decision",
            "payee",
        )

    def live(self) -> PayoutQuerySet:
        """Payouts that have brought money or still may."""
        return self.exclude(state__in=DEAD_STATES)

    def open(self) -> PayoutQuerySet:
        """Payouts that wait for somebody."""
        return self.filter(state__in=WAITING_STATES)

    def to_pay_by(self, day: date) -> PayoutQuerySet:
        """Payouts whose 30 days end by a day."""
        return self.open().filter(pay_by__lte=day)

    def total_fen(self) -> int:
        """What these payouts come to, in minor units."""
        return self.aggregate(total=Sum("amount_fen"))["total"] or 0

    def base_paid_fen(self) -> int:
        """What was paid of base parts, in minor units."""
        return self.filter(state=PayoutState.PAID, milestone__isnull=False).total_fen()

    def performance_paid_fen(self) -> int:
        """What was paid of performance parts, in minor units."""
        return self.filter(state=PayoutState.PAID, decision__isnull=False).total_fen()


@dataclass(frozen=True)
class Decided:
    """What was decided about a contract's performance part, in minor units."""

    stake_fen: int
    amount_fen: int


class PerformanceDecisionQuerySet(models.QuerySet["PerformanceDecision"]):
    """Questions about decisions on the performance part."""

    def sums(self) -> Decided:
        """How much was at stake in all periods together, and how much of it was released."""
        found = self.aggregate(stake=Sum("stake_fen"), amount=Sum("amount_fen"))
        return Decided(found["stake"] or 0, found["amount"] or 0)

    def of_period(self, period: str) -> PerformanceDecision | None:
        """The decision of a period, if there is one."""
        return self.filter(period=period).first()
