"""Questions about payouts and the decisions on the performance part."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Sum

from accounts.areas.queries import within
from accounts.roles import organisations_of, supervised_paths
from projects.payouts.states import DEAD_STATES, WAITING_STATES, PayoutState, Rail

if TYPE_CHECKING:
    from projects.payouts.models import Payout, PerformanceDecision


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
            "milestone__accepted_by",
            "decision__by",
            "payee",
        )

    def by_number(self, pk: int) -> Payout | None:
        """The payout of a number with its ground, if it is among these."""
        return self.with_ground().filter(pk=pk).first()

    def of_buyers(self, organisation_ids: Iterable[int]) -> PayoutQuerySet:
        """Payouts that these buyers pay, with what a list says of them."""
        return self.filter(contract__buyer__in=list(organisation_ids)).select_related(
            "contract__lot__tender", "payee", "milestone", "decision"
        )

    def of_payees(self, organisation_ids: Iterable[int]) -> PayoutQuerySet:
        """Payouts to these suppliers, with what a list says of them."""
        return self.filter(payee__in=list(organisation_ids)).select_related(
            "contract__lot__tender", "contract__buyer", "payee", "milestone", "decision"
        )

    def ordered_as(self, order_number: str) -> PayoutQuerySet:
        """The payout that was ordered under a number."""
        return self.filter(order_number=order_number)

    def by_last_day(self) -> PayoutQuerySet:
        """The earliest last day to pay first."""
        return self.order_by(F("pay_by").asc(nulls_last=True), "pk")

    def of_offices_of(self, user: Any, *roles: str) -> PayoutQuerySet:
        """Payouts of the offices in which the person holds one of the roles; the earliest end first."""
        return self.filter(contract__buyer__in=organisations_of(user, *roles)).by_last_day()

    def to_approve_by(self, user: Any) -> PayoutQuerySet:
        """Requested payouts of which the person has not found that they are owed."""
        found_owed = Q(requested_by=user.pk) | Q(milestone__accepted_by=user.pk) | Q(decision__by=user.pk)
        return self.filter(state=PayoutState.REQUESTED).exclude(found_owed)

    def to_take_up(self) -> PayoutQuerySet:
        """Payouts that were put off."""
        return self.filter(state=PayoutState.DEFERRED)

    def to_send_by(self, user: Any) -> PayoutQuerySet:
        """Payouts that somebody else has approved."""
        return self.filter(state=PayoutState.APPROVED).exclude(approved_by=user.pk)

    def to_confirm(self) -> PayoutQuerySet:
        """Payouts whose voucher has not come; on the card rail none comes."""
        return self.filter(state=PayoutState.SENT, rail=Rail.TREASURY)

    def by_card(self) -> PayoutQuerySet:
        """Payouts that go to the supplier's account at the card provider."""
        return self.filter(rail=Rail.CARD)

    def not_asked_yet(self) -> PayoutQuerySet:
        """Payouts for which the card provider has not answered: it has too little, or was not reached."""
        orders = apps.get_model("payments", "Order").objects.transfers_waiting()
        return self.filter(order_number__in=orders.values("reference"))

    def paid(self) -> PayoutQuerySet:
        """Payouts that have arrived."""
        return self.filter(state=PayoutState.PAID)

    def sent(self) -> PayoutQuerySet:
        """Payouts whose order has left, and which have not arrived."""
        return self.filter(state=PayoutState.SENT)

    def at_the_treasury(self) -> PayoutQuerySet:
        """Payouts whose order lies at the treasury or the bank."""
        return self.sent().filter(rail=Rail.TREASURY)

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

    def by_number(self, pk: int) -> PerformanceDecision | None:
        """The decision of a number, if it is among these."""
        return self.filter(pk=pk).first()

    def to_invoice(self, organisation_ids: Iterable[int]) -> PerformanceDecisionQuerySet:
        """Decisions that released something to these suppliers, for which no invoice is under way."""
        payouts = apps.get_model("projects", "Payout").objects.live()
        return self.filter(
            ~Exists(payouts.filter(decision=OuterRef("pk"))),
            contract__supplier__in=list(organisation_ids),
            amount_fen__gt=0,
        ).select_related("contract__lot__tender", "contract__buyer")

    def of_period(self, period: str) -> PerformanceDecision | None:
        """The decision of a period, if there is one."""
        return self.filter(period=period).first()


def owed_back_fen(organisation_ids: Iterable[int]) -> int:
    """What these suppliers have to pay back after ratings, and has not arrived, in minor units."""
    repayments: Any = apps.get_model("projects", "Repayment")
    total: int = repayments.objects.open().of_suppliers(organisation_ids).total_fen()
    return total
