"""The end of a tender, when its lots have theirs; called by the evaluation's and the award's verbs."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from core.audit.outbox import announce
from core.audit.record import record
from core.time import core_now
from core.transitions import CLOCK, check, move
from procurement.tenders.guards import every_lot_has_failed
from procurement.tenders.models import Lot, Tender
from procurement.tenders.services.locks import locked_tender
from procurement.tenders.states import TenderState

MAY_FAIL = frozenset({TenderState.CLOSED, TenderState.OPENED, TenderState.EVALUATING, TenderState.DECIDED})


@transaction.atomic
def decide_tender(tender_id: int, *, by: User) -> Tender:
    """Note that every lot has its result and at least one found a supplier. By an officer or approver of the buyer."""
    tender = locked_tender(tender_id)
    move(tender.decide, by=by)
    return tender


@transaction.atomic
def notice_lot(lot_id: int, *, by: User) -> Lot:
    """Note that the result of a lot is public; taken with the publication of its award, in its transaction."""
    lot = Lot.objects.select_for_update(of=("self",)).select_related("tender__plan_item__area").get(pk=lot_id)
    check("procurement.conclude_tender", by=by, thing=lot)
    if lot.noticed_at is None:
        lot.noticed_at = core_now()
        lot.save(update_fields=["noticed_at"])
        record(lot, verb="notice", by=by, role="procurement.conclude_tender", after=lot.state)
    return lot


@transaction.atomic
def conclude_tender(tender_id: int, *, by: User) -> Tender:
    """Conclude a decided tender when the result of every awarded lot is public (see `notice_lot`)."""
    tender = locked_tender(tender_id)
    move(tender.conclude, by=by)
    announce("tender.concluded", str(tender.pk), tender=tender.pk, ocid=tender.ocid)
    return tender


@transaction.atomic
def fail_tender_if_due(tender_id: int) -> Tender:
    """Fail a tender whose lots have all failed; safe to call at any time."""
    tender = locked_tender(tender_id)
    if tender.state in MAY_FAIL and every_lot_has_failed(tender):
        move(tender.fail, by=CLOCK)
        announce("tender.failed", str(tender.pk), tender=tender.pk, ocid=tender.ocid)
    return tender
