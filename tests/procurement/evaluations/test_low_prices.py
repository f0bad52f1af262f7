"""Very low prices: asked by figure or by judgement, answered in time or not, accepted or invalid."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from core.audit.models import OutboxMessage
from core.rights import Denial
from core.time import SHANGHAI, core_now, set_clock
from procurement.bids.models import Bid
from procurement.evaluations.models import LowPriceQuery
from procurement.evaluations.rules import can_see_low_price_query
from procurement.evaluations.services import (
    answer_low_price,
    ask_low_price,
    decide_low_price,
    settle_evaluation,
)
from procurement.tenders.models import Lot
from tests.factories.accounts import UserFactory
from tests.procurement.evaluations.world import World, a_world
from tests.refusals import denial, why

Clock = Callable[[datetime], None]
# Ceiling 4,075,000, of which 45 % are 1,833,750.
CHEAP = 1_800_000_00


@pytest.fixture
def cheap(clock: Clock) -> World:
    """Four bids, the last of them far below the others; all scores are frozen."""
    world = a_world(prices=(3_900_000_00, 3_800_000_00, 4_000_000_00, CHEAP))
    world.frozen()
    return world


def asked(world: World) -> LowPriceQuery:
    return LowPriceQuery.objects.get(evaluation=world.evaluation)


def later(minutes: int) -> None:
    set_clock(core_now() + timedelta(minutes=minutes))


def test_the_freeze_asks_whoever_the_figures_catch(cheap: World) -> None:
    query = asked(cheap)
    # Mean 3,375,000 × 50 % = 1,687,500 and second lowest 3,800,000 × 50 % = 1,900,000.
    assert (query.bid, query.rules) == (cheap.bids[3], ["second_lowest", "ceiling"])
    assert query.due_at - query.asked_at == timedelta(minutes=30)
    assert OutboxMessage.objects.get(topic="low_price.asked").payload["people"] == [cheap.suppliers[3].pk]


def test_nobody_is_asked_before_the_rules_are_in_force(clock: Clock) -> None:
    world = a_world(
        prices=(3_900_000_00, 3_800_000_00, 4_000_000_00, CHEAP), at=datetime(2026, 1, 15, 9, 0, tzinfo=SHANGHAI)
    )
    world.frozen()
    assert LowPriceQuery.objects.count() == 0


def test_raised_rates_of_the_document_catch_more(clock: Clock) -> None:
    rates = {"mean": "0.65", "second_lowest": "0.65", "ceiling": "0.65"}
    world = a_world(prices=(3_900_000_00, 3_800_000_00, 4_000_000_00, 2_460_000_00), low_price_rates=rates)
    world.frozen()
    assert asked(world).rules == ["second_lowest", "ceiling"]


def test_the_ranking_waits_for_the_decision(cheap: World) -> None:
    reasons = why(settle_evaluation, cheap.evaluation.pk, by=cheap.leader)
    assert reasons[0].startswith("A very low price is not decided yet")


def test_an_accepted_explanation_lets_the_bid_be_ranked(cheap: World) -> None:
    answer_low_price(asked(cheap).pk, text="志愿者分担，另有捐款。", by=cheap.suppliers[3])
    decide_low_price(asked(cheap).pk, accepted=True, reason="成本构成合理", by=cheap.leader)
    settle_evaluation(cheap.evaluation.pk, by=cheap.leader)
    assert cheap.evaluation.lines.get(bid=cheap.bids[3]).rank == 1


def test_an_unproven_price_makes_the_bid_invalid_and_no_base(cheap: World) -> None:
    answer_low_price(asked(cheap).pk, text="薄利多销。", by=cheap.suppliers[3])
    decide_low_price(asked(cheap).pk, accepted=False, reason="不能证明报价合理", by=cheap.leader)
    settle_evaluation(cheap.evaluation.pk, by=cheap.leader)
    line = cheap.evaluation.lines.get(bid=cheap.bids[3])
    assert (Bid.objects.get(pk=cheap.bids[3].pk).state, line.rank, line.out_reason) == (
        "INVALID",
        None,
        "不能证明报价合理",
    )
    assert cheap.evaluation.lines.get(bid=cheap.bids[1]).price_score == 10


def test_without_a_third_valid_bid_the_lot_fails(clock: Clock) -> None:
    world = a_world(prices=(3_900_000_00, 3_800_000_00, CHEAP))
    world.frozen()
    later(31)
    decide_low_price(asked(world).pk, accepted=False, reason="未说明", by=world.leader)
    assert (world.evaluation.state, Lot.objects.get(pk=world.lot.pk).state) == ("VOID", "FAILED")


def test_the_bidder_has_its_thirty_minutes(cheap: World) -> None:
    reasons = why(decide_low_price, asked(cheap).pk, accepted=False, reason="x", by=cheap.leader)
    assert reasons[0].startswith("The bidder still has time to explain.")
    later(31)
    late = why(answer_low_price, asked(cheap).pk, text="晚了", by=cheap.suppliers[3])
    assert late[0].startswith("The time to explain is over.")


def test_silence_cannot_be_accepted(cheap: World) -> None:
    later(31)
    reasons = why(decide_low_price, asked(cheap).pk, accepted=True, reason="x", by=cheap.leader)
    assert reasons[0].startswith("Without an explanation the price cannot be accepted.")


def test_one_explanation_one_decision_each_with_words(cheap: World) -> None:
    assert why(answer_low_price, asked(cheap).pk, text=" ", by=cheap.suppliers[3])[0].startswith("Explain how")
    answer_low_price(asked(cheap).pk, text="志愿者分担。", by=cheap.suppliers[3])
    again = why(answer_low_price, asked(cheap).pk, text="再说一次", by=cheap.suppliers[3])
    assert again == ["The explanation has been given already."]
    assert why(decide_low_price, asked(cheap).pk, accepted=True, reason="", by=cheap.leader)[0].startswith(
        "Give the committee's reason."
    )
    decide_low_price(asked(cheap).pk, accepted=True, reason="合理", by=cheap.leader)
    assert why(decide_low_price, asked(cheap).pk, accepted=False, reason="x", by=cheap.leader) == [
        "This price is decided already."
    ]


def test_only_the_bidder_answers_and_only_the_leader_decides(cheap: World) -> None:
    query = asked(cheap)
    member = next(seat.user for seat in cheap.seats() if not seat.is_leader)
    assert denial(answer_low_price, query.pk, text="x", by=cheap.suppliers[0]) == Denial.STRANGER
    assert denial(answer_low_price, query.pk, text="x", by=cheap.leader) == Denial.WRONG_ROLE
    for person, missing in ((member, Denial.WRONG_ROLE), (cheap.officer, Denial.WRONG_ROLE)):
        assert denial(decide_low_price, query.pk, accepted=True, reason="x", by=person) == missing
    assert denial(decide_low_price, query.pk, accepted=True, reason="x", by=cheap.suppliers[3]) == Denial.STRANGER


def test_the_committee_may_doubt_a_price_that_no_figure_catches(world: World) -> None:
    world.frozen()
    letter = world.letter_of(world.bids[1])
    member = next(seat.user for seat in world.seats() if not seat.is_leader)
    assert denial(ask_low_price, world.evaluation.pk, letter=letter, by=member) == Denial.WRONG_ROLE
    short = why(ask_low_price, world.evaluation.pk, letter=letter, minutes=29, by=world.leader)
    assert short[0].startswith("The bidder gets at least 30 minutes to explain.")
    query = ask_low_price(world.evaluation.pk, letter=letter, minutes=45, by=world.leader)
    assert (query.rules, query.due_at - query.asked_at) == (["judgement"], timedelta(minutes=45))
    assert why(ask_low_price, world.evaluation.pk, letter=letter, by=world.leader) == [
        "This bidder has been asked already."
    ]


def test_prices_are_asked_about_after_the_freeze(world: World) -> None:
    world.scoring()
    assert why(ask_low_price, world.evaluation.pk, letter="A", by=world.leader) == [
        "Prices are asked about after the freeze and before the ranking is settled."
    ]


def test_who_reads_the_question_is_the_same_in_python_and_in_sql(cheap: World) -> None:
    people = [*cheap.suppliers, cheap.officer, cheap.supervisor, cheap.leader, UserFactory.create()]
    seen = [LowPriceQuery.objects.visible_to(person).count() for person in people]
    assert seen == [int(can_see_low_price_query(person, asked(cheap))) for person in people]
    assert seen == [0, 0, 0, 1, 1, 1, 1, 0]
