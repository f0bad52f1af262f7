"""From points to places: the rulebook's sheet, and the draw among equals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.law.refusals import BadInput
from core.law.rulebook import rulebook
from procurement.evaluations.draw import draw_order
from procurement.evaluations.tally import Entry, Tally, tally

SEED = "5eed" * 16
DAY = date(2026, 4, 15)


def entry(letter: str, price: str, *points: str, small_micro: bool = False) -> Entry:
    return Entry(letter, Decimal(price), small_micro, {1: [Decimal(each) for each in points]})


def ranked(*entries: Entry, **changed: object) -> Tally:
    facts = {
        "weights": {1: Decimal(90)},
        "price_weight": Decimal(10),
        "entries": entries,
        "method": "open_tender",
        "ceiling": Decimal(100),
        "deduction": None,
        "tie_price": "raw",
        "seed": SEED,
        "evaluation_id": 7,
        "book": rulebook(DAY),
    }
    return tally(**{**facts, **changed})  # type: ignore[arg-type]


def places(result: Tally) -> list[tuple[str, int | None, int | None]]:
    return [(line.letter, line.ranked.rank, line.place) for line in result.lines]


def test_the_lowest_price_gets_full_marks_and_points_are_the_mean() -> None:
    result = ranked(entry("A", "88", "80", "85", "78", "90", "82"), entry("B", "80", "70", "70", "70", "70", "70"))
    first, second = result.lines
    assert (first.letter, first.means[1], first.ranked.price_score, first.ranked.total) == (
        "A",
        Decimal("83.00"),
        Decimal("9.09"),
        Decimal("92.09"),
    )
    assert (second.ranked.price_score, second.ranked.total) == (Decimal("10.00"), Decimal("80.00"))


def test_equal_totals_go_by_the_raw_price() -> None:
    # 88 with full price marks and 90 points fewer by what the higher price costs: both 90.00.
    result = ranked(entry("A", "100", "82"), entry("B", "80", "80"))
    assert places(result) == [("B", 1, 1), ("A", 2, 2)]


def test_equal_in_both_share_the_rank_and_the_draw_puts_them_in_a_row() -> None:
    result = ranked(entry("A", "80", "80"), entry("B", "80", "80"), entry("C", "80", "70"))
    row = draw_order(SEED, 7, ["A", "B"], "tie")
    assert places(result) == [(row[0], 1, 1), (row[1], 1, 2), ("C", 3, 3)]
    assert result.drawn == (("A", "B"),)


def test_the_deduction_makes_a_small_enterprise_cheaper_in_the_evaluation_only() -> None:
    result = ranked(entry("A", "90", "80", small_micro=True), entry("B", "80", "80"), deduction=Decimal("0.20"))
    lines = {line.letter: line.ranked for line in result.lines}
    assert (lines["A"].adjusted_price, lines["A"].price_score) == (Decimal("72.00"), Decimal("10.00"))
    assert (lines["B"].adjusted_price, lines["B"].price_score) == (Decimal("80.00"), Decimal("9.00"))


def test_a_price_above_the_ceiling_is_out_and_sets_no_base() -> None:
    result = ranked(entry("A", "100.01", "90"), entry("B", "90", "80"))
    assert places(result) == [("B", 1, 1), ("A", None, None)]


def test_a_sheet_without_price_ranks_by_points() -> None:
    result = ranked(entry("A", "88", "80"), entry("B", "80", "81"), weights={1: Decimal(100)}, price_weight=Decimal(0))
    assert places(result) == [("B", 1, 1), ("A", 2, 2)]


def test_a_sheet_that_does_not_add_up_is_refused() -> None:
    with pytest.raises(BadInput):
        ranked(entry("A", "88", "80"), weights={1: Decimal(80)})
