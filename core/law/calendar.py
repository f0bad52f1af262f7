"""The calendar as the database holds it."""

from __future__ import annotations

from core.law.models import CalendarYear, Holiday
from core.law.workdays import Calendar

__all__ = ["Calendar", "load_calendar"]


def load_calendar() -> Calendar:
    """Return the calendar of all covered years; two queries, so ask once per request and hand it on."""
    return Calendar.from_rows(
        CalendarYear.objects.values_list("year", flat=True),
        Holiday.objects.values_list("date", "is_off"),
    )
