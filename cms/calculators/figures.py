"""What the calculators read from lines that people write: sheets of points and counts of answers."""

from __future__ import annotations

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from core.law.amounts import read_amount, read_number
from core.law.refusals import BadInput
from core.law.sheets import Criterion, ScoredBid

COMMA = re.compile(r"[,，、;；]")
GAP = re.compile(r"[\s/]+")
SMALL = {"small", "小微"}
UNQUALIFIED = {"not qualified", "不合格"}
LEVELS = (5, 4, 3, 2, 1)
MOST_LINES = 200


def lines_of(text: str) -> list[list[str]]:
    """Return the lines of a text, each split at its commas; empty lines fall away."""
    lines = [[part.strip() for part in COMMA.split(line)] for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise BadInput(_("At most %(most)s lines can be worked out here.") % {"most": MOST_LINES})
    return lines


def read_criteria(text: str) -> tuple[Criterion, ...] | None:
    """Return the criteria of a sheet, "plan, 60" a line; None where there are none."""
    found = []
    for number, parts in enumerate(lines_of(text), start=1):
        if len(parts) != 2:
            raise BadInput(
                _("Criterion in line %(line)s: write its name, a comma, and its highest points.") % {"line": number}
            )
        found.append(Criterion(parts[0], read_number(parts[1], parts[0])))
    return tuple(found) or None


def read_bids(text: str, criteria: tuple[Criterion, ...] | None) -> list[ScoredBid]:
    """Return the bids, "A, 88.00, 50 52 48, 27 28 29" a line: name, price, each criterion's points by the members."""
    return [_read_bid(number, parts, criteria or ()) for number, parts in enumerate(lines_of(text), start=1)]


def _read_bid(number: int, parts: list[str], criteria: tuple[Criterion, ...]) -> ScoredBid:
    marks = {part.lower() for part in parts[2:]}
    points = [part for part in parts[2:] if part.lower() not in SMALL | UNQUALIFIED]
    if len(parts) < 2 or len(points) != len(criteria):
        raise BadInput(
            _("Bid in line %(line)s: write its name, its price, and points for each of the %(number)s criteria.")
            % {"line": number, "number": len(criteria)}
        )
    name = parts[0]
    scores = {
        criterion.id: [read_number(mark, f"{name}, {criterion.id}") for mark in GAP.split(given) if mark]
        for criterion, given in zip(criteria, points, strict=True)
    }
    return ScoredBid(
        id=name,
        price=read_amount(parts[1], name) if parts[1] else None,
        qualified=not marks & UNQUALIFIED,
        small_micro=bool(marks & SMALL),
        scores=scores,
    )


def read_prices(text: str) -> tuple[list[str], list[Decimal]]:
    """Return the prices as written and as amounts; raises BadInput for the same price twice."""
    given = [part.strip() for part in re.split(r"[\s，、;；,]+", text) if part.strip()]
    prices = [read_amount(part, part) for part in given]
    if len(set(prices)) != len(prices):
        raise BadInput(_("The same bid is given twice."))
    return given, prices


def read_counts(text: str) -> dict[int, int]:
    """Return how many answers each level has, written from 5 down to 1 as "14 9 3 1 0"."""
    parts = [part for part in re.split(r"[\s,，、/]+", text) if part]
    if len(parts) != len(LEVELS) or not all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts):
        raise BadInput(_("Write five whole numbers, from “very satisfied” down to “very dissatisfied”: 14 9 3 1 0."))
    return dict(zip(LEVELS, map(int, parts), strict=True))
