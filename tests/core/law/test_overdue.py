"""Overdue interest: the law's rate for small suppliers, the contract's for others, to the day and the fen."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.law.overdue import overdue_interest
from core.law.refusals import BadInput

DUE = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("days", "facts", "interest"),
    [
        (0, {"is_sme": True}, 0),
        (-3, {"is_sme": True}, 0),
        (1, {"is_sme": True}, 5_000),  # 0.05 % of 100,000.00
        (30, {"is_sme": True}, 150_000),
        (30, {"is_sme": False}, 0),
        (365, {"is_sme": False, "agreed_yearly": Decimal("0.05")}, 500_000),
        (365, {"is_sme": True, "agreed_yearly": Decimal("0.02"), "prime_rate": Decimal("0.03")}, 300_000),
        (365, {"is_sme": True, "agreed_yearly": Decimal("0.04"), "prime_rate": Decimal("0.03")}, 400_000),
        (365, {"is_sme": False, "agreed_yearly": Decimal("0.02"), "prime_rate": Decimal("0.03")}, 200_000),
    ],
)
def test_the_interest_on_a_hundred_thousand_yuan(days, facts, interest):
    found = overdue_interest(10_000_000, DUE, DUE + timedelta(days=days), **facts).result
    assert (found.days, found.interest_fen) == (max(0, days), interest)


def test_half_a_fen_goes_up():
    assert overdue_interest(1_000, DUE, DUE + timedelta(days=1), is_sme=True).result.interest_fen == 1
    assert overdue_interest(999, DUE, DUE + timedelta(days=1), is_sme=True).result.interest_fen == 0


@given(st.integers(0, 10**13), st.integers(0, 2000), st.integers(0, 2000))
def test_more_days_never_cost_less(amount, one, other):
    less, more = sorted((one, other))
    paid = [overdue_interest(amount, DUE, DUE + timedelta(days=days), is_sme=True).result for days in (less, more)]
    assert 0 <= paid[0].interest_fen <= paid[1].interest_fen


def test_nothing_below_zero():
    with pytest.raises(BadInput):
        overdue_interest(-1, DUE, DUE, is_sme=True)
