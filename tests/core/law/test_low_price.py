"""Abnormally low prices: three triggers, strictly below, on raw prices of conforming bids."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.law.low_price import abnormally_low, lawful_rates
from core.law.refusals import BadInput
from core.law.rulebook import rulebook


def low(ceiling: str, *bids: str, rates: list[str] | None = None) -> list[list[str]]:
    raised = [Decimal(rate) for rate in rates] if rates else None
    return abnormally_low([Decimal(bid) for bid in bids], Decimal(ceiling), raised).result


@pytest.mark.parametrize(
    ("ceiling", "bids", "caught"),
    [
        ("100", ["41", "78", "80", "89"], [["ceiling"], [], [], []]),
        ("100", ["45", "78"], [[], []]),  # exactly 45 % of the ceiling is not below it
        ("100", ["44.99", "78"], [["ceiling"], []]),
        ("60", ["30", "60"], [[], []]),  # exactly half the second lowest
        ("60", ["29.99", "60"], [["second_lowest"], []]),
        ("100", ["30", "90", "90"], [["mean", "second_lowest", "ceiling"], [], []]),
        ("100", ["35", "35", "70", "140"], [["ceiling"], ["ceiling"], [], []]),  # exactly half the mean
        ("100", ["34", "34", "70", "140"], [["mean", "ceiling"], ["mean", "ceiling"], [], []]),
        ("100", ["41"], [["ceiling"]]),  # one bid has no second lowest
        ("100", ["90", "41"], [[], ["second_lowest", "ceiling"]]),  # in the order given
    ],
)
def test_a_bid_is_caught(ceiling, bids, caught):
    assert low(ceiling, *bids) == caught


def test_the_document_may_raise_the_rates():
    assert low("100", "41", "78", "80", "89", rates=["0.65", "0.65", "0.65"]) == [
        ["mean", "second_lowest", "ceiling"],
        [],
        [],
        [],
    ]


@pytest.mark.parametrize(
    "rates",
    [
        "0.49,0.5,0.45",
        "0.5,0.49,0.45",
        "0.5,0.5,0.44",
        "0.66,0.5,0.45",
        "0.5,0.55,0.70",
        "0.5,0.5",
        "0.5,0.5,0.45,0.5",
    ],
)
def test_rates_are_never_lowered_and_never_above_their_limit(rates):
    with pytest.raises(BadInput):
        lawful_rates([Decimal(rate) for rate in rates.split(",")])


@pytest.mark.parametrize(("bids", "ceiling"), [([], "100"), (["0"], "100"), (["-1"], "100"), (["5"], "0")])
def test_nothing_is_compared_without_prices(bids, ceiling):
    with pytest.raises(BadInput):
        low(ceiling, *bids)


def test_before_their_day_the_triggers_catch_nothing():
    before = rulebook(date(2025, 12, 1))
    outcome = abnormally_low([Decimal(41), Decimal(78)], Decimal(100), book=before)
    assert outcome.result == [[], []]
    assert [reason.rule for reason in outcome.because] == ["abnormally_low_judgement"]


PRICES = st.lists(st.integers(1, 10**9).map(lambda fen: Decimal(fen) / 100), min_size=1, max_size=9)


@given(PRICES, st.permutations(range(9)))
def test_the_order_of_the_bids_does_not_matter(prices, order):
    ceiling = max(prices)
    caught = abnormally_low(prices, ceiling).result
    places = [place for place in order if place < len(prices)]
    assert abnormally_low([prices[place] for place in places], ceiling).result == [caught[place] for place in places]
