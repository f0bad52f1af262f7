"""Review and publication: two people, one deadline, and the end of a tender before its time."""

from __future__ import annotations

from datetime import datetime, time

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.audit.outbox import announce
from core.law.refusals import LawError
from core.time import SHANGHAI, core_now
from core.transitions import check, move, refuse
from procurement.plans.services import use_plan_item
from procurement.plans.states import PlanItemState
from procurement.signals import tender_cancelled, tender_published
from procurement.tenders.guards import earliest_day
from procurement.tenders.models import Lot, Tender
from procurement.tenders.services.locks import locked_tender
from procurement.tenders.states import LOT_OVER
from procurement.wording import said

HOUR = time(9, 30)  # of the deadline in Shanghai, where nobody chooses another


@transaction.atomic
def submit_tender(tender_id: int, *, by: User) -> Tender:
    """Hand the document to a second person. Refused with every reason why it is not lawful or not complete."""
    tender = locked_tender(tender_id)
    move(tender.submit, by=by, submitted_by=by, submitted_at=core_now())
    return tender


@transaction.atomic
def return_tender(tender_id: int, *, reason: str, by: User) -> Tender:
    """Give the document back to its officer, with the reason. By an officer or the approver of the buyer."""
    tender = locked_tender(tender_id)
    check("procurement.return_tender", by=by, thing=tender)
    writers = {tender.drafted_by_id, tender.submitted_by_id}
    move(tender.return_to_draft, by=by, reason=said(reason))
    announce(
        "tender.returned",
        f"{tender.pk}:{core_now().isoformat()}",
        tender=tender.pk,
        people=sorted(filter(None, writers)),
    )
    return tender


@transaction.atomic
def publish_tender(tender_id: int, *, deadline: datetime | None = None, by: User) -> Tender:
    """Open the tender for bids. By a second person of the buyer, who wrote no word of the document.

    `deadline` is an aware instant; without one it is the draft's, else 09:30 on the earliest lawful day. The word
    `tender_published` is said inside the transaction.
    """
    tender = locked_tender(tender_id)
    if deadline is not None and deadline.tzinfo is None:
        raise refuse(_("A deadline needs its time zone."))
    now = core_now()
    tender.issued_at = now
    tender.deadline = deadline or tender.deadline or _earliest(tender)
    move(
        tender.publish,
        by=by,
        detail={"deadline": tender.deadline.isoformat() if tender.deadline else ""},
        published_by=by,
        published_at=now,
    )
    if tender.plan_item.state == PlanItemState.PUBLISHED:
        use_plan_item(tender.plan_item_id, by=by)
    tender_published.send(sender=Tender, tender=tender)
    assert tender.deadline is not None, "the database asks every published tender for its deadline"
    announce(
        "tender.published", str(tender.pk), tender=tender.pk, ocid=tender.ocid, deadline=tender.deadline.isoformat()
    )
    return tender


@transaction.atomic
def cancel_tender(tender_id: int, *, reason: str, by: User) -> Tender:
    """End a tender before its result, with the reason; wherever it was public, the reason is public as well."""
    tender = locked_tender(tender_id)
    check("procurement.cancel_tender", by=by, thing=tender)
    why = said(reason)
    move(tender.cancel, by=by, reason=why, cancel_reason=why)
    for lot in Lot.objects.select_for_update(of=("self",)).filter(tender=tender).exclude(state__in=sorted(LOT_OVER)):
        lot.tender = tender
        move(lot.cancel, by=by, reason=why)
    if tender.published_at is not None:
        tender_cancelled.send(sender=Tender, tender=tender)
    if tender.was_public:
        announce("tender.cancelled", str(tender.pk), tender=tender.pk, ocid=tender.ocid)
    return tender


def _earliest(tender: Tender) -> datetime | None:
    """Return the earliest lawful deadline; None where it cannot be computed, which a guard explains."""
    try:
        return datetime.combine(earliest_day(tender), HOUR, tzinfo=SHANGHAI)
    except LawError:
        return None
