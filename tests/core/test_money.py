"""Money: exact, in fen, and instalments that add up."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import NotMoney, display, fen, portion, split, yuan


@pytest.mark.parametrize(("text", "minor"), [("4075000.00", 407_500_000), ("0.01", 1), (12, 1200), ("-3.5", -350)])
def test_an_amount_in_yuan_is_kept_in_fen(text: str | int, minor: int) -> None:
    assert fen(text) == minor


@pytest.mark.parametrize("text", ["0.001", "abc", "", "NaN", "Infinity", 0.1, True, None])
def test_what_is_not_an_exact_amount_is_refused(text: object) -> None:
    with pytest.raises(NotMoney):
        fen(text)  # type: ignore[arg-type]


def test_money_is_shown_with_sign_and_separators() -> None:
    assert display(407_500_000) == "¥4,075,000.00"
    assert display(-5) == "-¥0.05"
    assert yuan(1) == Decimal("0.01")


def test_a_share_is_rounded_half_up_to_the_fen() -> None:
    assert portion(5, Decimal("0.5")) == 3
    assert portion(692_900_000, Decimal("0.1")) == 69_290_000


@given(
    st.integers(min_value=1, max_value=10**12),
    st.lists(st.decimals(min_value=1, max_value=50, places=2), min_size=1, max_size=6),
)
def test_instalments_add_up_exactly(minor: int, percents: list[Decimal]) -> None:
    rest = 100 - sum(percents)
    shares = [*percents, rest] if rest else percents
    if rest < 0:
        with pytest.raises(ValueError, match="not 100"):
            split(minor, percents)
    else:
        assert sum(split(minor, shares)) == minor


def test_the_last_instalment_takes_the_remainder() -> None:
    assert split(100, [Decimal("33.33"), Decimal("33.33"), Decimal("33.34")]) == [33, 33, 34]
