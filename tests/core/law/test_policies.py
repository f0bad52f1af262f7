"""The payout policies: published figures, every boundary, and what holds for any score and amount."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.law.amounts import two_decimals
from core.law.json_shapes import Place
from core.law.policies import IntervalPolicy, Payment, PointAmount, PointRate, Shenzhen90, Split
from core.law.policy_files import payout_as_json, read_case, read_policy
from core.law.ratings import payment_factor
from core.law.refusals import BadInput
from core.law.rulebook import rulebook

SHENZHEN = {"policy": "shenzhen_90", "contract": "6929000.00", "score": "81"}
RATE = {
    "policy": "point_rate",
    "fee": "100000.00",
    "score": "88",
    "full_from": "90",
    "deduct_below": "90",
    "rate_per_point": "0.001",
    "terminate_below": "60",
}
AMOUNT = {
    "policy": "point_amount",
    "fee": "100000.00",
    "score": "88",
    "full_from": "90",
    "amount_per_point": "10000.00",
}
INTERVAL = {
    "policy": "interval",
    "performance_part": "7500.00",
    "interval": ["57", "67"],
    "target": "75",
    "floor": "50",
}
INSTALMENTS = {"policy": "instalments", "contract": "4075000.00", "percents": ["30", "50", "20"]}
CASES = (SHENZHEN, RATE, AMOUNT, INTERVAL, INSTALMENTS)

amounts = st.integers(0, 10**12).map(lambda minor: Decimal(minor) / 100)
scores = st.decimals(0, 100, places=2)


def pays(case: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """What a case pays, without its lines."""
    found = payout_as_json(read_case(Place({**case, **changed}, "")).result)
    assert all(set(line) == {"text", "amount"} and line["text"] for line in found.pop("lines"))
    return found


@pytest.mark.parametrize(
    ("score", "tail", "payable", "deducted", "claw_back"),
    [
        ("92", "34", "6929000.00", "0.00", "0.00"),
        ("90", None, "6929000.00", "0.00", "0.00"),
        ("89.99", None, "6928230.11", "769.89", "0.00"),
        ("81", "34", "6236100.00", "692900.00", "0.00"),
        ("81", None, "6236100.00", "692900.00", "0.00"),
        ("81", "10", "6236100.00", "692900.00", "0.00"),
        ("81", "9.99", "6236100.00", "692900.00", "692.90"),
        ("60", "34", "4619333.33", "2309666.67", "0.00"),
        ("60", "30", "4619333.33", "2309666.67", "230966.67"),
        ("60", "0", "4619333.33", "2309666.67", "2309666.67"),
        ("0", "34", "0.00", "6929000.00", "4573140.00"),
        ("0", "100", "0.00", "6929000.00", "0.00"),
        ("100", "0", "6929000.00", "0.00", "0.00"),
    ],
)
def test_below_ninety_a_ninetieth_of_the_contract_for_each_point(score, tail, payable, deducted, claw_back):
    tails = {} if tail is None else {"tail_percent": tail}
    assert pays(SHENZHEN, score=score, **tails) == {
        "payable": payable,
        "deducted": deducted,
        "claw_back": claw_back,
    }


@pytest.mark.parametrize(
    ("changed", "payable", "deducted", "may_terminate"),
    [
        ({"score": "90"}, "100000.00", "0.00", False),
        ({"score": "89"}, "99900.00", "100.00", False),
        ({"score": "89.5"}, "99950.00", "50.00", False),
        ({"score": "60"}, "97000.00", "3000.00", False),
        ({"score": "59.99"}, "96999.00", "3001.00", True),
        ({"score": "0", "rate_per_point": "0.02"}, "0.00", "100000.00", True),
        ({"score": "0", "terminate_below": "0"}, "91000.00", "9000.00", False),
        ({"fee": "0.05", "score": "80", "rate_per_point": "0.01"}, "0.04", "0.01", False),  # 0.005 goes up
        ({"fee": "0.04", "score": "80", "rate_per_point": "0.01"}, "0.04", "0.00", False),
    ],
)
def test_every_point_takes_its_share_of_the_fee(changed, payable, deducted, may_terminate):
    assert pays(RATE, **changed) == {"payable": payable, "deducted": deducted, "may_terminate": may_terminate}


@pytest.mark.parametrize(
    ("score", "payable", "deducted"),
    [
        ("100", "100000.00", "0.00"),
        ("90", "100000.00", "0.00"),
        ("89.9", "99000.00", "1000.00"),
        ("80", "0.00", "100000.00"),
        ("79", "0.00", "100000.00"),
    ],
)
def test_every_point_takes_its_amount_down_to_nothing(score, payable, deducted):
    assert pays(AMOUNT, score=score) == {"payable": payable, "deducted": deducted}


@pytest.mark.parametrize(
    ("interval", "payable", "deducted", "commendation"),
    [
        (["57", "67"], "5100.00", "2400.00", False),
        (["71.5", "81.0"], "7500.00", "0.00", False),
        (["20", "45"], "0.00", "7500.00", False),
        (["40", "50"], "0.00", "7500.00", False),
        (["60", "75"], "7500.00", "0.00", False),
        (["60", "74.99"], "7497.00", "3.00", False),
        (["75", "80"], "7500.00", "0.00", False),
        (["75.01", "80"], "7500.00", "0.00", True),
        (["75", "75"], "7500.00", "0.00", False),
        (["-1.2", "8"], "0.00", "7500.00", False),
        (["97", "101.5"], "7500.00", "0.00", True),
    ],
)
def test_an_interval_against_target_and_floor(interval, payable, deducted, commendation):
    assert pays(INTERVAL, interval=interval) == {
        "payable": payable,
        "deducted": deducted,
        "commendation": commendation,
    }


@pytest.mark.parametrize(
    ("contract", "percents", "parts"),
    [
        ("4075000.00", ["30", "50", "20"], ["1222500.00", "2037500.00", "815000.00"]),
        ("100.00", ["33.33", "33.33", "33.34"], ["33.33", "33.33", "33.34"]),
        ("0.10", ["33", "33", "34"], ["0.03", "0.03", "0.04"]),
        ("0.05", ["50", "50"], ["0.03", "0.02"]),
        ("1", ["40", "27.22", "32.78"], ["0.40", "0.27", "0.33"]),
        ("12.34", ["100"], ["12.34"]),
    ],
)
def test_instalments_add_up_and_the_last_takes_the_remainder(contract, percents, parts):
    assert pays(INSTALMENTS, contract=contract, percents=percents) == {"amounts": parts}


@pytest.mark.parametrize(
    ("case", "changed"),
    [
        # holes and contradictions
        (RATE, {"deduct_below": "80"}),
        (RATE, {"deduct_below": "95"}),
        (INTERVAL, {"floor": "75"}),
        (INTERVAL, {"target": "101"}),
        (INTERVAL, {"interval": ["67", "57"]}),
        (INTERVAL, {"interval": ["101", "102"]}),
        (INTERVAL, {"interval": ["-20", "-10"]}),
        (INSTALMENTS, {"percents": ["30", "50", "19.99"]}),
        (INSTALMENTS, {"percents": ["100.0000000000000000000000000000000000001"]}),
        (INSTALMENTS, {"percents": []}),
        (INSTALMENTS, {"percents": ["150", "-50"]}),
        (INSTALMENTS, {"contract": "0.02", "percents": ["25", "25", "25", "25"]}),
        # figures that mean nothing
        (SHENZHEN, {"score": "100.01"}),
        (SHENZHEN, {"score": "-1"}),
        (SHENZHEN, {"tail_percent": "101"}),
        (SHENZHEN, {"contract": "-1.00"}),
        (SHENZHEN, {"contract": "1.001"}),
        (SHENZHEN, {"contract": "9" * 16}),
        (SHENZHEN, {"contract": "1e5"}),
        (SHENZHEN, {"contract": "NaN"}),
        (SHENZHEN, {"contract": "1,000.00"}),
        (SHENZHEN, {"contract": "１００"}),
        (RATE, {"rate_per_point": "1.1"}),
        (RATE, {"rate_per_point": "-0.1"}),
        (RATE, {"terminate_below": "101"}),
        (AMOUNT, {"amount_per_point": "0.001"}),
        (AMOUNT, {"amount_per_point": "-1.00"}),
        # shapes
        (SHENZHEN, {"contract": 6929000.0}),
        (SHENZHEN, {"contract": 6929000}),
        (SHENZHEN, {"score": " "}),
        (SHENZHEN, {"score": None}),
        (SHENZHEN, {"score": True}),
        (SHENZHEN, {"fee": "1.00"}),
        (INTERVAL, {"interval": ["57"]}),
        (INTERVAL, {"interval": "57-67"}),
        (INTERVAL, {"interval": ["57", "60", "67"]}),
        (INSTALMENTS, {"percents": {"a": "100"}}),
        (RATE, {"policy": "of_our_own"}),
        (RATE, {"policy": ["point_rate"]}),
    ],
)
def test_what_is_refused(case, changed):
    with pytest.raises(BadInput) as refused:
        pays(case, **changed)
    assert str(refused.value)


@pytest.mark.parametrize("case", CASES)
def test_every_field_is_needed_and_no_other_is_known(case):
    for name in case:
        with pytest.raises(BadInput):
            read_case(Place({key: value for key, value in case.items() if key != name}, ""))
    with pytest.raises(BadInput, match="remark"):
        read_case(Place({**case, "remark": "x"}, ""))


@pytest.mark.parametrize("case", CASES)
def test_the_rules_behind_it_are_cited(case):
    reasons = read_case(Place(case, ""), rulebook()).because
    assert [bool(reason.article and reason.text) for reason in reasons] == [True, True]


def test_a_tender_names_a_policy_without_its_case():
    assert read_policy({"policy": "interval", "target": "75", "floor": "50"}) == IntervalPolicy(
        Decimal(75), Decimal(50)
    )
    assert read_policy({"policy": "shenzhen_90"}) == Shenzhen90()
    for wrong in ({"policy": "interval", "target": "75"}, INTERVAL, {}, {"policy": "shenzhen_90", "score": "1"}):
        with pytest.raises(BadInput):
            read_policy(wrong)


def adds_up(paid: Payment, amount: Decimal) -> None:
    assert paid.payable + paid.deducted == amount
    assert 0 <= paid.deducted <= amount
    assert [paid.lines[0].amount + paid.lines[1].amount, paid.lines[2].amount] == [paid.payable, paid.payable]


@given(amounts, scores, st.none() | st.decimals(0, 100, places=2))
def test_ninetieths_for_any_score(amount, score, tail):
    paid = Shenzhen90(tail).pay(amount, score)
    adds_up(paid, amount)
    exact = max(Fraction(0), (90 - Fraction(score)) / 90 * Fraction(amount))
    assert abs(Fraction(paid.deducted) - exact) <= Fraction(1, 200)
    held = amount if tail is None else (amount * tail / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert paid.claw_back == max(Decimal(0), paid.deducted - held)


@given(amounts, scores, scores, st.decimals(0, 1, places=4), scores, scores)
def test_a_higher_score_never_pays_less(amount, bound, end, rate, one, other):
    worse, better = sorted((one, other))
    for policy in (PointRate(bound, bound, rate, end), PointAmount(bound, rate * 10_000)):
        low, high = policy.pay(amount, worse), policy.pay(amount, better)
        adds_up(low, amount)
        assert low.payable <= high.payable
        assert policy.pay(amount, bound).payable == amount
    assert PointRate(bound, bound, rate, end).pay(amount, one).may_terminate == (one < end)


@given(amounts, st.integers(0, 99), st.integers(1, 100), st.decimals(0, 150, places=3), st.decimals(0, 40, places=3))
def test_an_interval_pays_its_factor(amount, floor, target, upper, width):
    if not floor < target:
        target, floor = floor + 1, target - 1
    lower = min(Decimal(100), upper - width)
    paid = IntervalPolicy(Decimal(target), Decimal(floor)).pay(amount, lower, upper)
    adds_up(paid, amount)
    factor = payment_factor(float(lower), float(upper), target, floor)
    assert abs(float(paid.payable) - float(amount) * factor) <= 0.0051 + float(amount) * 1e-12
    assert paid.commendation == (lower > target)
    assert not paid.commendation or paid.deducted == 0


# From ¥400.00 on: what rounding takes from up to eight instalments is less than the smallest last one.
@given(st.integers(40_000, 10**14), st.lists(st.integers(1, 9_999), max_size=8, unique=True))
def test_instalments_of_any_contract(minor, cuts):
    edges = [0, *sorted(cuts), 10_000]
    percents = [Decimal(right - left) / 100 for left, right in pairwise(edges)]
    contract = Decimal(minor) / 100
    given_file = {"policy": "instalments", "contract": str(contract), "percents": [str(each) for each in percents]}
    found = read_case(Place(given_file, "")).result
    assert isinstance(found, Split)
    assert sum(found.amounts) == contract
    assert list(found.amounts[:-1]) == [
        two_decimals(Fraction(contract) * Fraction(each) / 100) for each in percents[:-1]
    ]
