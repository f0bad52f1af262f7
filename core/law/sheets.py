"""What goes into a scoring sheet: the document's side, fixed before any bid was seen, and the bids' side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

OPEN_TENDER, CONSULTATION, LOWEST_PRICE = "open_tender", "consultation", "lowest_price"
METHODS = (OPEN_TENDER, CONSULTATION, LOWEST_PRICE)
TIE_PRICES = ("raw", "adjusted")


@dataclass(frozen=True)
class Criterion:
    """A line of the sheet and its highest number of points."""

    id: str
    maximum: Decimal


@dataclass(frozen=True)
class ScoreSheet:
    """What the tender document fixed before any bid was seen.

    `price_weight` in points of 100; `deduction` as a share; `criteria` None where only prices count;
    `approved`: the finance department admits another consultation weight; `fixed_price`: the price is no factor.
    """

    method: str
    price_weight: Decimal | None = None
    criteria: tuple[Criterion, ...] | None = None
    ceiling: Decimal | None = None
    deduction: Decimal | None = None
    approved: bool = False
    fixed_price: bool = False
    tie_price: str = "raw"

    @property
    def weight(self) -> Decimal:
        """The points that the price can earn."""
        return self.price_weight or Decimal(0)


@dataclass(frozen=True)
class ScoredBid:
    """A bid as the committee leaves it: each criterion's points, one per member. `price` in yuan."""

    id: str
    price: Decimal | None
    qualified: bool = True
    small_micro: bool = False
    scores: Mapping[str, Sequence[Decimal]] = field(default_factory=dict)
