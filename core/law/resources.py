"""The holiday table in a spreadsheet: whole years, checked and taken over as the announcement's own import does."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.law.announcements import LONGEST_NAME, LONGEST_SOURCE, Announcement, Day, faults_of, import_announcement
from core.law.models import CalendarYear, Holiday
from core.registers import widgets
from core.registers.outcome import Change, Difference
from core.registers.register import Column, Register, Rules, field
from core.registers.tables import Fault


class HolidayRegister(Register):
    """Days off and make-up workdays; a file holds one whole year or several."""

    columns: ClassVar[dict[str, Column]] = {
        "date": Column(
            _("Date"), _("A file holds whole years: every announced day off of a year."), True, "2027-01-01"
        ),
        "is_off": Column(_("Off or worked"), _("A weekend day that is worked for a holiday is worked."), True),
        "name": Column(_("Holiday"), "", True, "元旦"),
        "source": Column(_("Announced in"), _("The same in every row of a year; the file's name where it is empty.")),
    }
    key = "date"
    right = "accounts.keep_holidays"

    date = field("date", widgets.Day())
    is_off = field(
        "is_off", widgets.YesNo(pgettext_lazy("holiday", "off"), pgettext_lazy("holiday", "worked"), is_needed=True)
    )
    name = field("name", widgets.Words(LONGEST_NAME, is_needed=True))
    source = field("source", widgets.Words(LONGEST_SOURCE))

    class Meta(Rules):
        model = Holiday
        fields = ("date", "is_off", "name", "source")
        import_id_fields = ("date",)

    def __init__(self, by: Any) -> None:
        super().__init__(by)
        self.file = ""
        self.fields["is_off"].widget.known().update({"休": True, "班": False})

    def _run(self, table: Any) -> Any:
        self.file = table.name[:LONGEST_SOURCE]
        return super()._run(table)

    def take(self, names: Sequence[str], rows: Sequence[tuple[int, Sequence[str]]]) -> None:
        """Put the years of the file in the place of what the table holds of them."""
        years: dict[int, list[tuple[int, Day, str]]] = defaultdict(list)
        for number, cells in rows:
            said = self._read_row(number, dict(zip(names, cells, strict=True)))
            if said:
                years[said["date"].year].append(
                    (number, Day(said["date"], said["is_off"], said["name"]), said.get("source", ""))
                )
        for year, lines in sorted(years.items()):
            self._take_year(year, lines)

    def _read_row(self, number: int, row: dict[str, str]) -> dict[str, Any]:
        said: dict[str, Any] = {}
        for name, cell in row.items():
            try:
                said[name] = self.fields[name].widget.clean(cell)
            except ValueError as wrong:
                self._outcome.faults.append(Fault(number, self.heading(name), str(wrong)))
        return said if len(said) == len(row) else {}

    def _take_year(self, year: int, lines: Sequence[tuple[int, Day, str]]) -> None:
        held = {day.date: day for day in Holiday.objects.of_year(year)}
        before = CalendarYear.objects.filter(year=year).values_list("source", flat=True).first()
        sources = {source for _number, _day, source in lines if source}
        source = (sources or {before or self.file}).pop()
        if before == source and len(sources) < 2 and self._is_held(held, lines):
            self._outcome.unchanged += len(lines)
            return
        if sources:
            sentence = _("Another row of the year says otherwise where it was announced: write the same in all.")
            self._outcome.faults += [
                Fault(n, self.heading("source"), str(sentence)) for n, _d, s in lines if s != source
            ]
        places = {gettext("Row %(row)s") % {"row": number}: (number, day) for number, day, _source in lines}
        for where, wrong in faults_of([(place, day) for place, (_number, day) in places.items()], year):
            self._outcome.faults.append(Fault(places[where][0] if where else 0, "", str(wrong)))
        self._compare(held, lines, before, source)
        if not self._outcome.faults:
            days = tuple(sorted((day for _number, day, _source in lines), key=lambda day: day.date))
            import_announcement(Announcement(year, source, days), by=self.by)

    def _is_held(self, held: dict[datetime.date, Holiday], lines: Sequence[tuple[int, Day, str]]) -> bool:
        return {Day(day.date, day.is_off, day.name) for day in held.values()} == {day for _n, day, _s in lines}

    def _compare(
        self, held: dict[datetime.date, Holiday], lines: Sequence[tuple[int, Day, str]], before: str | None, source: str
    ) -> None:
        for number, day, _source in lines:
            there = held.pop(day.date, None)
            differs = [
                Difference(self.heading(name), self._told(there, name), self._told(day, name))
                for name in ("is_off", "name")
                if self._told(there, name) != self._told(day, name)
            ]
            if before != source and there:
                differs.append(Difference(self.heading("source"), before or "", source))
            if differs:
                self._outcome.changes.append(Change(number, day.date.isoformat(), there is None, tuple(differs)))
            else:
                self._outcome.unchanged += 1
        for day_gone, there in held.items():  # a year is taken over whole: what the file leaves out goes
            gone = Difference(
                self.heading("is_off"), self._told(there, "is_off"), str(_("goes: the file leaves it out"))
            )
            self._outcome.changes.append(Change(0, day_gone.isoformat(), False, (gone,)))

    def _told(self, day: Any, name: str) -> str:
        return self.fields[name].widget.render(getattr(day, name)) if day is not None else ""
