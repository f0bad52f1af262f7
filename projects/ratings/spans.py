"""The months that a round asks about, written 2026-03 or 2026-01/2026-06."""

from __future__ import annotations

from core.instants import MONTHS


def ends_of(period: str) -> tuple[str, str] | None:
    """Return the first and the last month; None where they stand in the wrong order, or are no months at all."""
    if MONTHS.fullmatch(period) is None:
        return None
    since, _slash, until = period.partition("/")
    return (since, until or since) if since <= (until or since) else None


def span_of(since: str, until: str) -> str:
    """Return the two ends as one period; the same month twice is that month."""
    return since if since == until else f"{since}/{until}"


def share_a_month(one: str, other: str) -> bool:
    """Whether two periods have a month in common; an older one in other words meets only itself."""
    first, second = ends_of(one), ends_of(other)
    if first is None or second is None:
        return one == other
    return first[0] <= second[1] and second[0] <= first[1]


def months_between(since: str, until: str) -> list[str]:
    """Return every month from one to another, both included."""
    first, last = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (since, until))
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(first, last + 1)]
