"""Abnormally low prices: which bids the triggers catch. Caught is not invalid; the supplier explains first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from core.law.outcome import Because, Outcome
from core.law.refusals import BadInput
from core.law.rulebook import Rulebook, rulebook

MEAN, SECOND_LOWEST, CEILING = "mean", "second_lowest", "ceiling"
TRIGGERS = (MEAN, SECOND_LOWEST, CEILING)


@dataclass(frozen=True)
class Rates:
    """The shares below which a price is abnormally low, as 0.50."""

    mean: Decimal
    second_lowest: Decimal
    ceiling: Decimal

    def __iter__(self) -> Iterator[Decimal]:
        return iter((self.mean, self.second_lowest, self.ceiling))


def lawful_rates(given: Sequence[Decimal] | None, book: Rulebook | None = None) -> Rates:
    """Return the rates of the rulebook, or those a document raises them to.

    Raises BadInput for a rate below the rulebook's or above its limit, and NotInForce.
    """
    book = book or rulebook()
    least = Rates(*(book.rule(f"abnormally_low_{trigger}").rate for trigger in TRIGGERS))
    if given is None:
        return least
    if len(given) != len(TRIGGERS):
        raise BadInput(_("Three rates are wanted: of the mean, of the second-lowest bid, of the ceiling."))
    limit = book.rule("abnormally_low_rate_limit")
    for trigger, rate, floor in zip(TRIGGERS, given, least, strict=True):
        if not floor <= rate <= limit.rate:
            raise BadInput(
                _("The rate of “%(trigger)s” must lie between %(floor)s and %(limit)s, not %(rate)s (%(article)s).")
                % {"trigger": trigger, "floor": floor, "limit": limit.rate, "rate": rate, "article": limit.article}
            )
    return Rates(*given)


def caught(prices: Sequence[Decimal], ceiling: Decimal | None, rates: Rates) -> list[list[str]]:
    """Return for each price the triggers that catch it, strictly below; prices are raw, of conforming bids only."""
    ordered = sorted(prices)
    thresholds: dict[str, Fraction] = {}
    if prices:
        thresholds[MEAN] = sum(map(Fraction, prices), Fraction(0)) / len(prices) * Fraction(rates.mean)
    if len(prices) > 1:
        thresholds[SECOND_LOWEST] = Fraction(ordered[1]) * Fraction(rates.second_lowest)
    if ceiling is not None:
        thresholds[CEILING] = Fraction(ceiling) * Fraction(rates.ceiling)
    return [[name for name, threshold in thresholds.items() if Fraction(price) < threshold] for price in prices]


def why_low(book: Rulebook, rates: Rates | None, *, ceiling_known: bool = True) -> list[Because]:
    """Return the rules on abnormally low prices that bore on a result; before their day, the committee's judgement."""
    reasons = [
        Because.of(book.rule(f"abnormally_low_{trigger}"), _("Rate applied: %(rate)s.") % {"rate": rate})
        for trigger, rate in zip(TRIGGERS, rates or (), strict=rates is not None)
        if ceiling_known or trigger != CEILING
    ]
    if rates and book.has("abnormally_low_minutes"):
        reasons.append(Because.of(book.rule("abnormally_low_minutes")))
    if not rates:
        aside = _("On %(day)s no fixed rates are in force.") % {"day": book.on}
        if book.has("abnormally_low_judgement"):
            reasons.append(Because.of(book.rule("abnormally_low_judgement"), aside=aside))
    return reasons


def rates_in_force(given: Sequence[Decimal] | None, book: Rulebook) -> Rates | None:
    """Return the rates that hold in a book, None where it has none yet."""
    return lawful_rates(given, book) if book.has("abnormally_low_mean") else None


def abnormally_low(
    bids: Sequence[Decimal],
    ceiling: Decimal,
    rates: Sequence[Decimal] | None = None,
    book: Rulebook | None = None,
) -> Outcome[list[list[str]]]:
    """Return for each conforming bid the triggers that catch it, in the order given.

    Raises BadInput for no bids, an amount that is not above 0, or unlawful rates.
    """
    book = book or rulebook()
    if not bids:
        raise BadInput(_("Give at least one bid."))
    if any(price <= 0 for price in (*bids, ceiling)):
        raise BadInput(_("Every price must be above 0."))
    holding = rates_in_force(rates, book)
    found = caught(bids, ceiling, holding) if holding else [[] for _bid in bids]
    return Outcome(found, tuple(why_low(book, holding)))
