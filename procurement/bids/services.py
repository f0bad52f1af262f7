"""What a supplier does with its bid until the deadline: write it, hand it in sealed, replace it, withdraw it."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from core.audit.outbox import announce
from core.audit.record import record
from core.time import CoreNow, core_now
from core.transitions import check, move, refuse
from procurement.bids import guards
from procurement.bids.closing import close_tender_if_due
from procurement.bids.locks import hold_tender
from procurement.bids.models import Bid, BidDraft, BidEvent, BidEventKind, Envelope
from procurement.bids.papers import packages_of, read_content, read_price
from procurement.bids.sealing import fingerprint, joint_fingerprint, seal
from procurement.bids.states import BidState
from procurement.tenders.models import CustodianKey, Lot
from procurement.tenders.models_custody import CustodianGroup
from procurement.tenders.states import TenderState

NOTHING_IS_SHOWN_IN = frozenset(
    {TenderState.DRAFT, TenderState.REVIEW, TenderState.PUBLIC_COMMENT, TenderState.OPEN, TenderState.CLOSED}
)


def draft_bid(lot_id: int, *, supplier_id: int, price_fen: int, content: dict[str, Any], by: Any) -> Bid:
    """Write down a bid, or the replacement of a sealed one, which stands until the new one is finalised.

    `price_fen` in fen; `content` as papers.Content. Raises Refused.
    """
    price, written = read_price(price_fen), read_content(content)
    with transaction.atomic():
        tender_id = Lot.objects.values_list("tender_id", flat=True).get(pk=lot_id)
        hold_tender(tender_id)
        lot = Lot.objects.select_related("tender__plan_item__area").get(pk=lot_id)
        supplier = Organisation.objects.get(pk=supplier_id)
        unsaved = Bid(lot=lot, supplier=supplier, drafted_by=by)
        check("procurement.draft_bid", by=by, thing=unsaved)
        for question in (guards.lot_takes_bids, guards.deadline_is_ahead, guards.supplier_may_supply):
            if not question(unsaved):
                raise refuse(question.sentence, question.rule_key)  # type: ignore[attr-defined]
        bid, _is_new = Bid.objects.get_or_create(lot=lot, supplier=supplier, defaults={"drafted_by": by})
        _draft, is_begun = BidDraft.objects.update_or_create(
            bid=bid, defaults={"price_fen": price, "content": asdict(written), "updated_at": CoreNow()}
        )
        if is_begun:
            record(bid, verb="draft", by=by, role="procurement.draft_bid", after=bid.state)
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
        kind = BidEventKind.REPLACE if is_replacement else BidEventKind.SUBMIT
        event = _seal(bid, draft, kind)
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


def _seal(bid: Bid, draft: BidDraft, kind: BidEventKind) -> BidEvent:
    packages = packages_of(bid, price_fen=draft.price_fen, content=read_content(draft.content))
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
