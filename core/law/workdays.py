"""The working-day calendar, pure: made of rows, it counts days and refuses a year that nobody has announced."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from core.law.refusals import BadInput, UncoveredYear

ONE_DAY = timedelta(days=1)
SATURDAY = 5
LONGEST_COUNT = 3660  # ten years: no period of the law is longer than what this still counts at once


@dataclass(frozen=True)
class Calendar:
    """Which years are known, which days are announced days off, and which weekend days are worked."""

    years: frozenset[int]
    days_off: frozenset[date]
    worked: frozenset[date]

    @classmethod
    def from_rows(cls, years: Iterable[int], rows: Iterable[tuple[date, bool]]) -> Calendar:
        """Make a calendar of the covered years and of (day, is it off) rows."""
        listed = list(rows)
        return cls(
            frozenset(years),
            frozenset(day for day, is_off in listed if is_off),
            frozenset(day for day, is_off in listed if not is_off),
        )

    def cover(self, day: date) -> None:
        """Raise UncoveredYear unless the holidays of the day's year are known."""
        if day.year not in self.years:
            raise UncoveredYear(
                _(
                    "The holidays of %(year)s are not known yet, so the day cannot be computed. "
                    "Import them with “manage.py holidays import FILE”."
                )
                % {"year": day.year}
            )

    def is_workday(self, day: date) -> bool:
        """Whether people work on a day; make-up Saturdays and Sundays count."""
        self.cover(day)
        return day in self.worked or (day.weekday() < SATURDAY and day not in self.days_off)

    def is_announced_holiday(self, day: date) -> bool:
        """Whether a day lies in an announced holiday; an ordinary weekend does not."""
        self.cover(day)
        return day in self.days_off

    def after_holiday(self, day: date) -> date:
        """Return the day, or the first day after the announced holiday it lies in."""
        while self.is_announced_holiday(day):
            day = later(day, 1)
        return day

    def add_workdays(self, start: date, count: int) -> date:
        """Return the `count`-th working day after `start`; the start day is not counted.

        Raises BadInput for a negative count and UncoveredYear.
        """
        if not 0 <= count <= LONGEST_COUNT:
            raise BadInput(_("%(count)s is not a number of working days that can be counted.") % {"count": count})
        day = start
        while count:
            day = later(day, 1)
            count -= self.is_workday(day)
        return day

    def subtract_workdays(self, end: date, count: int) -> date:
        """Return the `count`-th working day before `end`; the end day is not counted. Raises UncoveredYear."""
        if not 0 <= count <= LONGEST_COUNT:
            raise BadInput(_("%(count)s is not a number of working days that can be counted.") % {"count": count})
        day = end
        while count:
            day -= ONE_DAY
            count -= self.is_workday(day)
        return day

    def workdays_between(self, start: date, end: date) -> int:
        """Return how many working days follow `start`, up to and with `end`; negative where `end` lies before."""
        if end < start:
            return -self.workdays_between(end, start)
        return sum(self.is_workday(start + ONE_DAY * step) for step in range(1, (end - start).days + 1))


def later(day: date, days: int) -> date:
    """Return a day `days` later; raises UncoveredYear where the calendar of mankind ends."""
    try:
        return day + timedelta(days=days)
    except OverflowError as over:
        raise UncoveredYear(_("The day lies beyond the year 9999.")) from over
