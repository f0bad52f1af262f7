"""Agreement and outliers: figures over scores."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from procurement.evaluations.agreement import Outlier, kendalls_w, outliers, ranks


def numbers(*given: str) -> list[Decimal]:
    return [Decimal(each) for each in given]


def test_equal_points_share_the_mean_of_their_places() -> None:
    assert ranks(numbers("8", "9", "8", "1")) == numbers("2.5", "1", "2.5", "4")


def test_full_agreement_is_one() -> None:
    assert kendalls_w([numbers("9", "8", "7")] * 4) == Decimal("1.000")


def test_opposite_orders_of_two_are_zero() -> None:
    assert kendalls_w([numbers("9", "8", "7"), numbers("7", "8", "9")]) == Decimal("0.000")


def test_a_known_value() -> None:
    # Rank sums 4, 5, 9: S = 14, W = 12·14 / (9·24) = 0.778.
    rows = [numbers("9", "8", "7"), numbers("8", "9", "7"), numbers("9", "8", "7")]
    assert kendalls_w(rows) == Decimal("0.778")


def test_a_known_value_with_ties() -> None:
    # Ranks 1.5 1.5 3 and 1 2 3: sums 2.5, 3.5, 6; S = 6.5; W = 78 / (4·24 − 2·6) = 0.929.
    assert kendalls_w([numbers("9", "9", "7"), numbers("9", "8", "7")]) == Decimal("0.929")


def test_nothing_to_compare_gives_no_figure() -> None:
    assert kendalls_w([]) is None
    assert kendalls_w([numbers("9", "8")]) is None
    assert kendalls_w([numbers("9"), numbers("8")]) is None
    assert kendalls_w([numbers("5", "5"), numbers("5", "5")]) is None


@given(st.lists(st.lists(st.integers(0, 10), min_size=3, max_size=3), min_size=2, max_size=7))
def test_it_lies_between_none_and_full(rows: list[list[int]]) -> None:
    figure = kendalls_w([[Decimal(value) for value in row] for row in rows])
    assert figure is None or 0 <= figure <= 1


def test_a_score_is_apart_only_beyond_thirty_percent_of_the_weight() -> None:
    weights = {1: Decimal(10)}
    at_the_line = {(1, 7, 1): Decimal(9), (2, 7, 1): Decimal(6)}
    assert outliers(at_the_line, weights) == []
    beyond = {(1, 7, 1): Decimal("9.01"), (2, 7, 1): Decimal(6)}
    assert outliers(beyond, weights) == [
        Outlier(1, 7, 1, Decimal("9.01"), Decimal(6)),
        Outlier(2, 7, 1, Decimal(6), Decimal("9.01")),
    ]


def test_the_others_mean_leaves_out_the_score_itself() -> None:
    given = {(member, 7, 1): Decimal(8) for member in (1, 2, 3, 4)} | {(5, 7, 1): Decimal(4)}
    assert outliers(given, {1: Decimal(10)}) == [Outlier(5, 7, 1, Decimal(4), Decimal(8))]


def test_a_single_score_has_nobody_to_differ_from() -> None:
    assert outliers({(1, 7, 1): Decimal(0)}, {1: Decimal(10)}) == []
