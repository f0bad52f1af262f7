"""Bids in every state, with their drafts, events and envelopes."""

from __future__ import annotations

from typing import Any

import factory

from accounts.models import Organisation
from accounts.roles import Role
from procurement.bids.models import Bid, BidDraft, BidEvent, BidEventKind, Envelope
from procurement.bids.papers import packages_of, read_content
from procurement.bids.sealing import fingerprint, joint_fingerprint, seal
from procurement.bids.states import BidState
from tests.factories.accounts import ONCE, OrganisationFactory, member
from tests.factories.base import MachineFactory
from tests.factories.custody import KNOWN

PRICE_FEN = 398_765_400
CONTENT: dict[str, Any] = {"term_months": 12, "answers": {"plan": "我们每天上门两次。"}}


def representative(supplier: Organisation) -> Any:
    """Return a person who acts for a supplier: one that is there, else a new one."""
    there = supplier.memberships.filter(role=Role.SUPPLIER).select_related("person").first()
    return there.person if there else member(supplier, Role.SUPPLIER)


class BidFactory(MachineFactory):
    """A draft without its text; every other state is a trait. From `opened` on the price is `price_fen`."""

    class Meta:
        model = Bid

    lot = factory.SubFactory("tests.factories.tenders.LotFactory")
    supplier = factory.SubFactory(OrganisationFactory)
    drafted_by = factory.LazyAttribute(lambda made: representative(made.supplier))
    state = BidState.DRAFT

    class Params:
        shown = factory.Trait(
            price_fen=PRICE_FEN,
            small_micro=False,
            consortium_members=factory.LazyFunction(list),
            content=factory.LazyFunction(lambda: {"declarations": {}, **CONTENT}),
        )
        sealed = factory.Trait(state=BidState.SEALED)
        withdrawn = factory.Trait(state=BidState.WITHDRAWN)
        returned = factory.Trait(state=BidState.RETURNED)
        opened = factory.Trait(shown=True, state=BidState.OPENED)
        unreadable = factory.Trait(state=BidState.UNREADABLE, unreadable_reason="信封已损坏。")
        qualified = factory.Trait(shown=True, state=BidState.QUALIFIED)
        disqualified = factory.Trait(shown=True, state=BidState.DISQUALIFIED, disqualified_reason="未提交年度报告。")
        valid = factory.Trait(shown=True, state=BidState.VALID)
        invalid = factory.Trait(shown=True, state=BidState.INVALID, invalid_reason="未按要求承诺服务期限。")
        won = factory.Trait(shown=True, state=BidState.WON)
        lost = factory.Trait(shown=True, state=BidState.LOST)


class BidDraftFactory(factory.django.DjangoModelFactory):
    """What a supplier is writing."""

    class Meta:
        model = BidDraft

    bid = factory.SubFactory(BidFactory)
    price_fen = PRICE_FEN
    content = factory.LazyFunction(lambda: dict(CONTENT))
    updated_at = ONCE


def hand_in(
    bid: Bid, *, packages: dict[str, bytes] | None = None, recipients: str = "A1 A2 B1 B2", **facts: Any
) -> BidEvent:
    """Put a bid's event and envelopes into the database as the service does, with other packages or keys if given."""
    made = packages or packages_of(
        bid, price_fen=facts.get("price_fen", PRICE_FEN), content=read_content(facts.get("content", CONTENT))
    )
    keys = [KNOWN[name] for name in recipients.split()]
    group_a, group_b = ([key.recipient for key in keys if key.group == group] for group in "AB")
    sealed = {kind: seal(package, group_a=group_a, group_b=group_b) for kind, package in made.items()}
    prints = [fingerprint(envelope) for envelope in sealed.values()]
    event = BidEvent.objects.create(
        bid=bid, kind=BidEventKind.SUBMIT, sha256=joint_fingerprint(prints), received_at=ONCE, salt="00" * 16
    )
    for (kind, envelope), sha256 in zip(sealed.items(), prints, strict=True):
        Envelope.objects.create(event=event, kind=kind, sha256=sha256, ciphertext=envelope)
    return event
