"""What happens at the same instant: a race is first shown with the lock off, then not to happen with it on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import translation

from core.database.roles import as_owner
from core.time import core_now, set_clock
from core.transitions import Refused
from procurement.bids import services
from procurement.bids.models import Bid, BidDraft, BidEvent, OpeningRecord
from procurement.bids.opening import open_bids, open_half
from procurement.bids.services import finalise_bid
from procurement.tenders.models import Lot, Tender
from tests.factories.custody import KNOWN
from tests.procurement.bids.world import AFTER, BEFORE, DEADLINE, World, an_open_tender

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("english", "quick_keys")]

PATIENCE = 30  # seconds until a thread that should move is called stuck


@pytest.fixture
def world(db: None) -> World:
    """Two bids are sealed, a third and a fourth are written."""
    set_clock(BEFORE)
    world = an_open_tender()
    world.sealed(2)
    world.draft(world.supplier())
    world.draft(world.supplier())
    return world


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(max_workers=4) as pool:
        yield pool


class HeldUp:
    """Holds a request up after its instant was read and before it commits."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, bid: Bid) -> None:
        self.is_inside, self.may_go = threading.Event(), threading.Event()
        sealing = services._seal

        def slow(sealed: Bid, *args: Any) -> BidEvent:
            if sealed.pk == bid.pk:
                self.is_inside.set()
                assert self.may_go.wait(PATIENCE)
            return sealing(sealed, *args)

        monkeypatch.setattr(services, "_seal", slow)


def in_thread(pool: ThreadPoolExecutor, act: Callable[..., Any], *args: Any, **kwargs: Any) -> Future[Any]:
    """Run an act on a connection of its own; a thread has its own language too."""

    def run() -> Any:
        try:
            with translation.override("en"):
                return act(*args, **kwargs)
        finally:
            connection.close()

    return pool.submit(run)


def until_somebody_waits_for_a_lock() -> None:
    """Return as soon as another connection of this database waits for a row lock."""
    for _ in range(PATIENCE * 50):
        with as_owner(), connection.cursor() as cursor:  # the application does not see what others wait for
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    pytest.fail("nobody waits: the lock does not hold")


def outcome(world: World) -> tuple[str, str, list[str]]:
    """The state of the tender, of its lot and of the bids."""
    return (
        Tender.objects.get(pk=world.tender.pk).state,
        Lot.objects.get(pk=world.lot.pk).state,
        list(Bid.objects.of_tender(world.tender.pk).values_list("state", flat=True)),
    )


def test_without_the_lock_a_bid_received_in_time_is_lost(
    world: World, threads: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two finalise across the deadline: closing counts two and fails the lot, while the third, in time, commits."""
    monkeypatch.setattr(services, "hold_tender", lambda tender_id: None)
    in_time, late = Bid.objects.filter(state="DRAFT").order_by("pk")
    held = HeldUp(monkeypatch, in_time)
    first = in_thread(threads, finalise_bid, in_time.pk, by=world.people[2])
    assert held.is_inside.wait(PATIENCE)
    set_clock(AFTER)
    with pytest.raises(Refused):
        in_thread(threads, finalise_bid, late.pk, by=world.people[3]).result(PATIENCE)
    held.may_go.set()
    first.result(PATIENCE)
    assert BidEvent.objects.get(bid=in_time).received_at < DEADLINE
    assert outcome(world) == ("FAILED", "FAILED", ["RETURNED", "RETURNED", "SEALED", "DRAFT"])


def test_with_the_lock_closing_waits_for_it(
    world: World, threads: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_time, late = Bid.objects.filter(state="DRAFT").order_by("pk")
    held = HeldUp(monkeypatch, in_time)
    first = in_thread(threads, finalise_bid, in_time.pk, by=world.people[2])
    assert held.is_inside.wait(PATIENCE)
    set_clock(AFTER)
    second = in_thread(threads, finalise_bid, late.pk, by=world.people[3])
    until_somebody_waits_for_a_lock()
    assert outcome(world)[:2] == ("OPEN", "OPEN")
    held.may_go.set()
    first.result(PATIENCE)
    with pytest.raises(Refused, match="The deadline has passed"):
        second.result(PATIENCE)
    assert BidEvent.objects.get(bid=in_time).received_at < DEADLINE
    assert outcome(world) == ("CLOSED", "CLOSED", ["SEALED", "SEALED", "SEALED", "DRAFT"])


def test_a_transaction_begun_before_the_deadline_does_not_stop_the_clock(
    world: World, threads: ThreadPoolExecutor
) -> None:
    late = Bid.objects.filter(state="DRAFT").order_by("pk")[0]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT now()")
            (began,) = cursor.fetchone()
        assert core_now() < DEADLINE
        in_thread(threads, set_clock, AFTER).result(PATIENCE)
        with connection.cursor() as cursor:
            cursor.execute("SELECT now() = %s", [began])
            assert cursor.fetchone() == (True,)
        with pytest.raises(Refused, match="The deadline has passed"):
            finalise_bid(late.pk, by=world.people[2])
    assert not BidEvent.objects.filter(bid=late).exists()


def test_two_custodians_of_a_at_the_same_time_open_once(world: World, threads: ThreadPoolExecutor) -> None:
    world.sealed(1)
    set_clock(AFTER)
    open_half(world.tender.pk, passphrase=KNOWN["B1"].passphrase, by=world.custodians.b1)
    together = threading.Barrier(2)

    def try_to_open(name: str) -> str:
        together.wait(PATIENCE)
        try:
            open_bids(world.tender.pk, passphrase=KNOWN[name].passphrase, by=getattr(world.custodians, name.lower()))
        except Refused as refused:
            return str(refused)
        return "opened"

    answers = sorted(each.result(PATIENCE) for each in [in_thread(threads, try_to_open, name) for name in ("A1", "A2")])
    assert answers[1] == "opened"
    assert answers[0].startswith("There is nothing to open any more: ")
    assert OpeningRecord.objects.count() == 1


class Unlocked:
    """The drafts, read without their lock."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(services.BidDraft.objects, "select_for_update", services.BidDraft.objects.all)


@pytest.mark.parametrize("is_locked", [False, True], ids=["lock off", "lock on"])
def test_what_is_saved_while_its_bid_is_handed_in_is_not_lost(
    world: World, threads: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch, is_locked: bool
) -> None:
    """An autosave meets the handing in: with the lock off the words saved last are deleted, neither sealed nor kept."""
    if not is_locked:
        Unlocked(monkeypatch)
    bid = Bid.objects.filter(state="DRAFT").order_by("pk")[0]
    held = HeldUp(monkeypatch, bid)
    handing_in = in_thread(threads, finalise_bid, bid.pk, by=world.people[2])
    assert held.is_inside.wait(PATIENCE)
    saving = in_thread(threads, world.draft, world.people[2], price_fen=4_321_00)
    if is_locked:
        until_somebody_waits_for_a_lock()
        held.may_go.set()
        saving.result(PATIENCE)
    else:
        saving.result(PATIENCE)
        held.may_go.set()
    handing_in.result(PATIENCE)
    kept = list(BidDraft.objects.filter(bid=bid).values_list("price_fen", flat=True))
    assert kept == ([4_321_00] if is_locked else [])


@pytest.mark.parametrize("number", [24, pytest.param(200, marks=pytest.mark.heavy)])
def test_accepted_is_exactly_what_was_received_before_the_deadline(number: int) -> None:
    """Many hand in across the deadline on the running clock."""
    set_clock(BEFORE)
    world = an_open_tender()
    drafts = [(world.draft(world.supplier()), person) for person in range(number)]
    spread = 0.05 * number
    set_clock(DEADLINE - timedelta(seconds=spread / 2))
    start = time.monotonic()

    def hand_in(place: int, bid: Bid) -> datetime | None:
        time.sleep(max(0.0, start + spread * place / number - time.monotonic()))
        try:
            finalise_bid(bid.pk, by=world.people[place])
        except Refused:
            return None
        return BidEvent.objects.get(bid=bid).received_at

    with ThreadPoolExecutor(max_workers=24) as pool:
        answers = [in_thread(pool, hand_in, place, bid) for bid, place in drafts]
        received = {bid.pk: answer.result(120) for (bid, _place), answer in zip(drafts, answers, strict=True)}
    accepted = {pk for pk, at in received.items() if at is not None}
    assert {event.bid_id for event in BidEvent.objects.filter(received_at__lt=DEADLINE)} == accepted
    assert not BidEvent.objects.filter(received_at__gte=DEADLINE).exists()
    assert set(Bid.objects.sealed().values_list("pk", flat=True)) == accepted
    assert 3 <= len(accepted) < number
    assert outcome(world)[:2] == ("CLOSED", "CLOSED")
