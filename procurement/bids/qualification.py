"""The buyer's check of the suppliers, between the opening and the evaluation of a lot."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.audit.outbox import announce
from core.audit.record import record
from core.transitions import check, move, refuse
from procurement.bids.closing import fail_for_want_of_bidders, fail_tender_without_lots, least_bidders
from procurement.bids.locks import hold_tender
from procurement.bids.models import Bid
from procurement.bids.states import BidState
from procurement.tenders.models import Lot, Tender
from procurement.tenders.states import LotState
from procurement.wording import said


@transaction.atomic
def qualify_bid(bid_id: int, *, by: Any) -> Bid:
    """Find that the supplier meets the conditions; refused for an unlawful supplier and for related bidders."""
    bid = _locked(bid_id)
    move(bid.qualify, by=by)
    return bid


@transaction.atomic
def disqualify_bid(bid_id: int, *, reason: str, by: Any) -> Bid:
    """Find that the supplier does not meet a condition; it is told the reason."""
    bid = _locked(bid_id)
    check("procurement.disqualify_bid", by=by, thing=bid)
    why = said(reason, otherwise=_("Say which condition the supplier does not meet: it is told why."))
    move(bid.disqualify, by=by, reason=why, disqualified_reason=why)
    announce("bid.disqualified", str(bid.pk), bid=bid.pk, supplier=bid.supplier_id)
    return bid


@transaction.atomic
def finish_qualification(lot_id: int, *, by: Any) -> Lot:
    """Close the check of a lot: every bid is decided, and with fewer qualified ones than the law asks the lot fails."""
    tender_id = Lot.objects.values_list("tender_id", flat=True).get(pk=lot_id)
    tender = Tender.objects.select_for_update(of=("self",)).select_related("plan_item__area").get(pk=tender_id)
    lot = Lot.objects.select_for_update(of=("self",)).get(pk=lot_id)
    lot.tender = tender
    check("procurement.finish_qualification", by=by, thing=lot)
    if lot.state != LotState.OPENED:
        raise refuse(_("The suppliers of this lot are not being checked now: %(state)s") % {"state": lot.names.officer})
    if Bid.objects.waiting_for_the_buyer().filter(lot=lot).exists():
        raise refuse(_("A bid of this lot is not decided yet. Say of each supplier whether it qualifies."))
    record(
        lot,
        verb="finish_qualification",
        by=by,
        role="procurement.finish_qualification",
        before=lot.state,
        after=lot.state,
    )
    least = least_bidders(tender)
    if Bid.objects.filter(lot=lot, state=BidState.QUALIFIED).count() < least.whole:
        fail_for_want_of_bidders(lot, least)
        fail_tender_without_lots(tender)
    return lot


def _locked(bid_id: int) -> Bid:
    """Return the bid under its lock; its tender is held, so that the check cannot be finished meanwhile."""
    bids = Bid.objects.select_for_update(of=("self",)).select_related("lot__tender__plan_item__area", "supplier")
    hold_tender(Bid.objects.values_list("lot__tender_id", flat=True).get(pk=bid_id))
    return bids.get(pk=bid_id)
