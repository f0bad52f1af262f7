"""What time wakes: sweeps that write states which time has changed, and clocks that people must not miss.

Each stage's `clock.py` registers its sweeps and its running clocks here; core knows none of them by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.audit.models import AuditRow
from core.audit.outbox import announce
from core.law.calendar import load_calendar
from core.time import SHANGHAI, core_now, end_of_day, set_clock, today


@dataclass(frozen=True)
class RunningClock:
    """A legal clock that still runs: which rule, on what, its last day, and whom it concerns (user ids).

    `ocid` names the purchase where the thing itself does not.
    """

    rule_key: str
    thing_kind: str
    thing_id: int
    ends_on: date
    people: tuple[int, ...]
    ocid: str = ""


class ClockGoesForwardError(Exception):
    """The demo's clock was to go behind what the record already holds."""


HORIZON = timedelta(days=366)  # how far ahead the next deadline is looked for

SWEEPS: list[Callable[[], int]] = []
CLOCKS: list[Callable[[date], Iterable[RunningClock]]] = []


def sweep(writer: Callable[[], int]) -> Callable[[], int]:
    """Register a sweep: it writes the states that time has changed and returns how many."""
    SWEEPS.append(writer)
    return writer


def clocks(finder: Callable[[date], Iterable[RunningClock]]) -> Callable[[date], Iterable[RunningClock]]:
    """Register a finder of clocks that end on or before a day."""
    CLOCKS.append(finder)
    return finder


def run_sweeps() -> int:
    """Run every sweep; return how many states were written."""
    return sum(writer() for writer in SWEEPS)


def remind() -> int:
    """Announce every clock that ends within two working days, once per clock and day it ends; return how many."""
    until = load_calendar().add_workdays(today(), 2)
    ending = [clock for finder in CLOCKS for clock in finder(until) if clock.ends_on >= today()]
    for clock in ending:
        announce(
            "clock.ending",
            f"{clock.rule_key}:{clock.thing_kind}:{clock.thing_id}:{clock.ends_on}",
            rule=clock.rule_key,
            thing_kind=clock.thing_kind,
            thing_id=clock.thing_id,
            ends_on=clock.ends_on.isoformat(),
            people=list(clock.people),
            ocid=clock.ocid,
        )
    return len(ending)


def advance(instant: datetime) -> None:
    """Move the demo's clock forward and write the states that time has changed by then.

    Raises ClockGoesForwardError for an instant before the newest row of the record, ClockMayNotMove in production.
    """
    newest = AuditRow.objects.order_by("-at").first()
    if newest and newest.at > instant:
        raise ClockGoesForwardError(
            f"The record already reaches {newest.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}; "
            "the clock goes forward only."
        )
    set_clock(instant)
    run_sweeps()


INSTANTS: list[Callable[[datetime], datetime | None]] = []


def instants(finder: Callable[[datetime], datetime | None]) -> Callable[[datetime], datetime | None]:
    """Register a finder of the first instant after a given one at which a state changes by time alone."""
    INSTANTS.append(finder)
    return finder


def next_deadline() -> datetime | None:
    """Return the next instant at which time changes a state or a legal clock runs out; None when none is running."""
    now = core_now()
    coming = [found for finder in INSTANTS if (found := finder(now)) is not None]
    coming += [end_of_day(clock.ends_on) for finder in CLOCKS for clock in finder(today() + HORIZON)]
    return min((instant for instant in coming if instant > now), default=None)
