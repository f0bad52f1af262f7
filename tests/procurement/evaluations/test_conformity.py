"""The leader's check whether the bids meet the tender document, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from core.rights import Denial
from procurement.bids.models import Bid
from procurement.evaluations.services import (
    conform_bid,
    freeze_scores,
    invalidate_bid,
)
from procurement.tenders.models import Lot, Tender
from tests.procurement.evaluations.test_scoring import ready
from tests.procurement.evaluations.world import World, a_world
from tests.refusals import denial, why

Clock = Callable[[datetime], None]


def test_only_the_leader_checks_conformity(world: World) -> None:
    world.scoring()
    member = next(seat.user for seat in world.seats() if not seat.is_leader)
    assert denial(conform_bid, world.evaluation.pk, letter="A", by=member) == Denial.WRONG_ROLE
    assert denial(conform_bid, world.evaluation.pk, letter="A", by=world.officer) == Denial.WRONG_ROLE
    assert denial(conform_bid, world.evaluation.pk, letter="A", by=world.suppliers[0]) == Denial.STRANGER
    assert denial(invalidate_bid, world.evaluation.pk, letter="A", reason="x", by=member) == Denial.WRONG_ROLE
    conform_bid(world.evaluation.pk, letter="A", by=world.leader)


def test_a_price_above_the_ceiling_does_not_conform(clock: Clock) -> None:
    world = a_world(prices=(3_900_000_00, 3_800_000_00, 4_000_000_00, 4_075_000_01))
    world.scoring()
    dear = world.bids[3]
    reasons = why(conform_bid, world.evaluation.pk, letter=world.letter_of(dear), by=world.leader)
    assert reasons[0].startswith("The price of this bid is above the ceiling; declare it invalid.")
    world.conform(*world.bids[:3])
    invalidate_bid(world.evaluation.pk, letter=world.letter_of(dear), reason="报价超过预算", by=world.leader)
    assert Bid.objects.get(pk=dear.pk).invalid_reason == "报价超过预算"
    assert world.evaluation.state == "SCORING"


def test_a_price_at_the_ceiling_conforms(clock: Clock) -> None:
    world = a_world(prices=(3_900_000_00, 3_800_000_00, 4_075_000_00))
    world.scoring()
    world.conform()
    assert set(Bid.objects.filter(lot=world.lot).values_list("state", flat=True)) == {"VALID"}


def test_with_two_valid_bids_the_lot_fails_and_with_it_the_tender(world: World) -> None:
    world.scoring()
    invalidate_bid(world.evaluation.pk, letter="B", reason="未响应服务期限", by=world.leader)
    assert (
        world.evaluation.state,
        Lot.objects.get(pk=world.lot.pk).state,
        Tender.objects.get(pk=world.tender.pk).state,
    ) == ("VOID", "FAILED", "FAILED")


def test_an_invalid_bid_needs_its_reason(world: World) -> None:
    world.scoring()
    reasons = why(invalidate_bid, world.evaluation.pk, letter="A", reason="", by=world.leader)
    assert reasons[0].startswith("Say why the bid is invalid.")


def test_which_bids_are_valid_is_settled_before_the_first_freeze(clock: Clock) -> None:
    world = ready(a_world(prices=(3_900_000_00, 3_800_000_00, 4_000_000_00, 3_950_000_00)))
    world.score(world.seats()[0].user)
    freeze_scores(world.evaluation.pk, by=world.seats()[0].user)
    reasons = why(invalidate_bid, world.evaluation.pk, letter="A", reason="x", by=world.leader)
    assert reasons[0].startswith("A member has frozen")
