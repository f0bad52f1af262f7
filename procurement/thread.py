"""The stages of procurement in the thread of a purchase; only rows that the public may know of."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from core.thread import stage
from core.words import TitleColumn
from procurement.awards.models import Award
from procurement.awards.states import AwardState
from procurement.evaluations.models import Evaluation
from procurement.needs.models import Need
from procurement.plans.models import PlanItem
from procurement.tenders.models import Lot, Tender
from procurement.tenders.queries import title_of_lot
from procurement.tenders.states import LotState


@stage(10, _("Need"), Need, title="title")
def needs(ocid: str) -> QuerySet[Need]:
    """The needs that the purchase takes up."""
    return Need.objects.filter(plan_items__ocid=ocid)


NAMED = Tender.objects.public().filter(plan_item=OuterRef("pk")).order_by("-pk").values("title_en")[:1]


@stage(20, _("Plan"), PlanItem, title=TitleColumn("title", Subquery(NAMED)), is_head=True)
def plan(ocid: str) -> QuerySet[PlanItem]:
    """The line of the year's plan."""
    return PlanItem.objects.filter(ocid=ocid)


@stage(30, _("Tender"), Tender, title="title", is_head=True)
def tender(ocid: str) -> QuerySet[Tender]:
    """The tender."""
    return Tender.objects.filter(plan_item__ocid=ocid)


@stage(40, _("Bids"), Lot, title=title_of_lot(""), over=[LotState.OPENED, LotState.EVALUATING, LotState.AWARDED])
def bids(ocid: str) -> QuerySet[Lot]:
    """The lots of what is published: they tell how far bidding is, and never who or how many bid."""
    return Lot.objects.filter(tender__plan_item__ocid=ocid, tender__published_at__isnull=False)


@stage(50, _("Evaluation"), Evaluation, title=title_of_lot("lot__"))
def evaluation(ocid: str) -> QuerySet[Evaluation]:
    """The committees' work."""
    return Evaluation.objects.filter(lot__tender__plan_item__ocid=ocid)


@stage(60, _("Award"), Award, title="bid__supplier__name", over=[AwardState.FINAL])
def award(ocid: str) -> QuerySet[Award]:
    """Published awards."""
    return Award.objects.filter(lot__tender__plan_item__ocid=ocid, published_at__isnull=False)
