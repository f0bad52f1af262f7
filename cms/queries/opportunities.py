"""What everybody may read of tenders: lists of rows, and one purchase with everything that is public about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core.time import CoreNowOnce
from procurement.awards.models import Award
from procurement.bids.models import Bid
from procurement.tenders.models import Lot, PlannedMilestone, ScoringItem, Tender
from procurement.tenders.states import TenderState
from projects.contracts.models import Contract

AREA = ("plan_item__area__name_zh", "plan_item__area__name_en")
ON_THE_FIRST_PAGE = 4
# From the opening on people may know how many bid; before it nobody does.
AFTER_OPENING = frozenset(
    {TenderState.OPENED, TenderState.EVALUATING, TenderState.DECIDED, TenderState.CONCLUDED, TenderState.FAILED}
)


def listed() -> QuerySet[Tender]:
    """Tenders that everybody may read, with what a line of a list shows, and the present instant as `now`."""
    rows = Tender.objects.public().select_related("plan_item__area", "buyer")
    return rows.annotate(now=CoreNowOnce())


def lines() -> QuerySet[Tender]:
    """What is listed, read no wider than a line shows it: a tender's document is long."""
    tender = ("title", "title_en", "state", "ceiling_fen", "budget_fen", "deadline", "comment_until", "buyer__name")
    return listed().only(*tender, "plan_item__ocid", "plan_item__service_kind", *AREA)


def closing_next() -> list[Tender]:
    """The tenders that take bids, the next to close first."""
    open_now = lines().filter(state=TenderState.OPEN, deadline__gt=CoreNowOnce())
    return list(open_now.order_by("deadline", "pk")[:ON_THE_FIRST_PAGE])


@dataclass(frozen=True)
class Section:
    """A section of the scoring sheet with its items."""

    section: Any
    items: list[ScoringItem]


@dataclass
class Purchase:
    """One tender with everything that is public about it; `earlier` are the attempts before it."""

    tender: Tender
    earlier: list[Tender]
    lots: list[Lot] = field(default_factory=list)
    sheet: list[Section] = field(default_factory=list)
    milestones: list[PlannedMilestone] = field(default_factory=list)
    questions: list[Any] = field(default_factory=list)
    comments: list[Any] = field(default_factory=list)
    awards: list[Any] = field(default_factory=list)

    @property
    def is_opened(self) -> bool:
        """Whether the bids have been opened, so that people may know how many there are."""
        return self.tender.state in AFTER_OPENING


def attempts(ocid: str) -> list[Tender]:
    """The public tenders of a purchase with the words of their page, the newest first: one, unless one failed."""
    rows = listed().filter(plan_item__ocid=ocid).select_related("plan_item__area", "buyer", "agency", "page")
    return list(rows.order_by("-pk"))


def purchase(tender: Tender, earlier: list[Tender]) -> Purchase:
    """Read what is public about a tender, in a fixed number of questions."""
    found = Purchase(tender, earlier)
    found.lots = list(_lots(found))
    for item in (
        ScoringItem.objects.filter(section__tender=tender).select_related("section").order_by("section__order", "order")
    ):
        if not found.sheet or found.sheet[-1].section.pk != item.section_id:
            found.sheet.append(Section(item.section, []))
        found.sheet[-1].items.append(item)
    found.milestones = list(tender.milestones.order_by("order"))
    found.questions = list(tender.questions.order_by("asked_at", "pk"))
    if tender.comment_until is not None:
        found.comments = list(tender.comments.order_by("clause", "at", "pk"))
    if found.is_opened:
        published = Award.objects.filter(lot__tender=tender, published_at__isnull=False)
        contracts = Contract.objects.filter(award=OuterRef("pk"), published_at__isnull=False)
        published = published.annotate(is_contracted=Exists(contracts))
        found.awards = list(published.select_related("bid__supplier", "lot", "notice").order_by("lot__code", "-pk"))
    return found


def _lots(found: Purchase) -> QuerySet[Lot]:
    lots = Lot.objects.filter(tender=found.tender).order_by("code", "pk")
    if not found.is_opened:
        return lots
    received = Bid.objects.received().filter(lot=OuterRef("pk")).order_by().values("lot").annotate(n=Count("pk"))
    return lots.annotate(bids_received=Coalesce(Subquery(received.values("n")), 0))


STATES_OF = {
    "comment": Q(state=TenderState.PUBLIC_COMMENT),
    "open": Q(state=TenderState.OPEN),
    "deciding": Q(
        state__in=[TenderState.CLOSED, TenderState.OPENED, TenderState.EVALUATING, TenderState.DECIDED],
    ),
    "concluded": Q(state=TenderState.CONCLUDED),
    "ended": Q(state__in=[TenderState.CANCELLED, TenderState.FAILED]),
}
