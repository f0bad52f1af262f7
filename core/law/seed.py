"""The first filling of the holiday table, called by a data migration: every year that `chinesecalendar` knows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from chinese_calendar import constants

SOURCE = "chinesecalendar 1.11.0"
FRIDAY = 4
ONE_DAY = timedelta(days=1)
# The announcement of 2015 named 3 to 5 September as one holiday; the library leaves its Saturday to the weekend.
LEFT_OUT = {date(2015, 9, 5): constants.Holiday.anti_fascist_70th_day.value}


def announced_days_off() -> dict[date, str]:
    """Return every announced day off with its name.

    The library names the days of a holiday, but where a weekend day lies between two of them it sometimes trusts the
    weekend to be off; such a day belongs to the holiday. A weekend that merely touches one ("与周末连休") does not.
    """
    named = {**constants.holidays, **LEFT_OUT}
    between = {
        day + ONE_DAY: name
        for day, name in named.items()
        if day + ONE_DAY not in named
        and (day + ONE_DAY).weekday() > FRIDAY
        and day + ONE_DAY not in constants.workdays
        and day + 2 * ONE_DAY in named
    }
    return {**named, **between}


def seed_rows() -> Iterator[tuple[date, bool, str]]:
    """Yield (day, is it off, name) for all years of the library; the name is the Chinese one."""
    for day, name in sorted(announced_days_off().items()):
        yield day, True, constants.Holiday(name).chinese
    for day, name in sorted(constants.workdays.items()):
        yield day, False, f"{constants.Holiday(name).chinese}调休上班"


def seed_years() -> range:
    """Return the years that the library covers."""
    known = [day.year for day in constants.holidays]
    return range(min(known), max(known) + 1)


def seed_holidays(apps: Any, schema_editor: Any) -> None:
    """Fill the table (a data migration's function); what an officer has imported since is left as it is."""
    calendar_year = apps.get_model("core", "CalendarYear")
    holiday = apps.get_model("core", "Holiday")
    known = set(calendar_year.objects.values_list("year", flat=True))
    fresh = [year for year in seed_years() if year not in known]
    calendar_year.objects.bulk_create(calendar_year(year=year, source=SOURCE) for year in fresh)
    holiday.objects.bulk_create(
        (holiday(date=day, is_off=is_off, name=name) for day, is_off, name in seed_rows() if day.year in fresh),
        ignore_conflicts=True,
    )
