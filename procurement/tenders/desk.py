"""What waits on people among the tenders."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import RESIDENT, Role, resident_of
from core.desk import Place, places, waits_in
from procurement.plans.models import PlanItem
from procurement.plans.queries import QuarterEnds
from procurement.tenders.models import Tender
from procurement.tenders.queries import TenderQuerySet, tenderless

NUMBER = "plan_item__ocid"
# A tender opens in the quarter that the plan names; until then its document is written, reviewed and sealed with keys.
BEFORE_PUBLICATION: dict[str, Any] = {
    "by_when": QuarterEnds("plan_item__year", "plan_item__quarter"),
    "basis": _("the quarter of the plan"),
    "number": NUMBER,
}
WRITERS = (Role.BUYER_OFFICER, Role.AGENT)


@waits_in(
    Role.BUYER_OFFICER,
    todo=_("Start the tender"),
    page="start_tender",
    by_when=QuarterEnds("year", "quarter"),
    basis=_("the quarter of the plan"),
    number="ocid",
)
def to_start(user: Any) -> QuerySet[PlanItem]:
    """Published plan items on which no tender stands."""
    return tenderless(user)


@waits_in(*WRITERS, todo=_("Complete the document and submit it"), page="tender", **BEFORE_PUBLICATION)
def to_complete(user: Any) -> TenderQuerySet:
    """Drafts."""
    return Tender.objects.written_by(user).drafts().order_by("pk")


@waits_in(*WRITERS, todo=_("Answer the residents' comments"), page="tender", **BEFORE_PUBLICATION)
def to_answer_comments(user: Any) -> TenderQuerySet:
    """Drafts before the residents whose comments wait for their outcome."""
    return Tender.objects.written_by(user).with_open_comments().order_by("comment_until", "pk")


@waits_in(Role.BUYER_OFFICER, Role.APPROVER, todo=_("Settle the comments"), page="tender", **BEFORE_PUBLICATION)
def to_settle(user: Any) -> TenderQuerySet:
    """Drafts whose comments are all answered and whose time is over."""
    return Tender.objects.run_by(user).to_settle().order_by("comment_until", "pk")


@waits_in(
    *WRITERS,
    todo=_("Answer the suppliers' questions"),
    page="tender",
    by_when="first_asked_at",
    clock="inquiry_reply",
    number=NUMBER,
)
def to_answer_questions(user: Any) -> TenderQuerySet:
    """Open tenders with questions that wait."""
    return Tender.objects.written_by(user).with_open_questions().order_by("deadline", "pk")


@waits_in(
    Role.APPROVER,
    todo=_("Review the document: publish it, ask the residents, or return it"),
    page="tender",
    **BEFORE_PUBLICATION,
)
def to_publish(user: Any) -> TenderQuerySet:
    """Documents in review of which the person wrote no word."""
    return Tender.objects.waiting_for_second_person(user).order_by("submitted_at", "pk")


@waits_in(
    Role.CUSTODIAN, todo=_("Make your key for this tender and prove it"), page="tender_keys", **BEFORE_PUBLICATION
)
def to_make_keys_for(user: Any) -> TenderQuerySet:
    """Tenders before their publication that lack the person's proven key."""
    return Tender.objects.waiting_for_keys(user).order_by("pk")


@waits_in(
    RESIDENT,
    todo=_("Say what you think of the draft"),
    page="tender",
    by_when="comment_until",
    basis=_("the end of the public comment"),
    number=NUMBER,
)
def to_comment_on(user: Any) -> TenderQuerySet:
    """Drafts for the resident's area that take comments now."""
    resident = resident_of(user)
    areas = resident.community.line if resident else []
    return Tender.objects.open_for_comments(areas).order_by("comment_until", "pk")


@places(Role.BUYER_OFFICER, Role.APPROVER, Role.AGENT, at=30)
def entrances(user: Any) -> Iterator[Place]:
    """Where the tenders stand."""
    yield Place(reverse("tenders"), _("Tenders"), _("What your office buys now, and where each stands."))
