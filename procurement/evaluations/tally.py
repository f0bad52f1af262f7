"""From the committee's points to the ranking: the rulebook's sheet, and the draw where bids stay equal. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from core.law.outcome import Because
from core.law.rulebook import Rulebook
from core.law.scoring import Criterion, Ranked, ScoredBid, ScoreSheet, score_sheet
from procurement.evaluations.draw import draw_order

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Entry:
    """A bid as it is tallied: its letter, its price in yuan, and its points per item, one per member or one for all."""

    letter: str
    price: Decimal
    small_micro: bool
    points: Mapping[int, Sequence[Decimal]]


@dataclass(frozen=True)
class Placed:
    """A bid's line: the rulebook's figures, the mean points per item, and its place in the row of candidates."""

    ranked: Ranked
    means: dict[int, Decimal]
    place: int | None

    @property
    def letter(self) -> str:
        """The letter of the bid."""
        return self.ranked.id


@dataclass(frozen=True)
class Tally:
    """All lines in the order of their places, those that are out last, and the rules that led to them."""

    lines: list[Placed]
    because: tuple[Because, ...]
    drawn: tuple[tuple[str, ...], ...]


def tally(
    *,
    weights: Mapping[int, Decimal],
    price_weight: Decimal,
    entries: Sequence[Entry],
    method: str,
    ceiling: Decimal | None,
    deduction: Decimal | None,
    tie_price: str,
    seed: str,
    evaluation_id: int,
    book: Rulebook,
) -> Tally:
    """Rank the bids; equal ones are put in a row by the seed of the draw. Raises what the rulebook's sheet raises."""
    sheet = ScoreSheet(
        method=method,
        price_weight=price_weight or None,
        criteria=tuple(Criterion(str(item), weight) for item, weight in weights.items()),
        ceiling=ceiling,
        deduction=deduction,
        fixed_price=not price_weight,
        tie_price=tie_price,
    )
    bids = [
        ScoredBid(
            id=entry.letter,
            price=entry.price,
            small_micro=entry.small_micro,
            scores={str(item): points for item, points in entry.points.items()},
        )
        for entry in entries
    ]
    outcome = score_sheet(sheet, bids, book)
    equal: dict[int, list[str]] = {}
    for ranked in outcome.result:
        if ranked.rank is not None:
            equal.setdefault(ranked.rank, []).append(ranked.id)
    row = [
        letter
        for rank in sorted(equal)
        for letter in (draw_order(seed, evaluation_id, equal[rank], "tie") if len(equal[rank]) > 1 else equal[rank])
    ]
    places = {letter: place for place, letter in enumerate(row, start=1)}
    means = {
        entry.letter: {
            item: (sum(points, Decimal(0)) / len(points)).quantize(CENT, rounding=ROUND_HALF_UP)
            for item, points in entry.points.items()
        }
        for entry in entries
    }
    lines = [Placed(ranked, means[ranked.id], places.get(ranked.id)) for ranked in outcome.result]
    lines.sort(key=lambda line: (line.place is None, line.place or 0, line.letter))
    drawn = tuple(tuple(sorted(letters)) for letters in equal.values() if len(letters) > 1)
    return Tally(lines, outcome.because, drawn)
