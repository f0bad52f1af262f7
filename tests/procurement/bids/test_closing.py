"""Closing: time alone does it; with too few bids a lot fails and nothing is opened."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import datetime

import pytest

from core.audit.models import AuditRow
from core.clock import run_sweeps
from core.transitions import CLOCK, Refused, move
from procurement.bids.clock import close_due_tenders
from procurement.bids.closing import close_tender_if_due
from procurement.bids.models import Bid, BidDraft
from procurement.bids.services import bids_shown, withdraw_bid
from procurement.bids.states import BidState
from procurement.signals import tender_cancelled
from procurement.tenders.models import Lot, Tender
from procurement.tenders.states import TenderState
from tests.procurement.bids.world import AFTER, BEFORE, DEADLINE, World, an_open_tender

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

TOO_FEW = "Fewer than 3 suppliers compete for this lot ("


@pytest.fixture(scope="module")
def _world(kept: Callable[[Callable[[], World]], World]) -> World:
    return kept(an_open_tender)


@pytest.fixture
def world(_world: World, clock: Callable[[datetime], None]) -> World:
    clock(BEFORE)
    return copy.deepcopy(_world)


def states(world: World) -> tuple[str, list[str], list[str]]:
    """The tender's state, its lots' and their bids', as the database has them."""
    return (
        Tender.objects.get(pk=world.tender.pk).state,
        list(Lot.objects.filter(tender=world.tender).order_by("pk").values_list("state", flat=True)),
        list(Bid.objects.of_tender(world.tender.pk).values_list("state", flat=True)),
    )


def test_before_the_deadline_nothing_closes(world: World) -> None:
    world.sealed(3)
    assert close_tender_if_due(world.tender.pk).state == TenderState.OPEN
    assert close_due_tenders() == 0
    assert states(world) == ("OPEN", ["OPEN"], ["SEALED"] * 3)


def test_three_bids_wait_sealed_for_the_opening(world: World, clock: Callable[[datetime], None]) -> None:
    world.sealed(3)
    clock(DEADLINE)
    close_tender_if_due(world.tender.pk)
    assert states(world) == ("CLOSED", ["CLOSED"], ["SEALED"] * 3)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_fewer_than_three_go_back_unopened_and_the_tender_fails(
    world: World, clock: Callable[[datetime], None], number: int
) -> None:
    world.sealed(number)
    clock(AFTER)
    close_tender_if_due(world.tender.pk)
    assert states(world) == ("FAILED", ["FAILED"], ["RETURNED"] * number)
    reason = Lot.objects.get(pk=world.lot.pk).failed_reason
    assert reason.startswith(TOO_FEW)
    assert "87" in reason
    assert bids_shown(Lot.objects.get(pk=world.lot.pk)) == number


def test_a_draft_is_no_bid_and_a_withdrawn_one_does_not_count(world: World, clock: Callable[[datetime], None]) -> None:
    world.sealed(2)
    world.draft(world.supplier())
    withdrawn = world.sealed(1)[0]
    withdraw_bid(withdrawn.pk, by=world.people[-1])
    clock(AFTER)
    close_tender_if_due(world.tender.pk)
    assert states(world) == ("FAILED", ["FAILED"], ["RETURNED", "RETURNED", "DRAFT", "WITHDRAWN"])
    assert bids_shown(Lot.objects.get(pk=world.lot.pk)) == 2


def test_each_lot_counts_for_itself(clock: Callable[[datetime], None]) -> None:
    clock(BEFORE)
    world = an_open_tender(lots=2)
    world.sealed(3, lot=world.lots[0])
    world.sealed(2, lot=world.lots[1])
    clock(AFTER)
    close_tender_if_due(world.tender.pk)
    assert states(world) == ("CLOSED", ["CLOSED", "FAILED"], ["SEALED"] * 3 + ["RETURNED"] * 2)


def test_the_sweep_closes_what_nobody_asked_for(world: World, clock: Callable[[datetime], None]) -> None:
    world.sealed(3)
    clock(AFTER)
    assert close_due_tenders() == 1
    assert close_due_tenders() == 0
    assert run_sweeps() == 0
    assert states(world)[0] == "CLOSED"


def test_closing_twice_is_closing_once(world: World, clock: Callable[[datetime], None]) -> None:
    world.sealed(2)
    clock(AFTER)
    close_tender_if_due(world.tender.pk)
    close_tender_if_due(world.tender.pk)
    assert AuditRow.objects.of_thing(world.tender).filter(verb__in=["close", "fail"]).count() == 2


def test_no_person_closes(world: World, clock: Callable[[datetime], None]) -> None:
    clock(AFTER)
    for person in (world.officer, world.supervisor, world.custodians.a1):
        with pytest.raises(Refused, match="Time alone takes this step"):
            move(Tender.objects.get(pk=world.tender.pk).close, by=person)


def test_the_clock_does_not_close_early_either(world: World) -> None:
    with pytest.raises(Refused):
        move(Tender.objects.get(pk=world.tender.pk).close, by=CLOCK)


def test_a_replacement_that_was_never_handed_in_is_void(world: World, clock: Callable[[datetime], None]) -> None:
    world.sealed(3)
    world.draft(world.people[0], price_fen=2)
    world.draft(world.supplier())
    clock(AFTER)
    close_tender_if_due(world.tender.pk)
    assert [draft.bid.state for draft in BidDraft.objects.all()] == [BidState.DRAFT]


def test_the_bids_of_a_cancelled_tender_go_back_unopened(world: World) -> None:
    world.sealed(3)
    world.draft(world.people[0], price_fen=2)
    world.draft(world.supplier())
    tender_cancelled.send(Tender, tender=world.tender)
    assert states(world)[2] == ["RETURNED"] * 3 + ["DRAFT"]
    # The replacement that was never handed in lies no longer here unsealed.
    assert [draft.bid.state for draft in BidDraft.objects.all()] == [BidState.DRAFT]


def test_the_rows_about_closing_tell_no_number(world: World, clock: Callable[[datetime], None]) -> None:
    """Public rows of a tender with three bids and of one with seven read alike."""
    other = an_open_tender()
    world.sealed(3)
    other.sealed(7)
    clock(AFTER)
    told = []
    for each in (world, other):
        close_tender_if_due(each.tender.pk)
        rows = AuditRow.objects.filter(ocid=each.tender.ocid).visible_to_parties([])
        told.append([(row.thing_kind, row.verb, row.before, row.after, row.reason, row.detail) for row in rows])
    assert told[0] == told[1]
    assert [row[:4] for row in told[0]] == [
        ("procurement.Lot", "close", "OPEN", "CLOSED"),
        ("procurement.Tender", "close", "OPEN", "CLOSED"),
    ]
