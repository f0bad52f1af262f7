"""Money in integer minor units (分, fen): parsing, shares, display. No floats anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

CURRENCY = "CNY"
CENT = Decimal("0.01")


class NotMoney(ValueError):
    """The text is not an amount of yuan with at most two decimals."""


def fen(yuan: str | int | Decimal) -> int:
    """Return the minor units of an amount in yuan; refuses floats, fractions of a fen and anything not finite."""
    if isinstance(yuan, float | bool):
        raise NotMoney(f"{yuan!r} is not an exact amount; give it as text.")
    try:
        amount = Decimal(yuan)
        minor = amount * 100
        whole = minor.to_integral_value()
    except (InvalidOperation, TypeError) as broken:
        raise NotMoney(f"{yuan!r} is not an amount in yuan, as 4075000.00.") from broken
    if not minor.is_finite():
        raise NotMoney(f"{yuan!r} is not an amount in yuan, as 4075000.00.")
    if minor != whole:
        raise NotMoney(f"{yuan!r} has more than two decimals.")
    return int(whole)


def yuan(minor: int) -> Decimal:
    """Return the amount in yuan with two decimals."""
    return (Decimal(minor) / 100).quantize(CENT)


def display(minor: int) -> str:
    """Return the amount as a person reads it: ¥4,075,000.00."""
    sign = "-" if minor < 0 else ""
    return f"{sign}¥{abs(yuan(minor)):,}"


def portion(minor: int, rate: Decimal) -> int:
    """Return `rate` of an amount, rounded half up to the fen."""
    return int((Decimal(minor) * rate).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def split(minor: int, percents: Sequence[Decimal]) -> list[int]:
    """Return the instalments of an amount; they add up to it exactly, the last takes the remainder.

    Raises ValueError when the percents do not make 100.
    """
    if sum(percents) != 100:
        raise ValueError(f"The percents make {sum(percents)}, not 100.")
    parts = [portion(minor, percent / 100) for percent in percents[:-1]]
    return [*parts, minor - sum(parts)]
