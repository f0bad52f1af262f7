"""What a supplier does with its bid until the deadline: write it, hand it in sealed, replace it, withdraw it."""

from __future__ import annotations

import io
import secrets
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from core.audit.outbox import announce
from core.audit.record import record
from core.time import CoreNow, core_now
from core.transitions import check, move, refuse
from core.uploads import safe_name, why_not
from procurement.bids import guards
from procurement.bids.closing import close_tender_if_due
from procurement.bids.deposits import ask_for_deposit, owe_after_withdrawal
from procurement.bids.locks import hold_tender
from procurement.bids.models import Bid, BidDraft, BidEvent, BidEventKind, BidFile, Envelope
from procurement.bids.papers import LONGEST_NAME, Content, SealedFile, packages_of, read_content, read_price
from procurement.bids.sealing import fingerprint, joint_fingerprint, seal
from procurement.bids.states import BidState, FilePart
from procurement.tenders.models import CustodianKey, Lot
from procurement.tenders.models_custody import CustodianGroup
from procurement.tenders.states import TenderState

NOTHING_IS_SHOWN_IN = frozenset(
    {TenderState.DRAFT, TenderState.REVIEW, TenderState.PUBLIC_COMMENT, TenderState.OPEN, TenderState.CLOSED}
)


ENDINGS = ("pdf", "jpg", "jpeg", "png", "docx", "xlsx")
MOST_BYTES_A_FILE = 10 * 2**20
MOST_BYTES_A_BID = 30 * 2**20


def draft_bid(lot_id: int, *, supplier_id: int, price_fen: int | None, content: dict[str, Any], by: Any) -> Bid:
    """Write down a bid, or the replacement of a sealed one, which stands until the new one is finalised.

    `price_fen` in fen, None where it is not known yet; `content` as papers.Content. Raises Refused.
    """
    price, written = read_price(price_fen) if price_fen is not None else None, read_content(content)
    with transaction.atomic():
        bid = _bid_of(lot_id, supplier_id, by)
        _draft, is_begun = BidDraft.objects.update_or_create(
            bid=bid, defaults={"price_fen": price, "content": asdict(written), "updated_at": CoreNow()}
        )
        if is_begun:
            record(bid, verb="draft", by=by, role="procurement.draft_bid", after=bid.state)
    return bid


def begin_bid(lot_id: int, *, supplier_id: int, by: Any) -> Bid:
    """Begin the draft of a bid, or of its replacement, with what is on file; a draft that is there stays as it is."""
    with transaction.atomic():
        bid = _bid_of(lot_id, supplier_id, by)
        known = Content(term_months=bid.lot.tender.term_months, small_micro=bool(bid.supplier.small_micro))
        _draft, is_begun = BidDraft.objects.get_or_create(
            bid=bid, defaults={"content": asdict(known), "updated_at": CoreNow()}
        )
        if is_begun:
            record(bid, verb="draft", by=by, role="procurement.draft_bid", after=bid.state)
    return bid


def revise_bid(bid_id: int, *, by: Any, price_fen: int | None = None, **content: Any) -> Bid:
    """Write one part of a draft and leave the others as they are; `content` as the fields of papers.Content.

    A price is written over, never emptied. Raises Refused.
    """
    with transaction.atomic():
        bid, draft = _locked_draft(bid_id, by)
        draft.price_fen = read_price(price_fen) if price_fen is not None else draft.price_fen
        draft.content = asdict(read_content({**draft.content, **content}))
        draft.updated_at = core_now()
        draft.save()
    return bid


def attach_file(bid_id: int, *, part: str, name: str, data: bytes, by: Any) -> BidFile:
    """Put a file beside a draft; one of the same name in the same part is replaced. Raises Refused."""
    if part not in FilePart.values or not 0 < len(name) <= LONGEST_NAME:
        raise refuse(_("The file's name is longer than %(most)s characters.") % {"most": LONGEST_NAME})
    name = safe_name(name)
    if name.rpartition(".")[2] not in ENDINGS:
        raise refuse(
            _("“%(name)s” is none of the kinds of file that are taken: PDF, JPG, PNG, DOCX, XLSX.") % {"name": name}
        )
    if len(data) > MOST_BYTES_A_FILE:
        raise refuse(_("“%(name)s” is larger than %(most)s MiB.") % {"name": name, "most": MOST_BYTES_A_FILE // 2**20})
    fault = why_not(io.BytesIO(data), name)
    if fault:
        raise refuse(fault)
    with transaction.atomic():
        bid, _draft = _locked_draft(bid_id, by)
        others = bid.files.exclude(part=part, name=name).aggregate(bytes=Sum("size"))["bytes"] or 0
        if others + len(data) > MOST_BYTES_A_BID:
            raise refuse(
                _("All files of a bid together are at most %(most)s MiB.") % {"most": MOST_BYTES_A_BID // 2**20}
            )
        facts = {"size": len(data), "sha256": fingerprint(data), "data": data}
        file, _is_new = BidFile.objects.update_or_create(bid=bid, part=part, name=name, defaults=facts)
    return file


def remove_file(bid_id: int, *, file_id: int, by: Any) -> Bid:
    """Take a file away from a draft. Raises Refused."""
    with transaction.atomic():
        bid, _draft = _locked_draft(bid_id, by)
        bid.files.filter(pk=file_id).delete()
    return bid


def finalise_bid(bid_id: int, *, by: Any) -> Bid:
    """Seal the draft and hand it in, in time if and only if the database's clock says so under the tender's lock.

    The first time, again after a withdrawal, or in place of the bid handed in before. Raises Refused; then the bid
    handed in before stands as it was.
    """
    tender_id = _tender_of(bid_id)
    close_tender_if_due(tender_id)
    with transaction.atomic():
        bid = _locked(bid_id, tender_id)
        is_replacement = bid.state == BidState.SEALED
        move(bid.replace if is_replacement else bid.finalise, by=by)
        # Under its lock: what is saved at this instant is either sealed with it or stays as the next draft.
        draft = BidDraft.objects.select_for_update().filter(bid=bid).first()
        if draft is None:
            raise refuse(_("There is no draft to hand in. Write the bid first."))
        if draft.price_fen is None:
            raise refuse(_("The price is missing. Write it first."))
        kind = BidEventKind.REPLACE if is_replacement else BidEventKind.SUBMIT
        event = _seal(bid, draft.price_fen, read_content(draft.content), kind)
        bid.files.all().delete()
        draft.delete()
        announce("bid.sealed", str(event.pk), bid=bid.pk, supplier=bid.supplier_id, event=event.pk)
    return bid


def withdraw_bid(bid_id: int, *, by: Any) -> Bid:
    """Take a sealed bid back; free until the deadline, impossible after it. Raises Refused."""
    tender_id = _tender_of(bid_id)
    close_tender_if_due(tender_id)
    with transaction.atomic():
        bid = _locked(bid_id, tender_id)
        move(bid.withdraw, by=by)
        owe_after_withdrawal(bid, by=by)
        event = _event(bid, BidEventKind.WITHDRAW)
        announce("bid.withdrawn", str(event.pk), bid=bid.pk, supplier=bid.supplier_id, event=event.pk)
    return bid


def bids_shown(lot: Lot) -> int:
    """Return how many bids anybody may know of on a lot: none before the opening, whoever asks."""
    if lot.tender.state in NOTHING_IS_SHOWN_IN:
        return 0
    received = Bid.objects.received().filter(lot=lot)
    if lot.tender.state == TenderState.CANCELLED:
        received = received.exclude(state=BidState.RETURNED)  # cancelled before the opening: nothing was opened
    return received.count()


def _tender_of(bid_id: int) -> int:
    return Bid.objects.values_list("lot__tender_id", flat=True).get(pk=bid_id)


def _locked(bid_id: int, tender_id: int) -> Bid:
    """Return the bid under its lock and the tender's, with the instant that decides; in this order and no other."""
    hold_tender(tender_id)
    bids = Bid.objects.select_for_update(of=("self",)).select_related("lot__tender__plan_item__area", "supplier")
    bid = bids.get(pk=bid_id)
    bid.instant = core_now()
    return bid


def _bid_of(lot_id: int, supplier_id: int, by: Any) -> Bid:
    """Return the supplier's bid on a lot, made now if there is none; refuses where nothing is written any more."""
    hold_tender(Lot.objects.values_list("tender_id", flat=True).get(pk=lot_id))
    lot = Lot.objects.select_related("tender__plan_item__area").get(pk=lot_id)
    supplier = Organisation.objects.get(pk=supplier_id)
    _check_takes_writing(Bid(lot=lot, supplier=supplier, drafted_by=by), by)
    bid, _is_new = Bid.objects.get_or_create(lot=lot, supplier=supplier, defaults={"drafted_by": by})
    bid.lot, bid.supplier = lot, supplier
    ask_for_deposit(bid, by=by)
    return bid


def _check_takes_writing(bid: Bid, by: Any) -> None:
    check("procurement.draft_bid", by=by, thing=bid)
    for question in (guards.lot_takes_bids, guards.deadline_is_ahead, guards.supplier_may_supply):
        if not question(bid):
            raise refuse(question.sentence, question.rule_key)  # type: ignore[attr-defined]


def _locked_draft(bid_id: int, by: Any) -> tuple[Bid, BidDraft]:
    """Return a bid and what is being written for it, under the bid's lock and the tender's."""
    bid = _locked(bid_id, _tender_of(bid_id))
    _check_takes_writing(bid, by)
    draft = BidDraft.objects.filter(bid=bid).first()
    if draft is None:
        raise refuse(_("There is no draft of this bid. Begin one first."))
    return bid, draft


def _seal(bid: Bid, price_fen: int, content: Content, kind: BidEventKind) -> BidEvent:
    files = [SealedFile(file.part, file.name, bytes(file.data)) for file in bid.files.order_by("pk")]
    packages = packages_of(bid, price_fen=price_fen, content=content, files=files)
    group_a, group_b = (
        list(CustodianKey.objects.of_group(bid.lot.tender_id, group).proven().values_list("recipient", flat=True))
        for group in (CustodianGroup.A, CustodianGroup.B)
    )
    envelopes = {part: seal(package, group_a=group_a, group_b=group_b) for part, package in packages.items()}
    prints = {part: fingerprint(envelope) for part, envelope in envelopes.items()}
    event = _event(bid, kind, joint_fingerprint(list(prints.values())))
    Envelope.objects.bulk_create(
        [
            Envelope(event=event, kind=part, sha256=prints[part], ciphertext=envelope)
            for part, envelope in envelopes.items()
        ]
    )
    return event


def _event(bid: Bid, kind: BidEventKind, sha256: str = "") -> BidEvent:
    assert bid.instant is not None  # read by _locked
    salt = secrets.token_hex(16)
    return BidEvent.objects.create(bid=bid, kind=kind, sha256=sha256, received_at=bid.instant, salt=salt)
