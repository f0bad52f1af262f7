"""A scoring sheet: base, price score, totals, ranks, and what keeps a bid out."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.law.rulebook import rulebook
from core.law.scoring import Criterion, Ranked, ScoredBid, ScoreSheet, score_sheet

PLAN = (Criterion("plan", Decimal(90)),)


def sheet(**given) -> ScoreSheet:
    return ScoreSheet(**{"method": "open_tender", "price_weight": Decimal(10), "criteria": PLAN, **given})


def bid(name: str, price: str, *plan: int, **given) -> ScoredBid:
    return ScoredBid(name, Decimal(price), scores={"plan": [Decimal(each) for each in plan]}, **given)


def ranked(the_sheet: ScoreSheet, *bids: ScoredBid) -> dict[str, Ranked]:
    return {each.id: each for each in score_sheet(the_sheet, bids).result}


def figures(line: Ranked) -> tuple:
    return tuple(str(figure) for figure in (line.adjusted_price, line.price_score, line.total, line.rank))


def test_points_are_the_mean_over_the_members_and_the_price_is_base_over_price():
    lines = ranked(sheet(), bid("a", "88.00", 80, 85, 78, 90, 82), bid("b", "80.00", 70, 70, 70, 70, 71))
    assert figures(lines["a"]) == ("88.00", "9.09", "92.09", "1")
    assert figures(lines["b"]) == ("80.00", "10.00", "80.20", "2")


def test_a_printed_value_is_rounded_once():
    # 10 ÷ 3 and a mean of 1 ÷ 3 make 3.666…; the parts rounded first would make 3.33 + 0.33.
    lines = ranked(sheet(), bid("a", "1", 1, 0, 0), bid("b", "3", 1, 0, 0))
    assert figures(lines["b"]) == ("3.00", "3.33", "3.67", "2")


def test_halves_are_rounded_up():
    lines = ranked(sheet(), bid("a", "1.00", 0), bid("b", "16.00", 0), bid("c", "80.00", 0))
    assert [figures(lines[name])[1] for name in "abc"] == ["10.00", "0.63", "0.13"]


def test_a_deduction_moves_base_and_bid_of_small_and_micro_enterprises_only():
    lines = ranked(
        sheet(deduction=Decimal("0.10")),
        bid("small", "100.00", 80, small_micro=True),
        bid("large", "95.00", 80),
    )
    assert figures(lines["small"]) == ("90.00", "10.00", "90.00", "1")
    assert figures(lines["large"]) == ("95.00", "9.47", "89.47", "2")


def test_without_a_deduction_being_small_changes_nothing():
    lines = ranked(sheet(), bid("small", "100.00", 80, small_micro=True), bid("large", "95.00", 80))
    assert figures(lines["small"]) == ("100.00", "9.50", "89.50", "2")


@pytest.mark.parametrize("rate", ["0.10", "0.20"])
def test_the_ends_of_the_range_are_lawful(rate):
    line = ranked(sheet(deduction=Decimal(rate)), bid("a", "100.00", 80, small_micro=True))["a"]
    assert line.adjusted_price == 100 * (1 - Decimal(rate))


def test_a_bid_that_is_out_sets_no_base_and_has_no_rank():
    lines = ranked(
        sheet(ceiling=Decimal("100.00")),
        bid("unqualified", "50.00", 90, qualified=False),
        bid("dear", "100.01", 90),
        bid("at the ceiling", "100.00", 60),
        bid("a", "90.00", 60),
    )
    assert [(lines[name].rank, lines[name].price_score, lines[name].total) for name in ("unqualified", "dear")] == [
        (None, None, None),
        (None, None, None),
    ]
    assert [bool(lines[name].out) for name in lines] == [True, True, False, False]
    assert figures(lines["a"]) == ("90.00", "10.00", "70.00", "1")
    assert figures(lines["at the ceiling"]) == ("100.00", "9.00", "69.00", "2")


def test_a_raw_price_above_the_ceiling_is_out_even_when_reduced_below_it():
    lines = ranked(
        sheet(ceiling=Decimal(100), deduction=Decimal("0.10")),
        bid("a", "105", 80, small_micro=True),
        bid("b", "99", 80),
    )
    assert (lines["a"].rank, lines["b"].rank) == (None, 1)


def test_all_may_be_out():
    lines = ranked(sheet(), bid("a", "90", 80, qualified=False), bid("b", "91", 80, qualified=False))
    assert [(line.rank, line.abnormally_low) for line in lines.values()] == [(None, ()), (None, ())]


def test_a_bid_out_before_the_evaluation_needs_no_scores():
    out = ScoredBid("a", Decimal(90), qualified=False)
    assert [line.rank for line in ranked(sheet(), out, bid("b", "91", 80)).values()] == [None, 1]


def test_equal_totals_rank_by_raw_price_and_equal_prices_stay_equal():
    # b: 10 × 45 ÷ 50 = 9 and 72; a: 10 and 71; c and d as b.
    lines = ranked(sheet(), bid("b", "50", 72), bid("a", "45", 71), bid("c", "50", 72), bid("d", "60", 10))
    assert {name: line.rank for name, line in lines.items()} == {"a": 1, "b": 2, "c": 2, "d": 4}


def test_the_tie_may_be_broken_by_the_adjusted_price():
    bids = (bid("small", "100", 80, small_micro=True), bid("large", "90", 80))
    rank = {
        tie: {name: line.rank for name, line in ranked(sheet(deduction=Decimal("0.10"), tie_price=tie), *bids).items()}
        for tie in ("raw", "adjusted")
    }
    assert rank == {"raw": {"small": 2, "large": 1}, "adjusted": {"small": 1, "large": 1}}


def test_totals_that_print_alike_are_equal():
    # 10 × 99.99 ÷ 100 = 9.999 prints 10.00, as the base does.
    lines = ranked(sheet(), bid("a", "100.00", 80), bid("b", "99.99", 80))
    assert [str(line.total) for line in lines.values()] == ["90.00", "90.00"]
    assert [line.rank for line in lines.values()] == [2, 1]


def test_the_lowest_price_wins_where_only_the_price_counts():
    lines = ranked(
        ScoreSheet(method="lowest_price", deduction=Decimal("0.20")),
        ScoredBid("a", Decimal(100), small_micro=True),
        ScoredBid("b", Decimal(80)),
        ScoredBid("c", Decimal("79.99")),
        ScoredBid("d", Decimal(70), qualified=False),
    )
    assert [figures(line) for line in lines.values()] == [
        ("80.00", "None", "None", "2"),
        ("80.00", "None", "None", "2"),
        ("79.99", "None", "None", "1"),
        ("70.00", "None", "None", "None"),
    ]


def test_a_sheet_without_price():
    line = ranked(
        ScoreSheet("open_tender", criteria=(Criterion("plan", Decimal(100)),), fixed_price=True), bid("a", "88", 80, 81)
    )["a"]
    assert figures(line) == ("88.00", "0.00", "80.50", "1")


def test_a_sheet_of_the_price_alone():
    lines = ranked(
        ScoreSheet("consultation", price_weight=Decimal(30)), ScoredBid("a", Decimal(80)), ScoredBid("b", Decimal(100))
    )
    assert [figures(line) for line in lines.values()] == [
        ("80.00", "30.00", "30.00", "1"),
        ("100.00", "24.00", "24.00", "2"),
    ]


def test_low_prices_are_raw_and_those_of_standing_bids_only():
    lines = ranked(
        sheet(ceiling=Decimal(100), deduction=Decimal("0.20")),
        bid("a", "45", 60, small_micro=True),  # 36 after the deduction, but the raw price counts
        bid("b", "44.99", 60),
        bid("out", "120", 60),  # would lift the mean
        bid("c", "70", 60),
    )
    assert {name: line.abnormally_low for name, line in lines.items()} == {
        "a": (),
        "b": ("ceiling",),
        "out": (),
        "c": (),
    }


def test_without_a_ceiling_its_trigger_does_not_exist():
    assert ranked(sheet(), bid("a", "41", 60), bid("b", "78", 60), bid("c", "80", 60))["a"].abnormally_low == ()


def test_before_their_day_there_are_no_triggers():
    before = rulebook(date(2025, 12, 1))
    outcome = score_sheet(sheet(ceiling=Decimal(100)), [bid("a", "10", 60), bid("b", "78", 60)], before)
    assert [line.abnormally_low for line in outcome.result] == [(), ()]


def test_the_reasons_say_that_the_three_bid_rule_is_left_out():
    outcome = score_sheet(sheet(ceiling=Decimal(100)), [bid("a", "88", 60)])
    assert [reason.rule for reason in outcome.because] == [
        "price_weight_tender",
        "price_formula",
        "sheet_total",
        "member_mean",
        "ranking",
        "ceiling_price",
        "bidders_tender",
        "abnormally_low_mean",
        "abnormally_low_second_lowest",
        "abnormally_low_ceiling",
        "abnormally_low_minutes",
    ]
    assert [reason.rule for reason in outcome.because if reason.is_left_out] == ["bidders_tender"]


def test_what_the_calculator_says_of_itself_is_not_for_the_record():
    before = rulebook(date(2025, 12, 1))
    [judgement] = [
        reason
        for reason in score_sheet(sheet(), [bid("a", "10", 60)], before).because
        if reason.rule == "abnormally_low_judgement"
    ]
    assert judgement.text == f"{judgement.for_the_record} On 2025-12-01 no fixed rates are in force."
    assert judgement.for_the_record == before.rule("abnormally_low_judgement").text


PRICES = st.lists(st.integers(100, 10**9), min_size=1, max_size=8)


@given(PRICES, st.sampled_from([None, Decimal("0.10"), Decimal("0.15")]), st.data())
def test_ranks_follow_the_printed_totals(prices, deduction, data):
    bids = [
        bid(str(number), str(Decimal(price) / 100), data.draw(st.integers(0, 90)), small_micro=data.draw(st.booleans()))
        for number, price in enumerate(prices)
    ]
    lines = score_sheet(sheet(deduction=deduction), bids).result
    raw = {each.id: each.price for each in bids}
    for one in lines:
        ahead = [other for other in lines if (-other.total, raw[other.id]) < (-one.total, raw[one.id])]
        assert one.rank == len(ahead) + 1
        assert 0 <= one.price_score <= 10
    assert max(one.price_score for one in lines) == 10
