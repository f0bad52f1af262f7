"""The desk: what waits on a person and where they work, said by each stage for the roles that it concerns.

A stage registers finders and its entrances (`@places`) in its `desk.py`; the first page of every role asks those of
the roles that the person holds, and nobody else's. A finder that only reads rows (`@waits_in`) shares one query with
all the others of its sort; one that has to compute (`@waits`) asks for itself.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from operator import itemgetter
from typing import Any

from django.db.models import BigIntegerField, DateTimeField, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.functional import lazy

from core.law.calendar import Calendar, load_calendar
from core.law.periods import clock_end
from core.law.refusals import UncoveredYear
from core.law.rulebook import rule
from core.money import display
from core.time import day_of, end_of_day
from core.transitions import Text
from core.words import column_of


@dataclass(frozen=True)
class Waiting:
    """One thing that waits on a person: what it is, what to do, by when and who says so, where the click leads."""

    title: Text
    todo: Text
    url: str
    by_when: datetime | None = None  # the first instant that is too late
    number: str = ""  # the purchase's ocid
    basis: Text = ""  # what sets the day: an article, or the plan


Finder = Callable[[Any], Iterable[Waiting]]
FINDERS: list[tuple[frozenset[str], Finder]] = []


def waits(*roles: str) -> Callable[[Finder], Finder]:
    """Register a finder of what waits on people of any of these roles."""

    def registered(finder: Finder) -> Finder:
        FINDERS.append((frozenset(roles), finder))
        return finder

    return registered


RowFinder = Callable[[Any], QuerySet[Any]]
MOST = 50  # lines a desk shows of one kind; the list behind it shows all


@dataclass(frozen=True)
class Kind:
    """Rows that wait on a role: what to do with each, its page, and the columns that the desk shows."""

    roles: frozenset[str]
    rows: RowFinder
    todo: Text
    page: str
    title: Any
    by_when: Any
    clock: str
    basis: Text
    amount: Any
    number: Any
    most: int
    worded: Callable[[str], str]


KINDS: list[Kind] = []


def waits_in(
    *roles: str,
    todo: Text,
    page: str,
    title: Any = "title",
    by_when: Any = None,
    clock: str = "",
    law: str = "",
    basis: Text = "",
    amount: Any = None,
    number: Any = "",
    most: int = MOST,
    worded: Callable[[str], str] = str,
) -> Callable[[RowFinder], RowFinder]:
    """Register rows that wait on people of these roles (without roles: on anybody), in the order shown.

    `page` names the address of a row's page; `title`, `by_when`, `amount` (minor units, shown behind the title) and
    `number` are columns or expressions. Where a clock of the rulebook sets the day, `clock` names it and `by_when` is
    the instant from which it counts; where the day stands in the row, `law` names the rule behind it, or `basis` says
    in words who set it. `worded` says a title as people read it, where its column keeps a code.
    """
    basis = basis or article_of(law or clock)

    def registered(rows: RowFinder) -> RowFinder:
        KINDS.append(
            Kind(frozenset(roles), rows, todo, page, title, by_when, clock, basis, amount, number, most, worded)
        )
        return rows

    return registered


def article_of(key: str) -> Text:
    """Return the article of a rule, in the language of whoever reads it; "" where no rule is named."""
    return lazy(lambda: rule(key).article, str)() if key else ""


def desk_of(user: Any, roles: Collection[str]) -> list[Waiting]:
    """Return what waits on a person in these roles: clocks first, the earliest on top."""
    held = frozenset(roles)
    asked = chain.from_iterable(finder(user) for concerned, finder in FINDERS if concerned & held)
    read = _read(user, [kind for kind in KINDS if not kind.roles or kind.roles & held])
    return sorted([*asked, *read], key=lambda waiting: (waiting.by_when is None, waiting.by_when or 0))


def _read(user: Any, kinds: list[Kind]) -> list[Waiting]:
    """Read the rows of all these kinds with one query; each kind in its own order."""
    if not kinds:
        return []
    parts = [
        rows.annotate(
            desk_kind=Value(place),
            desk_title=Cast(column_of(rows.model, kind.title), TextField()),
            desk_by_when=Cast(kind.by_when if kind.by_when else Value(None), DateTimeField()),
            desk_amount=Cast(kind.amount if kind.amount else Value(None), BigIntegerField()),
            desk_number=Cast(kind.number if kind.number else Value(""), TextField()),
        ).values_list("desk_kind", "pk", "desk_title", "desk_amount", "desk_by_when", "desk_number")[: kind.most]
        for place, (kind, rows) in enumerate((kind, kind.rows(user)) for kind in kinds)
    ]
    found = list(parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0])
    calendar = load_calendar() if any(kinds[place].clock for place, *_row in found) else None
    return [_line(kinds[place], calendar, *row) for place, *row in found]


def _line(
    kind: Kind, calendar: Calendar | None, pk: int, title: str, amount: int | None, by_when: Any, number: str
) -> Waiting:
    title = kind.worded(title)
    if amount is not None:
        title = f"{title} · {display(amount)}"
    if kind.clock and by_when and calendar:
        by_when = _end(kind.clock, by_when, calendar)
    basis = kind.basis if by_when else ""
    return Waiting(title, kind.todo, reverse(kind.page, args=[pk]), by_when, number, basis)


def _end(clock: str, start: datetime, calendar: Calendar) -> datetime | None:
    """The first instant after a clock's last day; None while the year is not covered."""
    try:
        return end_of_day(clock_end(clock, day_of(start), calendar).result)
    except UncoveredYear:
        return None


@dataclass(frozen=True)
class Place:
    """One place where a role works: where the click leads, what it is called, and what is found there."""

    url: str
    label: Text
    what: Text


Entrances = Callable[[Any], Iterable[Place]]
PLACES: list[tuple[int, frozenset[str], Entrances]] = []
BESIDE = 1000  # what belongs to no stage comes after all of them


def places(*roles: str, at: int = BESIDE) -> Callable[[Entrances], Entrances]:
    """Register the entrances of a stage for people of any of these roles; without roles, for everybody signed in.

    Where they stand among the others is given on the scale of the thread (`core.thread.stage`).
    """

    def registered(entrances: Entrances) -> Entrances:
        insort(PLACES, (at, frozenset(roles), entrances), key=itemgetter(0))
        return entrances

    return registered


def places_of(user: Any, roles: Collection[str]) -> list[Place]:
    """Return where a person in these roles works, each place once, along the thread; everybody's come last."""
    held = frozenset(roles)
    theirs = [entrances for _at, concerned, entrances in PLACES if concerned & held]
    everybodys = [entrances for _at, concerned, entrances in PLACES if not concerned]
    found = chain.from_iterable(entrances(user) for entrances in [*theirs, *everybodys])
    return list({place.url: place for place in found}.values())
