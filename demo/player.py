"""Plays the stories in time order: each is a generator that says until when it waits; the earliest goes on first."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from core.clock import run_sweeps
from core.time import SHANGHAI, core_now, set_clock

Acts = Iterator[datetime]


def at(text: str) -> datetime:
    """Return an instant in Asia/Shanghai, as "2026-03-16 09:00"."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


def play(stories: Iterable[Acts], *, step: Callable[[], None]) -> None:
    """Move the clock from act to act until every story has ended; sweeps run whenever time has passed.

    `step` is called once for every act, for the progress bar. An act never happens before the one played before it.
    """
    waiting: list[tuple[datetime, int, Acts]] = []
    for order, story in enumerate(stories):
        _wait(waiting, order, story)
    while waiting:
        when, order, story = heapq.heappop(waiting)
        if when > core_now():
            set_clock(when)
            run_sweeps()
        _wait(waiting, order, story)
        step()


def _wait(waiting: list[tuple[datetime, int, Acts]], order: int, story: Acts) -> None:
    when = next(story, None)
    if when is not None:
        heapq.heappush(waiting, (when, order, story))
