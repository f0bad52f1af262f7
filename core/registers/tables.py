"""A table out of a file that somebody has uploaded: its header and its rows, each with its number in the file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _


class NotATable(ValueError):
    """The file cannot be read as a table; `str()` is the sentence for whoever uploaded it."""


@dataclass(frozen=True)
class Fault:
    """What is wrong at one place of a file, and what to do; row 0 is the file itself, column "" the whole row."""

    row: int
    column: str
    sentence: str


@dataclass(frozen=True)
class Table:
    """Rows below one header; every cell is text, trimmed, its apostrophe taken off."""

    name: str
    header: Sequence[str]
    rows: Sequence[tuple[int, Sequence[str]]]
    empty: int = 0  # rows without a word, left out
    faults: Sequence[Fault] = field(default=())


MOST_ROWS = 2_000
MOST_COLUMNS = 40
MOST_SIGNS = 1_000_000  # of all cells together: what a person can still look through


def tabled(name: str, lines: Iterable[tuple[int, list[str]]], faults: Sequence[Fault] = ()) -> Table:
    """Return the table of numbered lines, the first with a word in it being the header; raises NotATable."""
    header: list[str] = []
    rows: list[tuple[int, list[str]]] = []
    empty = signs = 0
    for number, cells in lines:
        if not any(cells):
            empty += bool(header)
            continue
        signs += sum(len(cell) for cell in cells)
        if signs > MOST_SIGNS:
            raise NotATable(_("The file holds more text than a person can check: split it."))
        if not header:
            header = _without_tail(cells)
            continue
        if len(rows) == MOST_ROWS:
            raise NotATable(_("The file has more than %(most)s rows: split it into several.") % {"most": MOST_ROWS})
        rows.append((number, cells))
    if not header:
        raise NotATable(_("The file is empty: download the template and fill it in."))
    if len(header) > MOST_COLUMNS:
        raise NotATable(_("The file has more columns than the template: download it and fill it in."))
    if not rows:
        raise NotATable(_("The file has a header and no row below it: fill it in."))
    wide = [
        Fault(number, "", _("The row has more cells than the header has columns: look for a comma too many."))
        for number, cells in rows
        if any(cells[len(header) :])
    ]
    level = [(number, [*cells[: len(header)], *[""] * (len(header) - len(cells))]) for number, cells in rows]
    return Table(name, header, level, _trailing_left_out(empty, rows), [*faults, *wide])


def _without_tail(cells: list[str]) -> list[str]:
    """The header up to its last column with a name."""
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells


def _trailing_left_out(empty: int, rows: Sequence[tuple[int, Sequence[str]]]) -> int:
    """How many empty rows stand between rows; those below the last one say nothing to anybody."""
    between = rows[-1][0] - rows[0][0] + 1 - len(rows)
    return max(0, min(empty, between))
