"""Opening: B takes off the outer seal, A the inner one. Neither can do it alone, early, twice, or for another tender.

An opening commits by itself (it refuses to run inside another transaction), and a refusal is recorded in a transaction
of its own, so that what was tried stays on record although nothing came of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pyrage
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from core.audit.outbox import announce
from core.audit.record import record, release
from core.instants import moment
from core.kept import kept, stored
from core.time import core_now
from core.transitions import Refused, check, move, refuse
from procurement.bids.closing import close_tender_if_due
from procurement.bids.deposits import disclose_deposits
from procurement.bids.models import (
    Bid,
    BidEvent,
    BidFile,
    Envelope,
    EnvelopeKind,
    HalfOpened,
    OpeningRecord,
    seal_of_lot,
)
from procurement.bids.package import BrokenPackage
from procurement.bids.papers import OpenedPapers, read_packages
from procurement.bids.sealing import CannotOpen, fingerprint, joint_fingerprint, take_off
from procurement.tenders.custody_keys import WrongPassphrase, unwrap
from procurement.tenders.models import CustodianKey, Lot, Tender
from procurement.tenders.models_custody import CustodianGroup
from procurement.tenders.states import LotState, TenderState

TAKE_OFF = "procurement.take_off_outer_seal"
OPEN = "procurement.open_bids"
WHY = {  # which envelope cannot be read, and why
    EnvelopeKind.TECHNICAL: gettext_noop("Qualification and technical part: %(why)s"),
    EnvelopeKind.PRICE: gettext_noop("Price: %(why)s"),
}


@dataclass(frozen=True)
class Half:
    """One custodian's part: the group whose key it takes and the right to it."""

    group: CustodianGroup
    right: str
    verb: str


OUTER = Half(CustodianGroup.B, TAKE_OFF, "take_off_outer_seal")
INNER = Half(CustodianGroup.A, OPEN, "open")


@dataclass(frozen=True)
class Outcome:
    """What became of one sealed bid: its papers, or why it cannot be read."""

    bid: Bid
    event: BidEvent
    papers: OpenedPapers | None
    why: str = ""
    is_wrong_key: bool = False


def open_half(tender_id: int, *, passphrase: str, by: Any) -> Tender:
    """Take off the outer seal of every bid (a custodian of B); the bids stay sealed to A. Raises Refused, on record."""
    close_tender_if_due(tender_id)
    with refusals_on_record(tender_id, OUTER, by):
        identity = _identity(tender_id, OUTER, passphrase, by)
        with transaction.atomic(durable=True):
            tender = _locked(tender_id, OUTER, by)
            halves = [half for bid in _sealed_bids(tender) for half in _halves(bid, identity, by)]
            if halves and all(is_wrong_key for _half, is_wrong_key in halves):
                raise refuse(_("This key opens none of the envelopes: it is not the key they were sealed to."))
            HalfOpened.objects.bulk_create([half for half, _is_wrong_key in halves])
            record(tender, verb=OUTER.verb, by=by, role=TAKE_OFF, before=tender.state, after=tender.state)
            announce("tender.half_opened", str(tender.pk), tender=tender.pk, ocid=tender.ocid)
    return tender


def open_bids(tender_id: int, *, passphrase: str, by: Any) -> OpeningRecord:
    """Open every bid whose outer seal is off (a custodian of A), and write the opening record.

    A bid whose hash, manifest or form does not hold is marked as unreadable with its own reason; the others go on.
    Raises Refused, on record.
    """
    close_tender_if_due(tender_id)
    with refusals_on_record(tender_id, INNER, by):
        identity = _identity(tender_id, INNER, passphrase, by)
        with transaction.atomic(durable=True):
            tender = _locked(tender_id, INNER, by)
            outcomes = [_outcome(bid, identity) for bid in _sealed_bids(tender)]
            if outcomes and all(outcome.is_wrong_key for outcome in outcomes):
                raise refuse(_("This key opens none of the envelopes: it is not the key they were sealed to."))
            for outcome in outcomes:
                _write(outcome, by)
            for lot in {outcome.bid.lot.pk: outcome.bid.lot for outcome in outcomes}.values():
                move(lot.open, by=by)
                release(seal_of_lot(lot.pk))
                disclose_deposits(lot, [one.bid for one in outcomes if one.bid.lot.pk == lot.pk], by=by)
            written = OpeningRecord.objects.create(
                tender=tender,
                opened_by_a=by,
                opened_by_b_id=HalfOpened.objects.of_tender(tender.pk)[0].by_id,
                at=core_now(),
                rows=[_row(outcome) for outcome in outcomes],
            )
            move(tender.open, by=by, detail={"opening_record": written.pk})
            announce("tender.bids_opened", str(tender.pk), tender=tender.pk, ocid=tender.ocid)
    return written


@contextmanager
def refusals_on_record(tender_id: int, half: Half, by: Any) -> Iterator[None]:
    """Write a refusal into the record after the failed transaction is gone, then let it go on to the person."""
    try:
        yield
    except Refused as refused:
        with transaction.atomic(durable=True):
            record(
                Tender.objects.get(pk=tender_id),
                verb=f"{half.verb}_refused",
                by=by,
                role=half.right,
                reason=str(refused),
                detail={"denial": refused.denial.value if refused.denial else None},
            )
        raise


def _identity(tender_id: int, half: Half, passphrase: str, by: Any) -> pyrage.x25519.Identity:
    """Return the custodian's identity; unwrapping is slow on purpose, so it is done before the lock."""
    tender = Tender.objects.select_related("plan_item__area").get(pk=tender_id)
    _check_may_open(tender, half, by)
    key = CustodianKey.objects.of_group(tender_id, half.group).proven().filter(custodian=by).first()
    if key is None:
        raise refuse(_("You hold no proven key of group %(group)s for this tender.") % {"group": half.group.value})
    try:
        identity = unwrap(bytes(key.wrapped_identity), passphrase)
    except WrongPassphrase as failure:
        raise refuse(_("The passphrase does not open your key. Type it again.")) from failure
    if str(identity.to_public()) != key.recipient:
        raise refuse(_("This is not the key that you made for this tender."))
    return identity


def _check_may_open(tender: Tender, half: Half, by: Any) -> None:
    check(half.right, by=by, thing=tender)
    if tender.state in (TenderState.DRAFT, TenderState.REVIEW, TenderState.PUBLIC_COMMENT):
        raise refuse(_("The tender is not published yet: there is nothing to open."))
    if tender.state == TenderState.OPEN:
        deadline = moment(tender.deadline)
        raise refuse(
            _("It is too early: bids are handed in until %(deadline)s.") % {"deadline": deadline}, "opening_at_deadline"
        )
    if tender.state != TenderState.CLOSED:
        raise refuse(_("There is nothing to open any more: %(state)s") % {"state": tender.names.officer})
    is_off = HalfOpened.objects.of_tender(tender.pk).exists()
    if half is OUTER and is_off:
        raise refuse(_("The outer seal is off already. Now a custodian of group A opens the inner one."))
    if half is INNER and not is_off:
        raise refuse(_("The outer seal is still on. A custodian of group B takes it off first; nobody opens alone."))


def _locked(tender_id: int, half: Half, by: Any) -> Tender:
    tenders = Tender.objects.select_for_update(of=("self",)).select_related("plan_item__area")
    tender = tenders.get(pk=tender_id)
    _check_may_open(tender, half, by)
    return tender


def _sealed_bids(tender: Tender) -> list[Bid]:
    """Return the sealed bids of the lots that closed with enough of them, under lock."""
    lots = Lot.objects.select_for_update(of=("self",)).filter(tender=tender, state=LotState.CLOSED)
    by_id = {lot.pk: lot for lot in lots.order_by("pk")}
    for lot in by_id.values():
        lot.tender = tender
    sealed = Bid.objects.select_for_update(of=("self",)).sealed().of_tender(tender.pk).select_related("supplier")
    bids = list(sealed.filter(lot__in=by_id))
    for bid in bids:
        bid.lot = by_id[bid.lot_id]
    return bids


def _standing(bid: Bid) -> tuple[BidEvent, list[Envelope]]:
    """Return the bid's last event and its envelopes, in the order in which the event commits to them."""
    event = bid.events.order_by("-pk")[0]
    envelopes = {envelope.kind: envelope for envelope in event.envelopes.select_related("half_opened")}
    return event, [envelopes[kind.value] for kind in EnvelopeKind if kind.value in envelopes]


def _halves(bid: Bid, identity: pyrage.x25519.Identity, by: Any) -> list[tuple[HalfOpened, bool]]:
    event, envelopes = _standing(bid)
    is_whole = joint_fingerprint([envelope.sha256 for envelope in envelopes]) == event.sha256
    at = core_now()
    halves = []
    for envelope in envelopes:
        half, is_wrong_key = HalfOpened(envelope=envelope, by=by, at=at), False
        try:
            if not is_whole or fingerprint(bytes(envelope.ciphertext)) != envelope.sha256:
                raise CannotOpen(gettext_noop("The envelope is not the one that was handed in: its hash differs."))
            half.ciphertext = take_off(bytes(envelope.ciphertext), identity)
        except CannotOpen as failure:
            half.failure, is_wrong_key = _why(envelope, failure.sentence), failure.is_wrong_key
        halves.append((half, is_wrong_key))
    return halves


def _outcome(bid: Bid, identity: pyrage.x25519.Identity) -> Outcome:
    event, envelopes = _standing(bid)
    packages: dict[str, bytes] = {}
    for envelope in envelopes:
        half = getattr(envelope, "half_opened", None)
        if half is None or half.ciphertext is None:
            why = half.failure if half else _why(envelope, kept(gettext_noop("Its outer seal was not taken off.")))
            return Outcome(bid, event, None, why)
        try:
            packages[envelope.kind] = take_off(bytes(half.ciphertext), identity)
        except CannotOpen as failure:
            return Outcome(bid, event, None, _why(envelope, failure.sentence), failure.is_wrong_key)
    if set(packages) != set(EnvelopeKind.values):
        return Outcome(bid, event, None, kept(gettext_noop("An envelope of the bid is missing.")))
    try:
        return Outcome(bid, event, read_packages(bid, packages))
    except BrokenPackage as broken:
        return Outcome(bid, event, None, broken.sentence)


def _why(envelope: Envelope, sentence: str) -> str:
    return kept(WHY[EnvelopeKind(envelope.kind)], why=sentence)


def _write(outcome: Outcome, by: Any) -> None:
    if outcome.papers is None:
        move(outcome.bid.mark_unreadable, by=by, reason=outcome.why, unreadable_reason=outcome.why)
        announce("bid.unreadable", str(outcome.bid.pk), bid=outcome.bid.pk)
        return
    content = outcome.papers.content
    move(
        outcome.bid.open,
        by=by,
        price_fen=outcome.papers.price_fen,
        small_micro=content.small_micro,
        consortium_members=content.consortium_members,
        content={
            "term_months": content.term_months,
            "declarations": content.declarations,
            "answers": content.answers,
        },
    )
    BidFile.objects.bulk_create(
        BidFile(
            bid=outcome.bid,
            part=file.part,
            name=file.name,
            size=len(file.data),
            sha256=hashlib.sha256(file.data).hexdigest(),
            data=file.data,
        )
        for file in outcome.papers.files
    )


def _row(outcome: Outcome) -> dict[str, Any]:
    """Return what is read out of one bid: supplier, price, term, hash, and the instant it was received."""
    bid, papers = outcome.bid, outcome.papers
    return {
        "lot": bid.lot.code,
        "bid": bid.pk,
        "supplier": bid.supplier.name,
        "credit_code": bid.supplier.credit_code,
        "price_fen": papers.price_fen if papers else None,
        "term_months": papers.content.term_months if papers else None,
        "sha256": outcome.event.sha256,
        "received_at": outcome.event.received_at.isoformat(timespec="microseconds"),
        "unreadable": stored(outcome.why),
    }
