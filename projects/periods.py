"""The last day of a legal clock, where it can be computed yet."""

from __future__ import annotations

from datetime import date

from core.law.calendar import load_calendar
from core.law.periods import clock_end
from core.law.refusals import UncoveredYear


def last_day(rule_key: str, start: date) -> date | None:
    """Return the last day of a clock that started on `start`; None while its year has no holidays announced."""
    try:
        return clock_end(rule_key, start, load_calendar()).result
    except UncoveredYear:
        return None
