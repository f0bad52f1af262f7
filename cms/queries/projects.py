"""What is delivered, paid and rated: published contracts as everybody reads them."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet

from cms.queries.punctuality import accepted_on
from projects.contracts.models import Amendment, Contract
from projects.milestones.models import Milestone
from projects.milestones.states import MilestoneState
from projects.payouts.models import Payout
from projects.ratings.models import RatingRound
from projects.ratings.states import RatingRoundState

ON_THE_FIRST_PAGE = 3


def listed() -> QuerySet[Contract]:
    """Published contracts with their parties, milestones and published ratings."""
    ratings = RatingRound.objects.filter(state=RatingRoundState.PUBLISHED).order_by("pk")
    return _published().prefetch_related(
        Prefetch("milestones", Milestone.objects.order_by("order"), to_attr="planned"),
        Prefetch("rating_rounds", ratings, to_attr="ratings"),
    )


def newest_ratings() -> list[RatingRound]:
    """The newest published rounds, with what was rated."""
    rounds = RatingRound.objects.filter(state=RatingRoundState.PUBLISHED, contract__published_at__isnull=False)
    rounds = rounds.select_related("contract__supplier", "contract__lot__tender")
    return list(rounds.order_by("-pk")[:ON_THE_FIRST_PAGE])


def of_purchase(ocid: str) -> list[Contract]:
    """The published contracts of a purchase, with payments, supplements and every round of ratings."""
    money = Payout.objects.live().annotate(accepted_on=accepted_on()).select_related("milestone", "decision")
    agreed = Amendment.objects.filter(agreed_at__isnull=False).order_by("number")
    rows = _published().prefetch_related(
        Prefetch("milestones", Milestone.objects.order_by("order"), to_attr="planned"),
        Prefetch("payouts", money.order_by("pk"), to_attr="money"),
        Prefetch("amendments", agreed, to_attr="supplements"),
        Prefetch("rating_rounds", RatingRound.objects.order_by("pk"), to_attr="rounds"),
    )
    return list(rows.filter(purchase_ocid=ocid).order_by("lot__code", "pk"))


def _published() -> QuerySet[Contract]:
    rows = Contract.objects.filter(published_at__isnull=False)
    return rows.select_related("buyer", "supplier", "lot__tender__plan_item__area")


def days_to_payment(payout: Any) -> int | None:
    """Days from the acceptance to the payment; None where one of them is missing."""
    if payout.accepted_on is None or payout.paid_on is None:
        return None
    return max(0, (payout.paid_on - payout.accepted_on).days)


def finished(contract: Any) -> int:
    """How many milestones were accepted."""
    return sum(one.state in {MilestoneState.ACCEPTED, MilestoneState.PAID} for one in contract.planned)
