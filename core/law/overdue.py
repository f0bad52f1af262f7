"""Overdue interest on a payment: what the law gives a small supplier, and what a contract gives any other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from core.law.outcome import Because, Outcome
from core.law.refusals import BadInput
from core.law.rulebook import Rulebook, rulebook

DAYS_OF_YEAR = 365


@dataclass(frozen=True)
class Overdue:
    """Days after the last day to pay, the rate of a day, and the interest in minor units."""

    days: int
    daily_rate: Fraction
    interest_fen: int


def overdue_interest(
    amount_fen: int,
    last_day: date,
    until: date,
    *,
    is_sme: bool,
    agreed_yearly: Decimal | None = None,
    prime_rate: Decimal | None = None,
    book: Rulebook | None = None,
) -> Outcome[Overdue]:
    """Return the interest on an amount that was due on `last_day` and is paid on `until`, rounded half up to the fen.

    A small or medium supplier gets at least 0.05 % a day where the contract says nothing; an agreed yearly rate counts
    when it is not below the one-year prime rate, which then is the least. Any other supplier gets what the contract
    says, and nothing without it. Raises BadInput for negative figures.
    """
    if (
        amount_fen < 0
        or (agreed_yearly is not None and agreed_yearly < 0)
        or (prime_rate is not None and prime_rate < 0)
    ):
        raise BadInput(_("Amounts and rates of interest are not below 0."))
    book = book or rulebook()
    rule = book.rule("overdue_interest")
    days = max(0, (until - last_day).days)
    if agreed_yearly is None:
        rate = Fraction(rule.rate) if is_sme else Fraction(0)
    else:
        least = prime_rate if is_sme and prime_rate is not None else Decimal(0)
        rate = Fraction(max(agreed_yearly, least)) / DAYS_OF_YEAR
    exact = amount_fen * rate * days
    interest = (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
    return Outcome(Overdue(days, rate, interest), (Because.of(rule),) if is_sme else ())
