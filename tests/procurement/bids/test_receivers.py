"""What the supplier hears of its own bid, and nobody else does."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import datetime

import pytest
from django.utils import translation

from accounts.models import Notification
from accounts.roles import Role
from core.audit.outbox import relay
from core.clock import remind
from core.kept import read_kept
from core.time import SHANGHAI
from procurement.bids.closing import close_tender_if_due
from procurement.bids.models import Bid, BidEvent
from procurement.bids.opening import open_bids, open_half
from procurement.bids.qualification import disqualify_bid
from procurement.bids.services import withdraw_bid
from tests.factories.accounts import member
from tests.factories.bids import BidFactory, hand_in
from tests.factories.custody import KNOWN
from tests.procurement.bids.world import AFTER, BEFORE, World, an_open_tender

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "quick_keys")]


@pytest.fixture(scope="module")
def _world(kept: Callable[[Callable[[], World]], World]) -> World:
    return kept(an_open_tender)


@pytest.fixture
def world(_world: World, clock: Callable[[datetime], None]) -> World:
    clock(BEFORE)
    return copy.deepcopy(_world)


def told(topic: str) -> list[tuple[int, str]]:
    """Who was told what about a topic."""
    relay()
    rows = Notification.objects.filter(topic=topic).order_by("recipient_id", "pk")
    return [(row.recipient_id, row.text) for row in rows]


def test_every_representative_hears_when_the_bid_was_received(world: World) -> None:
    person = world.supplier()
    colleague = member(world.suppliers[0], Role.SUPPLIER)
    world.supplier()
    bid = world.bid(person)
    event = BidEvent.objects.get(bid=bid)
    at = f"{event.received_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    title = f"{bid.lot.tender.title}（1 包1）"
    text = f"Your bid on “{title}” was received sealed at {at} (UTC+8). Receipt number {bid.pk}-{event.pk}."
    assert told("bid.sealed") == [(person.pk, text), (colleague.pk, text)]


def test_a_withdrawal_is_told_as_well(world: World) -> None:
    bid = world.bid(world.supplier())
    withdraw_bid(bid.pk, by=world.people[0])
    assert [who for who, _text in told("bid.withdrawn")] == [world.people[0].pk]


def test_who_gets_the_bid_back_hears_why(world: World, clock: Callable[[datetime], None]) -> None:
    world.sealed(2)
    clock(AFTER)
    close_tender_if_due(world.tender.pk)
    heard = told("bid.returned")
    assert [who for who, _text in heard] == [person.pk for person in world.people]
    assert "goes back to you unopened. Fewer than 3 suppliers compete for this lot (" in heard[0][1]


def test_the_reason_is_in_the_readers_language_whatever_the_workers(
    world: World, clock: Callable[[datetime], None]
) -> None:
    world.sealed(2)
    clock(AFTER)
    with translation.override("zh-hans"):
        close_tender_if_due(world.tender.pk)
        [text, _other] = [text for _who, text in told("bid.returned")]
        assert "不足3家" in text
    texts = [row.text for row in Notification.objects.filter(topic="bid.returned")]
    assert all("Fewer than 3 suppliers compete for this lot (" in text for text in texts)


def test_why_a_bid_could_not_be_read_is_in_the_readers_language(
    world: World, clock: Callable[[datetime], None]
) -> None:
    world.sealed(3)
    supplier = world.supplier()
    spoiled = BidFactory.create(lot=world.lot, supplier=world.suppliers[3], sealed=True)
    hand_in(spoiled, recipients="A1 B2")
    clock(AFTER)
    with translation.override("zh-hans"):
        open_half(world.tender.pk, passphrase=KNOWN["B1"].passphrase, by=world.custodians.b1)
        record = open_bids(world.tender.pk, passphrase=KNOWN["A1"].passphrase, by=world.custodians.a1)
        assert "资格和技术部分：" in told("bid.unreadable")[0][1]
    why = "Qualification and technical part: The envelope was not sealed to this key."
    assert Bid.objects.get(pk=spoiled.pk).unreadable_reason == why
    assert read_kept(record.rows[3]["unreadable"]) == why
    assert Notification.objects.get(topic="bid.unreadable", recipient=supplier).text.endswith(why)


def test_who_cannot_be_read_or_does_not_qualify_hears_why(world: World, clock: Callable[[datetime], None]) -> None:
    good = world.sealed(3)[0]
    world.supplier()
    spoiled = BidFactory.create(lot=world.lot, supplier=world.suppliers[3], sealed=True)
    hand_in(spoiled, recipients="A1 B2")
    hand_in(spoiled, recipients="A2 B1")
    clock(AFTER)
    open_half(world.tender.pk, passphrase=KNOWN["B1"].passphrase, by=world.custodians.b1)
    open_bids(world.tender.pk, passphrase=KNOWN["A1"].passphrase, by=world.custodians.a1)
    disqualify_bid(good.pk, reason="No annual report.", by=world.officer)
    assert told("bid.unreadable") == [
        (
            world.people[3].pk,
            f"Your bid on “{good.lot.tender.title}（1 包1）” could not be read: "
            "Qualification and technical part: The envelope was not sealed to this key.",
        )
    ]
    assert told("bid.disqualified") == [
        (world.people[0].pk, f"Your bid on “{good.lot.tender.title}（1 包1）” is out: No annual report.")
    ]


def test_only_who_has_an_open_draft_is_reminded_of_the_deadline(world: World) -> None:
    world.sealed(1)
    drafting = world.supplier()
    bid = world.draft(drafting)
    remind()
    relay()
    rows = Notification.objects.filter(topic="clock.ending", payload__thing_kind="procurement.Bid")
    assert [(row.recipient_id, row.payload["thing_id"], row.payload["ends_on"]) for row in rows] == [
        (drafting.pk, bid.pk, "2026-03-16")
    ]
