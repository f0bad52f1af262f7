"""A year's holidays as an officer imports them from the State Council's announcement.

The file is a CSV with the header `date,is_off,name`, or JSON `{"year", "source", "days": [{"date", "is_off", "name"}]}`
(`year` and `source` optional; a bare list of days will do). It lists the announced days off (true, yes, 1, 休), weekend
days inside a holiday included, and the weekend days that are worked for them (false, no, 0, 班). All other weekends are
days off and all other weekdays are worked: a file is always one whole year.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit.record import record
from core.law.amounts import read_day, shown
from core.law.json_shapes import Place, read_json, read_text
from core.law.models import CalendarYear, Holiday
from core.law.refusals import BadInput, UncoveredYear
from core.law.workdays import SATURDAY
from core.spreadsheets import FORMULA_IS_REFUSED, as_csv, is_formula, unescaped

COLUMNS = ("date", "is_off", "name")
WORDS = {"true": True, "yes": True, "1": True, "休": True, "false": False, "no": False, "0": False, "班": False}
LONGEST_NAME = 80
LONGEST_SOURCE = 200
FIXED_HOLIDAYS = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))
SPRING_FESTIVAL = ((1, 20), (2, 25), 3)  # first day, last day, least days off between them
TOMB_SWEEPING = ((4, 4), (4, 6), 1)
EARLIEST_YEAR, LATEST_YEAR = 1950, 2200


@dataclass(frozen=True)
class Day:
    """A line of the announcement."""

    date: date
    is_off: bool
    name: str


@dataclass(frozen=True)
class Announcement:
    """A whole year's days off and make-up workdays, and where they were announced."""

    year: int
    source: str
    days: tuple[Day, ...]

    @property
    def days_off(self) -> int:
        """How many days off it announces."""
        return sum(day.is_off for day in self.days)


def read_announcement(path: Path) -> Announcement:
    """Read and check a file; raises BadInput naming the row."""
    if path.suffix.lower() == ".json":
        top = read_json(path)
        as_object = isinstance(top.value, dict)
        year = top.get("year") if as_object else None
        source = top.get("source") if as_object else None
        rows = [(place.path, place) for place in (top.need("days") if as_object else top).items()]
        days = [read_json_day(where, place) for where, place in rows]
        return checked(days, source.word() if source else path.name, year.count() if year else None)
    return checked(list(read_csv_days(read_text(path))), path.name, None)


def read_json_day(where: str, place: Place) -> tuple[str, Day]:
    """Return the place and the day of one entry."""
    name = place.need("name").word()
    return where, Day(read_day(place.need("date").word(), where), place.need("is_off").yes_no(), name)


def read_csv_days(text: str) -> Iterator[tuple[str, Day]]:
    """Yield the place and the day of each line below the header."""
    reader = csv.DictReader(io.StringIO(text), strict=True)
    try:
        header = [column.strip() for column in reader.fieldnames or []]
        if sorted(header) != sorted(COLUMNS):
            raise BadInput(_("The first line must be “%(header)s”.") % {"header": ",".join(COLUMNS)})
        reader.fieldnames = header
        for row in reader:
            where = _("Row %(row)s") % {"row": reader.line_num}
            yield where, read_csv_day(where, row)
    except csv.Error as broken:
        raise BadInput(
            _("Row %(row)s is not CSV: %(reason)s.") % {"row": reader.line_num, "reason": broken}
        ) from broken


def read_csv_day(where: str, row: Mapping[Any, Any]) -> Day:
    """Return the day of one line."""
    if set(row) != set(COLUMNS) or None in row.values():
        raise BadInput(_("%(place)s needs three columns: %(header)s.") % {"place": where, "header": ",".join(COLUMNS)})
    word = row["is_off"].strip().lower()
    if word not in WORDS:
        raise BadInput(_("%(place)s: “%(given)s” is neither true nor false.") % {"place": where, "given": shown(word)})
    name = unescaped(row["name"].strip())
    if is_formula(row["name"]):
        raise BadInput(f"{where}: {FORMULA_IS_REFUSED % {'text': shown(name)}}")
    return Day(read_day(row["date"].strip(), where), WORDS[word], name)


def checked(listed: Iterable[tuple[str, Day]], source: str, year: int | None) -> Announcement:
    """Return the announcement of one whole year; raises BadInput naming the row."""
    rows = list(listed)
    if not rows:
        raise BadInput(_("The file lists no day."))
    year = year or rows[0][1].date.year
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise BadInput(_("%(year)s is not a year of this calendar.") % {"year": year})
    for _where, wrong in faults_of(rows, year):
        raise wrong
    days = tuple(sorted((day for _where, day in rows), key=lambda day: day.date))
    if len(source) > LONGEST_SOURCE:
        raise BadInput(_("The source may have %(most)s characters at most.") % {"most": LONGEST_SOURCE})
    return Announcement(year, source, days)


def faults_of(rows: Iterable[tuple[str, Day]], year: int) -> Iterator[tuple[str, BadInput]]:
    """Yield everything that is wrong with the days of a year, each with its place; "" is the file as a whole."""
    seen: set[date] = set()
    off: set[date] = set()
    for where, day in rows:
        try:
            check_day(where, day, year)
        except BadInput as wrong:
            yield where, wrong
        if day.date in seen:
            yield where, BadInput(_("%(place)s: %(day)s is listed twice.") % {"place": where, "day": day.date})
        seen.add(day.date)
        off |= {day.date} if day.is_off else set()
    try:
        refuse_half_a_year(year, off)
    except BadInput as wrong:
        yield "", wrong


def check_day(where: str, day: Day, year: int) -> None:
    """Refuse a day of another year, without a name, or a make-up workday that is no weekend day."""
    if day.date.year != year:
        raise BadInput(
            _("%(place)s: %(day)s is not in %(year)s. Import its own year anew, whole, with this day.")
            % {"place": where, "day": day.date, "year": year}
        )
    if not 0 < len(day.name) <= LONGEST_NAME:
        raise BadInput(
            _("%(place)s: the name must have 1 to %(most)s characters.") % {"place": where, "most": LONGEST_NAME}
        )
    if not day.is_off and day.date.weekday() < SATURDAY:
        raise BadInput(
            _("%(place)s: %(day)s is a weekday, so it is worked anyway; only weekend days are make-up workdays.")
            % {"place": where, "day": day.date}
        )


def refuse_half_a_year(year: int, days_off: set[date]) -> None:
    """Refuse a file in which a holiday that every year has is missing: half a year known would be a guess."""
    missing = [date(year, *day) for day in FIXED_HOLIDAYS if date(year, *day) not in days_off]
    for first, last, least in (SPRING_FESTIVAL, TOMB_SWEEPING):
        if sum(date(year, *first) <= day <= date(year, *last) for day in days_off) < least:
            missing.append(date(year, *first))
    if missing:
        raise BadInput(
            _("A file must hold the whole year, but no day off is listed on or from: %(days)s.")
            % {"days": ", ".join(day.isoformat() for day in sorted(missing))}
        )


class CommandLine:
    """Who acts where nobody has signed in: whoever may run commands on the server."""

    pk = None

    def __str__(self) -> str:
        return "command line"


@transaction.atomic
def import_announcement(announced: Announcement, *, by: Any) -> bool:
    """Put a year into the holiday table in place of what it held; return whether anything changed.

    Every deadline of the year follows from it, so the record says who did it.
    """
    CalendarYear.objects.select_for_update().filter(year=announced.year).first()
    now = CalendarYear.objects.filter(year=announced.year).values_list("source", flat=True).first()
    held = {Day(*row) for row in Holiday.objects.of_year(announced.year).values_list("date", "is_off", "name")}
    if now == announced.source and held == set(announced.days):
        return False
    year, _is_new = CalendarYear.objects.update_or_create(year=announced.year, defaults={"source": announced.source})
    Holiday.objects.of_year(announced.year).delete()
    Holiday.objects.bulk_create(Holiday(date=day.date, is_off=day.is_off, name=day.name) for day in announced.days)
    off, worked = announced.days_off, len(announced.days) - announced.days_off
    detail = {"source": announced.source, "before": now or "", "off": off, "worked": worked}
    record(year, verb="import_holidays", by=by, role="accounts.keep_holidays", detail=detail)
    return True


def year_as_csv(year: int) -> str:
    """Return a covered year in the format of the import; raises UncoveredYear."""
    if not CalendarYear.objects.filter(year=year).exists():
        raise UncoveredYear(_("The holidays of %(year)s are not known.") % {"year": year})
    days = Holiday.objects.of_year(year).values_list("date", "is_off", "name")
    rows = ([day.isoformat(), "true" if is_off else "false", name] for day, is_off, name in days)
    return as_csv([COLUMNS, *rows], end="\n")
