"""Numbers as people give and read them: exact, finite, of a size that means something."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from core.law.refusals import BadInput, Sentence

PLAIN_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,40})?", re.ASCII)
MOST_DIGITS = 15  # before the point
FINEST = -40  # decimals; a computed mean such as 79.68253968253968 is no slip of the pen
SHOWN = 40  # characters of a wrong entry that its refusal repeats
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def read_number(given: str, what: Sentence) -> Decimal:
    """Read a plain decimal number; raises BadInput naming what it should have been."""
    if not PLAIN_NUMBER.fullmatch(given):
        raise BadInput(
            _("%(what)s: “%(given)s” is not a plain number such as 4075000.00.") % {"what": what, "given": shown(given)}
        )
    return bounded(Decimal(given), what)


def bounded(number: Decimal, what: Sentence) -> Decimal:
    """Return a number that is finite and of a sensible size and precision; raises BadInput."""
    if number == 0:
        return Decimal(0)  # 0e999999999 would be an endless number to reckon with
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or number.adjusted() >= MOST_DIGITS or exponent < FINEST:
        raise BadInput(
            _("%(what)s: %(given)s is too large or too fine to be meant.") % {"what": what, "given": shown(number)}
        )
    return number


def shown(given: object) -> str:
    """Return what was given, cut to a length that a sentence can hold."""
    text = str(given)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def positive(number: Decimal, what: Sentence) -> Decimal:
    """Return a number above 0; raises BadInput."""
    if number <= 0:
        raise BadInput(_("%(what)s: %(given)s must be above 0.") % {"what": what, "given": number})
    return number


def read_amount(given: str, what: Sentence) -> Decimal:
    """Read an amount of money above 0, in yuan; raises BadInput."""
    return positive(read_number(given, what), what)


def read_day(given: str, what: Sentence) -> date:
    """Read a day as YYYY-MM-DD; raises BadInput."""
    try:
        if DAY.fullmatch(given):
            return date.fromisoformat(given)
    except ValueError:
        pass
    raise BadInput(_("%(what)s: “%(given)s” is not a day such as 2025-06-03.") % {"what": what, "given": shown(given)})


def two_decimals(number: Fraction | Decimal) -> Decimal:
    """Round half up to two decimals, exactly; done once, on the value that is printed."""
    hundredths = Fraction(number) * 100
    whole = (2 * hundredths.numerator + hundredths.denominator) // (2 * hundredths.denominator)
    return (Decimal(whole) / 100).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
