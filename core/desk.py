"""The desk: what waits on a person and where they work, said by each stage for the roles that it concerns.

A stage registers a finder (`@waits`) and its entrances (`@places`) in its `desk.py`; the first page of every role asks
those of the roles that the person holds, and nobody else's.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from core.transitions import Text


@dataclass(frozen=True)
class Waiting:
    """One thing that waits on a person: what it is, what to do, by when, and where the click leads."""

    title: Text
    todo: Text
    url: str
    by_when: datetime | None = None  # the first instant that is too late
    number: str = ""  # the purchase's ocid


Finder = Callable[[Any], Iterable[Waiting]]
FINDERS: list[tuple[frozenset[str], Finder]] = []


def waits(*roles: str) -> Callable[[Finder], Finder]:
    """Register a finder of what waits on people of any of these roles."""

    def registered(finder: Finder) -> Finder:
        FINDERS.append((frozenset(roles), finder))
        return finder

    return registered


def desk_of(user: Any, roles: Collection[str]) -> list[Waiting]:
    """Return what waits on a person in these roles: clocks first, the earliest on top."""
    held = frozenset(roles)
    found = chain.from_iterable(finder(user) for concerned, finder in FINDERS if concerned & held)
    return sorted(found, key=lambda waiting: (waiting.by_when is None, waiting.by_when or 0))


@dataclass(frozen=True)
class Place:
    """One place where a role works: where the click leads, what it is called, and what is found there."""

    url: str
    label: Text
    what: Text


Entrances = Callable[[Any], Iterable[Place]]
PLACES: list[tuple[frozenset[str], Entrances]] = []


def places(*roles: str) -> Callable[[Entrances], Entrances]:
    """Register the entrances of a stage for people of any of these roles; without roles, for everybody signed in."""

    def registered(entrances: Entrances) -> Entrances:
        PLACES.append((frozenset(roles), entrances))
        return entrances

    return registered


def places_of(user: Any, roles: Collection[str]) -> list[Place]:
    """Return where a person in these roles works, each place once, those of their roles before everybody's."""
    held = frozenset(roles)
    theirs = [entrances for concerned, entrances in PLACES if concerned & held]
    everybodys = [entrances for concerned, entrances in PLACES if not concerned]
    found = chain.from_iterable(entrances(user) for entrances in [*theirs, *everybodys])
    return list({place.url: place for place in found}.values())
