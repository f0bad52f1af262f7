"""What a bidder is told of the result: its own points and rank beside the winner's, and why (87§69)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from procurement.awards.models import Award
from procurement.bids.models import Bid
from procurement.bids.states import BidState
from procurement.evaluations.models import ResultLine
from procurement.tenders.models import ScoringItem
from procurement.tenders.models_sheet import ItemKind


@dataclass(frozen=True)
class ItemLine:
    """One line of the sheet: the bidder's own points, the winner's, and how many places are better in it."""

    item_id: int
    name_zh: str
    name_en: str
    weight: Decimal
    own: Decimal | None
    winner: Decimal | None
    rank: int | None


@dataclass(frozen=True)
class LoserLetter:
    """The letter to one bidder. `points_to_change_rank` is what the next better total was ahead by."""

    bid_id: int
    winner: str
    winner_total: Decimal | None
    total: Decimal | None
    rank: int | None
    candidates: int
    items: tuple[ItemLine, ...]
    points_to_change_rank: Decimal | None
    reason: str

    def as_json(self) -> dict[str, Any]:
        """The letter as JSON values, points as text."""
        return {
            "winner": self.winner,
            "winner_total": _text(self.winner_total),
            "total": _text(self.total),
            "rank": self.rank,
            "candidates": self.candidates,
            "items": [
                {
                    "name_zh": line.name_zh,
                    "name_en": line.name_en,
                    "weight": _text(line.weight),
                    "own": _text(line.own),
                    "winner": _text(line.winner),
                    "rank": line.rank,
                }
                for line in self.items
            ],
            "points_to_change_rank": _text(self.points_to_change_rank),
            "reason": self.reason,
        }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def letter_for(bid: Bid, award: Award) -> LoserLetter:
    """Return the letter that a bidder of the award's lot gets; a disqualified or invalid one is told why."""
    lines = list(ResultLine.objects.filter(evaluation=award.evaluation))
    own = next((line for line in lines if line.bid_id == bid.pk and line.rank is not None), None)
    winner = next(line for line in lines if line.bid_id == award.bid_id)
    ranked = [line for line in lines if line.rank is not None]
    items = list(ScoringItem.objects.filter(section__tender=award.lot.tender_id).order_by("section__order", "order"))
    totals = [line.total for line in ranked if line.total is not None]
    ahead = [total - own.total for total in totals if own and own.total is not None and total > own.total]
    return LoserLetter(
        bid_id=bid.pk,
        winner=award.bid.supplier.name,
        winner_total=winner.total,
        total=own.total if own else None,
        rank=own.rank if own else None,
        candidates=len(ranked),
        items=tuple(
            ItemLine(
                item.pk,
                item.name_zh,
                item.name_en,
                item.weight or Decimal(0),
                points_of(own, item) if own else None,
                points_of(winner, item),
                _rank_in(own, item, ranked) if own else None,
            )
            for item in items
        ),
        points_to_change_rank=min(ahead, default=None),
        reason=reason_for(bid, own, winner, award),
    )


def points_of(line: ResultLine, item: ScoringItem) -> Decimal | None:
    """Return the points of one item on a line; the price's are the formula's."""
    if item.kind == ItemKind.PRICE:
        return line.price_score
    given = line.points.get(str(item.pk))
    return None if given is None else Decimal(given)


def _rank_in(own: ResultLine, item: ScoringItem, ranked: list[ResultLine]) -> int | None:
    mine = points_of(own, item)
    if mine is None:
        return None
    return 1 + sum(1 for line in ranked if (points_of(line, item) or Decimal(0)) > mine)


def reason_for(bid: Bid, own: ResultLine | None, winner: ResultLine, award: Award) -> str:
    """Return the sentence that says why the bid was not chosen."""
    if bid.state == BidState.DISQUALIFIED:
        return _("The supplier did not qualify: %(why)s") % {"why": bid.disqualified_reason}
    if bid.state == BidState.INVALID:
        return _("The bid was not valid: %(why)s") % {"why": bid.invalid_reason}
    if bid.state == BidState.UNREADABLE:
        return _("The bid could not be read: %(why)s") % {"why": bid.unreadable_reason}
    if own is None:
        return _("The bid was not ranked.")
    if own.total == winner.total and own.rank == winner.rank:
        return _("Points and price were equal to the winner's; the draw decided between you.")
    if own.total == winner.total:
        return _("The points were equal to the winner's, the winner's price was lower.")
    if own.place is not None and own.place < award.place:
        return _("A better-ranked award was revoked.")
    return _("The winner had more points: %(winner)s against %(own)s.") % {
        "winner": winner.total,
        "own": own.total,
    }
