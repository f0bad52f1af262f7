"""How far the members agree, and which scores stand apart: figures over scores, pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

# A score further from the others' mean than this share of the item's weight needs a note.
OUTLIER_SHARE = Decimal("0.30")
THREE_PLACES = Decimal("0.001")


def ranks(points: Sequence[Decimal]) -> list[Decimal]:
    """Return the ranks of points, best first, equals sharing the mean of their places."""
    counts = Counter(points)
    place: dict[Decimal, Decimal] = {}
    above = 0
    for value in sorted(counts, reverse=True):
        place[value] = Decimal(above) + Decimal(counts[value] + 1) / 2
        above += counts[value]
    return [place[value] for value in points]


def kendalls_w(rows: Sequence[Sequence[Decimal]]) -> Decimal | None:
    """Return Kendall's W of members (rows) over bids (columns), corrected for ties, with three decimals.

    1 is full agreement, 0 none; None with fewer than two members or bids, or when every member ranks all bids equal.
    """
    members, bids = len(rows), len(rows[0]) if rows else 0
    if members < 2 or bids < 2:
        return None
    ranked = [ranks(row) for row in rows]
    sums = [sum((row[column] for row in ranked), Decimal(0)) for column in range(bids)]
    mean = sum(sums, Decimal(0)) / bids
    spread = sum(((value - mean) ** 2 for value in sums), Decimal(0))
    ties = sum(count**3 - count for row in ranked for count in Counter(row).values())
    most = Decimal(members**2 * (bids**3 - bids) - members * ties)
    if most == 0:
        return None
    return (12 * spread / most).quantize(THREE_PLACES, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Outlier:
    """A score that stands apart: whose, on which bid and item, and the mean of the others."""

    member: int
    bid: int
    item: int
    points: Decimal
    others: Decimal


def outliers(points: Mapping[tuple[int, int, int], Decimal], weights: Mapping[int, Decimal]) -> list[Outlier]:
    """Return the scores, keyed (member, bid, item), that lie off the others' mean by more than 30 % of the weight."""
    by_place: dict[tuple[int, int], dict[int, Decimal]] = {}
    for (member, bid, item), value in points.items():
        by_place.setdefault((bid, item), {})[member] = value
    found = []
    for (bid, item), given in sorted(by_place.items()):
        if len(given) < 2:
            continue
        total = sum(given.values(), Decimal(0))
        for member, value in sorted(given.items()):
            others = (total - value) / (len(given) - 1)
            if abs(value - others) > OUTLIER_SHARE * weights[item]:
                found.append(Outlier(member, bid, item, value, others))
    return found
