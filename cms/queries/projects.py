"""What is delivered, paid and rated: published contracts as everybody reads them."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet

from core.time import day_of
from projects.contracts.models import Amendment, Contract
from projects.milestones.models import Milestone
from projects.milestones.states import MilestoneState
from projects.payouts.models import Payout
from projects.payouts.states import PayoutState
from projects.ratings.models import RatingRound
from projects.ratings.states import RatingRoundState


def listed() -> QuerySet[Contract]:
    """Published contracts with their parties, milestones and published ratings."""
    ratings = RatingRound.objects.filter(state=RatingRoundState.PUBLISHED).order_by("pk")
    return _published().prefetch_related(
        Prefetch("milestones", Milestone.objects.order_by("order"), to_attr="planned"),
        Prefetch("rating_rounds", ratings, to_attr="ratings"),
    )


def of_purchase(ocid: str) -> list[Contract]:
    """The published contracts of a purchase, with payments, supplements and every round of ratings."""
    paid = Payout.objects.filter(state=PayoutState.PAID, paid_at__isnull=False)
    milestones = Milestone.objects.order_by("order").prefetch_related(Prefetch("payouts", paid, to_attr="paid"))
    agreed = Amendment.objects.filter(agreed_at__isnull=False).order_by("number")
    rows = _published().prefetch_related(
        Prefetch("milestones", milestones, to_attr="planned"),
        Prefetch("amendments", agreed, to_attr="supplements"),
        Prefetch("rating_rounds", RatingRound.objects.order_by("pk"), to_attr="rounds"),
    )
    return list(rows.filter(purchase_ocid=ocid).order_by("lot__code", "pk"))


def _published() -> QuerySet[Contract]:
    rows = Contract.objects.filter(published_at__isnull=False)
    return rows.select_related("buyer", "supplier", "lot__tender__plan_item__area")


def days_to_payment(milestone: Any) -> int | None:
    """Days from the acceptance to the payment of a milestone's base part; None where one of them is missing."""
    payment = next((payout for payout in milestone.paid if payout.paid_at), None)
    if milestone.accepted_at is None or payment is None:
        return None
    return (day_of(payment.paid_at) - day_of(milestone.accepted_at)).days


def finished(contract: Any) -> int:
    """How many milestones were accepted."""
    return sum(one.state in {MilestoneState.ACCEPTED, MilestoneState.PAID} for one in contract.planned)
