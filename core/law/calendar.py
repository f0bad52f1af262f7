"""The calendar as the database holds it."""

from __future__ import annotations

from django.db.models import BooleanField, DateField, F, Func, Value

from core.law.models import CalendarYear, Holiday
from core.law.workdays import Calendar

__all__ = ["Calendar", "load_calendar"]


def load_calendar() -> Calendar:
    """Return the calendar of all covered years; one query, so ask once per request and hand it on."""
    first_day = Func(F("year"), 1, 1, function="make_date", output_field=DateField())
    no_day = Value(None, output_field=BooleanField(null=True))
    years = CalendarYear.objects.order_by().annotate(date=first_day, is_off=no_day).values_list("date", "is_off")
    rows = list(years.union(Holiday.objects.order_by().values_list("date", "is_off"), all=True))
    return Calendar.from_rows(
        [day.year for day, is_off in rows if is_off is None],
        [(day, is_off) for day, is_off in rows if is_off is not None],
    )
