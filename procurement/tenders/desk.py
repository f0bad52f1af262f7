"""What waits on people among the tenders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import RESIDENT, Role, resident_of
from core.desk import Place, Waiting, places, waits
from core.transitions import Text
from core.views import thing_url
from procurement.tenders.models import Tender
from procurement.tenders.queries import tenderless
from procurement.tenders.states import TenderState

MOST = 50  # lines a desk shows of one kind; the list behind it shows all


@waits(Role.BUYER_OFFICER)
def to_start(user: Any) -> Iterator[Waiting]:
    """Published plan items on which no tender stands."""
    for item in tenderless(user)[:MOST]:
        yield Waiting(item.title, _("Start the tender"), reverse("start_tender", args=[item.pk]), number=item.ocid)


@waits(Role.BUYER_OFFICER, Role.AGENT)
def to_write(user: Any) -> Iterator[Waiting]:
    """Drafts to complete, comments and questions to answer, comments to settle."""
    drafts: Iterable[Any] = Tender.objects.waiting_for_writer(user).for_list().order_by("pk")[:MOST]
    for tender in drafts:
        todo: Text = ""
        if tender.state == TenderState.DRAFT:
            todo = _("Complete the document and submit it")
        elif tender.state == TenderState.PUBLIC_COMMENT and tender.has_comments:
            todo = _("Answer the residents' comments")
        elif tender.state == TenderState.PUBLIC_COMMENT and tender.comments_are_over:
            todo = _("Settle the comments")
        elif tender.state == TenderState.OPEN and tender.has_questions:
            todo = _("Answer the suppliers' questions")
        if todo:
            yield Waiting(tender.title, todo, thing_url(tender), number=tender.ocid)


@places(Role.BUYER_OFFICER, Role.APPROVER, Role.AGENT)
def entrances(user: Any) -> Iterator[Place]:
    """Where the tenders stand."""
    yield Place(reverse("tenders"), _("Tenders"), _("What your office buys now, and where each stands."))


@waits(Role.APPROVER)
def to_publish(user: Any) -> Iterator[Waiting]:
    """Documents in review of which the person wrote no word."""
    for tender in Tender.objects.waiting_for_second_person(user).for_list().order_by("submitted_at", "pk")[:MOST]:
        todo = _("Review the document: publish it, ask the residents, or return it")
        yield Waiting(tender.title, todo, thing_url(tender), number=tender.ocid)


@waits(Role.CUSTODIAN)
def to_make_keys_for(user: Any) -> Iterator[Waiting]:
    """Tenders before their publication that lack the person's proven key."""
    for tender in Tender.objects.waiting_for_keys(user).for_list().order_by("pk")[:MOST]:
        yield Waiting(
            tender.title,
            _("Make your key for this tender and prove it"),
            reverse("tender_keys", args=[tender.pk]),
            number=tender.ocid,
        )


@waits(RESIDENT)
def to_comment_on(user: Any) -> Iterator[Waiting]:
    """Drafts for the resident's area that take comments now."""
    resident = resident_of(user)
    if resident is None:
        return
    drafts = Tender.objects.open_for_comments(resident.community.line).for_list().order_by("comment_until", "pk")
    for tender in drafts[:MOST]:
        yield Waiting(
            tender.title, _("Say what you think of the draft"), thing_url(tender), tender.comment_until, tender.ocid
        )
