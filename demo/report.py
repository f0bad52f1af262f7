"""What came of the stories: one row a purchase, in the states' own names."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from cms.pages.opportunities import TenderPage
from demo.models import Story
from procurement.awards.models import Award
from procurement.bids.models import Bid
from procurement.bids.states import RECEIVED
from procurement.needs.models import Need
from procurement.plans.models import PlanItem
from procurement.tenders.models import Lot, Tender
from procurement.tenders.states import TenderState
from projects.contracts.models import Contract
from projects.milestones.models import Milestone
from projects.payouts.models import Payout
from projects.ratings.models import RatingRound

BEFORE_DEADLINE = frozenset({TenderState.DRAFT, TenderState.REVIEW, TenderState.PUBLIC_COMMENT, TenderState.OPEN})


def purchases() -> list[dict[str, Any]]:
    """Return every told purchase with its states; None where a stage has not been reached."""
    return [purchase(story.ocid) for story in Story.objects.order_by("order")]


def purchase(ocid: str) -> dict[str, Any]:
    """Return one purchase from need to rating; bids count from the deadline on, drafts never."""
    item = PlanItem.objects.get(ocid=ocid)
    tender = Tender.objects.filter(plan_item=item).order_by("-pk").first()
    is_over = tender is not None and tender.state not in BEFORE_DEADLINE
    return {
        "ocid": ocid,
        "title": tender.title if tender else item.title,
        "need": _state(Need.objects.filter(plan_items=item)),
        "plan_item": str(item.state),
        "tender": str(tender.state) if tender else None,
        "lots": _states(Lot.objects.filter(tender=tender)),
        "bids": Bid.objects.filter(lot__tender=tender, state__in=RECEIVED).count() if is_over else 0,
        "award": _state(Award.objects.filter(lot__tender=tender)),
        "contract": _state(Contract.objects.filter(purchase_ocid=ocid)),
        "milestones": _states(Milestone.objects.filter(contract__purchase_ocid=ocid)),
        "payouts_paid": Payout.objects.filter(contract__purchase_ocid=ocid, state="PAID").count(),
        "rating_round": _state(RatingRound.objects.filter(contract__purchase_ocid=ocid)),
        "url": _url(ocid),
    }


def _url(ocid: str) -> str | None:
    is_shown = TenderPage.objects.filter(tender__plan_item__ocid=ocid).exists()
    return reverse("opportunity", args=[ocid]) if is_shown else None


def _state(rows: Any) -> str | None:
    newest = rows.order_by("-pk").first()
    return str(newest.state) if newest else None


def _states(rows: Any) -> list[str]:
    return [str(row.state) for row in rows.order_by("pk")]
