"""Closing a tender: time alone does it, and the first who needs it writes it down."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_noop

from core.audit.outbox import announce
from core.kept import kept
from core.law.rulebook import Rule, rule, rulebook
from core.time import core_now
from core.transitions import CLOCK, move
from procurement.bids.deposits import owe_without_bid
from procurement.bids.models import Bid, BidDraft, BidFile
from procurement.bids.states import BidState
from procurement.tenders.models import Lot, Tender
from procurement.tenders.states import LotState, TenderState


def least_bidders(tender: Tender) -> Rule:
    """Return the rule that says how many must compete by the tender's method."""
    return rule(rulebook().method(tender.method).bidders)


def close_tender_if_due(tender_id: int) -> Tender:
    """Close the tender if its deadline has passed by the database's clock; safe to call at any time, by anybody.

    A lot with fewer bids than the method's least fails here, and its bids go back unopened; when every lot failed, so
    has the tender.
    """
    tender = Tender.objects.get(pk=tender_id)
    if _is_due(tender):
        with transaction.atomic():
            tender = Tender.objects.select_for_update(of=("self",)).get(pk=tender_id)
            if _is_due(tender):  # another request may have closed it while this one waited for the lock
                _close(tender)
    return tender


def return_bids(lot: Lot) -> None:
    """Give every sealed bid of a lot back unopened; the caller holds the tender's lock."""
    for bid in Bid.objects.select_for_update(of=("self",)).sealed().filter(lot=lot).order_by("pk"):
        bid.lot = lot
        move(bid.give_back, by=CLOCK)
        announce("bid.returned", str(bid.pk), bid=bid.pk, supplier=bid.supplier_id)


def drop_replacements(tender: Tender) -> None:
    """Delete every replacement that was never handed in: it is void, and would lie here unsealed beside its bid."""
    BidFile.objects.filter(bid__lot__tender=tender).exclude(bid__state=BidState.DRAFT).delete()
    BidDraft.objects.filter(bid__lot__tender=tender).exclude(bid__state=BidState.DRAFT).delete()


def _is_due(tender: Tender) -> bool:
    return tender.state == TenderState.OPEN and tender.deadline is not None and core_now() >= tender.deadline


def _close(tender: Tender) -> None:
    least = least_bidders(tender)
    owe_without_bid(tender)
    lots = list(Lot.objects.select_for_update(of=("self",)).filter(tender=tender, state=LotState.OPEN).order_by("pk"))
    for lot in lots:
        lot.tender = tender
        move(lot.close, by=CLOCK)
        if Bid.objects.sealed().filter(lot=lot).count() < least.whole:
            return_bids(lot)
            fail_for_want_of_bidders(lot, least)
    drop_replacements(tender)
    move(tender.close, by=CLOCK)
    announce("tender.closed", str(tender.pk), tender=tender.pk, ocid=tender.ocid)
    fail_tender_without_lots(tender)


def fail_for_want_of_bidders(lot: Lot, least: Rule) -> None:
    """Fail a lot because too few compete; the sentence tells every bidder why, without their number."""
    sentence = gettext_noop("Fewer than %(least)s suppliers compete for this lot (%(article)s).")
    why = kept(sentence, law=least.key, least=least.whole)
    move(lot.fail, by=CLOCK, reason=why, failed_reason=why)
    announce("lot.failed", str(lot.pk), lot=lot.pk, tender=lot.tender_id, ocid=lot.ocid)


def fail_tender_without_lots(tender: Tender) -> None:
    """Fail the tender when every lot has failed; the caller holds its lock."""
    if not tender.lots.exclude(state=LotState.FAILED).exists():
        move(tender.fail, by=CLOCK)
        announce("tender.failed", str(tender.pk), tender=tender.pk, ocid=tender.ocid)
