"""Times, questions and weights of pages in process, and the table that tells them beside their targets."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

RUNS = 20  # a round
ROUNDS = 3  # the quietest counts: what else the machine does is not the page's doing


@dataclass(frozen=True)
class Page:
    """What one page takes: milliseconds, those of them that this process computes, questions, bytes of HTML."""

    median: float
    p95: float
    computed: float
    queries: int
    size: int


def times(act: Callable[[], Any], runs: int = RUNS, rounds: int = ROUNDS) -> tuple[float, float]:
    """Return median and 95th percentile of the quietest of some rounds, in milliseconds."""
    act()
    found = []
    for _round in range(rounds):
        taken = []
        for _run in range(runs):
            begin = time.perf_counter()
            act()
            taken.append((time.perf_counter() - begin) * 1000)
        found.append((statistics.median(taken), statistics.quantiles(taken, n=20)[-1]))
    return min(median for median, _p95 in found), min(p95 for _median, p95 in found)


def page(url: str, user: Any = None) -> Page:
    """Open a page again and again as one person, signed in once."""
    client = Client()
    if user is not None:
        client.force_login(user)
    answer = client.get(url)
    assert answer.status_code == 200, url
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    number = len(queries)
    begin = time.process_time()
    for _run in range(RUNS):
        client.get(url)
    computed = (time.process_time() - begin) * 1000 / RUNS
    median, p95 = times(lambda: client.get(url))
    return Page(median, p95, computed, number, len(answer.content))


@dataclass
class Report:
    """Lines of what was measured, each beside its target."""

    lines: list[tuple[str, str, str, bool]] = field(default_factory=list)

    def say(self, what: str, measured: float, limit: float, unit: str = "") -> None:
        """Note one number and whether it keeps its limit."""
        self.lines.append((what, f"{measured:,.2f}{unit}", f"≤ {limit:,.2f}{unit}", measured <= limit))

    def page(self, name: str, found: Page, *, queries: int) -> None:
        """Note a page's times, questions and weight."""
        told = (
            f"median {found.median:.1f} ms ({found.computed:.1f} computing), p95 {found.p95:.1f} ms, "
            f"{found.queries} queries, {found.size / 1000:.1f} kB"
        )
        kept = found.queries <= queries and found.size < 100_000
        self.lines.append((name, told, f"≤ {queries} queries, < 100 kB", kept))

    def missed(self) -> list[tuple[str, str, str]]:
        """What does not keep its target."""
        return [line[:3] for line in self.lines if not line[3]]

    def __str__(self) -> str:
        width = max(len(line[0]) for line in self.lines)
        return "\n".join(
            f"{'ok ' if kept else 'NOT'} {what:<{width}}  {measured}   (target {limit})"
            for what, measured, limit, kept in self.lines
        )
