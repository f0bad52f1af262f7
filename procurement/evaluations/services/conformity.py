"""Conformity: whether a bid meets the tender document; where fewer than three do, the lot fails (L36)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core.audit.outbox import announce
from core.kept import kept
from core.transitions import CLOCK, check, move, refuse
from procurement.bids.closing import fail_for_want_of_bidders, fail_tender_without_lots, least_bidders
from procurement.bids.models import Bid
from procurement.evaluations import guards
from procurement.evaluations.models import BlindName, Evaluation
from procurement.evaluations.services.locks import take
from procurement.evaluations.states import EvaluationState
from procurement.tenders.models import Lot, Tender


def ceiling_of(evaluation: Evaluation) -> int:
    """Return the price in fen that no bid may exceed; 0 where none is named."""
    return evaluation.lot.highest_price_fen or 0


@transaction.atomic
def conform_bid(evaluation_id: int, *, letter: str, by: Any) -> Bid:
    """Find that a bid meets the tender document; refused for a price above the ceiling, which is invalid (87§63)."""
    evaluation = take(evaluation_id)
    bid = _behind(evaluation, letter)
    check("procurement.conform_bid", by=by, thing=bid)
    _refuse_outside_scoring(evaluation)
    if (bid.price_fen or 0) > ceiling_of(evaluation):
        raise refuse(_("The price of this bid is above the ceiling; declare it invalid."), "ceiling_price")
    move(bid.conform, by=by)
    return bid


@transaction.atomic
def invalidate_bid(evaluation_id: int, *, letter: str, reason: str, by: Any) -> Bid:
    """Find that a bid does not meet the tender document; its supplier is told why with the result."""
    evaluation = take(evaluation_id, tender_too=True)
    bid = _behind(evaluation, letter)
    check("procurement.invalidate_bid", by=by, thing=bid)
    _refuse_outside_scoring(evaluation)
    if evaluation.members.sitting().filter(frozen_at__isnull=False).exists():
        raise refuse(_("A member has frozen; which bids are valid is settled before that."), "rescoring")
    if not reason.strip():
        raise refuse(_("Say why the bid is invalid."), "invalid_bid")
    return declare_invalid(evaluation, bid.pk, reason.strip(), by)


def declare_invalid(evaluation: Evaluation, bid_id: int, reason: str, by: Any) -> Bid:
    """Make a bid invalid; where too few are left the lot fails and the evaluation ends. The caller holds the tender."""
    bid = Bid.objects.select_for_update(of=("self",)).get(pk=bid_id)
    move(bid.invalidate, by=by, reason=reason, invalid_reason=reason)
    announce("bid.invalid", str(bid.pk), bid=bid.pk, supplier=bid.supplier_id)
    if guards.too_few_bids_are_valid(evaluation):
        tender = Tender.objects.select_for_update(of=("self",)).get(pk=evaluation.lot.tender_id)
        lot = Lot.objects.select_for_update(of=("self",)).get(pk=evaluation.lot_id)
        least = least_bidders(tender)
        why = kept(gettext_noop("Fewer than %(least)s bids are valid."), least=least.whole)
        move(evaluation.run_out_of_bids, by=CLOCK, reason=why, void_reason=why)
        fail_for_want_of_bidders(lot, least)
        fail_tender_without_lots(tender)
    return bid


def _behind(evaluation: Evaluation, letter: str) -> Bid:
    name = BlindName.objects.filter(evaluation=evaluation, letter=letter).first()
    if name is None:
        raise refuse(_("No bid has the letter “%(letter)s”.") % {"letter": letter})
    return Bid.objects.select_for_update(of=("self",)).get(pk=name.bid_id)


def _refuse_outside_scoring(evaluation: Evaluation) -> None:
    if evaluation.state != EvaluationState.SCORING:
        raise refuse(_("The check of conformity belongs to the time of scoring."))
