"""Which qualification conditions a scoring sheet scores a second time; the law forbids it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

# Characters; a shorter phrase stands in every document. A line of the sheet has to say more to count as a condition.
SHORTEST_CONDITION = 4
SHORTEST_LINE = 6
BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
NOT_WORDS = re.compile(r"[\W_]+")


def bare(text: str) -> str:
    """Return a phrase without brackets, spaces and punctuation, to compare what it says."""
    return NOT_WORDS.sub("", BRACKETS.sub("", text)).casefold()


def scored_qualifications(conditions: Iterable[str], lines: Sequence[str]) -> list[tuple[str, str]]:
    """Return (condition, line) wherever a line of the sheet says what a qualification condition says."""
    found = []
    for condition in conditions:
        wanted = bare(condition)
        for line in lines:
            said = bare(line)
            if (len(wanted) >= SHORTEST_CONDITION and wanted in said) or (
                len(said) >= SHORTEST_LINE and said in wanted
            ):
                found.append((condition, line))
    return found
