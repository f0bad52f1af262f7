"""What time does to organisations: bars end; annual reports and grades run out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from accounts.organisations.models import Organisation
from accounts.organisations.registers import Grade
from accounts.organisations.services import lift_bars
from accounts.people.models import Membership
from core.clock import RunningClock, clocks, sweep
from core.law.rulebook import rule
from core.time import today


@sweep
def lift_ended_bars() -> int:
    """Lift every bar that has ended."""
    return lift_bars()


@clocks
def annual_reports_due(until: date) -> Iterator[RunningClock]:
    """Yield the annual reports that are due from today to a day and have not been filed."""
    day = today()
    year = until.year - 1
    last_days = {date.fromisoformat(f"{until.year}-{month_day}") for month_day in rule("annual_report").value}
    if not any(day <= last <= until for last in last_days):
        return
    for organisation in Organisation.objects.owing_a_report(year):
        ends_on = organisation.report_due_on(year)
        if day <= ends_on <= until:
            yield _clock("annual_report", organisation, ends_on, day)


@clocks
def grades_running_out(until: date) -> Iterator[RunningClock]:
    """Yield the grades whose last day lies between today and a day."""
    day = today()
    for grade in Grade.objects.filter(expires_on__range=(day, until)).select_related("organisation").order_by("pk"):
        yield _clock("grade_term", grade.organisation, grade.expires_on, day)


def _clock(rule_key: str, organisation: Organisation, ends_on: date, day: date) -> RunningClock:
    people = Membership.objects.people([organisation.pk], day=day)
    return RunningClock(rule_key, Organisation._meta.label, organisation.pk, ends_on, tuple(people))
