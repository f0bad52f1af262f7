"""What a deposit costs that goes back too late: the benchmark loan rate × 1.2 on the overdue sum (87§38)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from core.law.rulebook import rule

DAYS_OF_A_YEAR = 360  # as the central bank counts the days of a loan


def days_late(due: date | None, paid: date) -> int:
    """Return how many days a refund came after its last day; 0 in time, or where no last day is known."""
    return max((paid - due).days, 0) if due is not None else 0


def late_refund_interest(amount_fen: int, due: date | None, paid: date) -> int:
    """Return what a late refund bears in fen, rounded half up; 0 for one in time."""
    rate = Fraction(rule("deposit_benchmark_rate").rate) * Fraction(rule("deposit_late_factor").rate)
    owed = amount_fen * rate * days_late(due, paid) / DAYS_OF_A_YEAR
    return (2 * owed.numerator + owed.denominator) // (2 * owed.denominator)
