"""The calculators' files: a scoring sheet or a rating round as JSON in, figures as JSON out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from core.law.json_shapes import Place
from core.law.ratings import Ranking, RatingEstimate
from core.law.refusals import BadInput
from core.law.scoring import Ranked
from core.law.sheets import Criterion, ScoredBid, ScoreSheet


def yes(place: Place | None) -> bool:
    """Whether a member that may be missing is true."""
    return place.yes_no() if place else False


def read_sheet(top: Place) -> tuple[ScoreSheet, list[ScoredBid]]:
    """Return the sheet and the bids of a file; raises BadInput naming the place. Unknown keys are ignored."""
    weight, ceiling, deduction, criteria = (
        top.get(key) for key in ("price_weight", "ceiling", "deduction", "criteria")
    )
    tie = top.get("tie_price")
    sheet = ScoreSheet(
        method=top.need("method").word(),
        price_weight=weight.number() if weight else None,
        criteria=tuple(read_criterion(each) for each in criteria.items()) if criteria else None,
        ceiling=ceiling.money() if ceiling else None,
        deduction=deduction.money() if deduction else None,
        approved=yes(top.get("approved")),
        fixed_price=yes(top.get("fixed_price")),
        tie_price=tie.word() if tie else "raw",
    )
    return sheet, [read_bid(each) for each in top.need("bids").items()]


def read_criterion(place: Place) -> Criterion:
    """Return a line of the sheet."""
    return Criterion(place.need("id").word(), place.need("max").number())


def read_bid(place: Place) -> ScoredBid:
    """Return a bid; its scores are lists, one number per member."""
    price, scores = place.get("price"), place.get("scores")
    return ScoredBid(
        id=place.need("id").word(),
        price=price.money() if price else None,
        qualified=place.need("qualified").yes_no(),
        small_micro=yes(place.get("small_micro")),
        scores={key: read_scores(each) for key, each in scores.keys().items()} if scores else {},
    )


def read_scores(place: Place) -> list[Decimal]:
    """Return the members' scores; null is a score that is missing."""
    for each in place.items():
        if each.value is None:
            raise BadInput(_("The score %(place)s is missing.") % {"place": each.path})
    return [each.number() for each in place.items()]


class Round(NamedTuple):
    """A rating round as its file gives it."""

    population: dict[str, int]
    ballots: dict[str, dict[int, int]]
    target: float
    floor: float
    ranking: Ranking | None


def read_round(top: Place) -> Round:
    """Return a rating round; raises BadInput naming the place."""
    ranking = top.get("ranking")
    return Round(
        population={name: people.count() for name, people in top.need("population").keys().items()},
        ballots={name: read_levels(levels) for name, levels in top.need("ballots").keys().items()},
        target=float(top.need("target").number()),
        floor=float(top.need("floor").number()),
        ranking=Ranking(float(ranking.need("mean").number()), float(ranking.need("tau2").number()))
        if ranking
        else None,
    )


def read_levels(place: Place) -> dict[int, int]:
    """Return the counts by level; the levels are "1" to "5"."""
    levels = {}
    for level, number in place.keys().items():
        if level not in {"1", "2", "3", "4", "5"}:
            raise BadInput(_("%(place)s is not a level from 1 to 5.") % {"place": number.path})
        levels[int(level)] = number.count()
    return levels


def ranked_as_json(bid: Ranked) -> dict[str, Any]:
    """Return a bid's line as printed: money and points are texts with two decimals."""
    return {
        "id": bid.id,
        "adjusted_price": as_text(bid.adjusted_price),
        "price_score": as_text(bid.price_score),
        "total": as_text(bid.total),
        "rank": bid.rank,
        "abnormally_low": list(bid.abnormally_low),
        "out": bid.out,
    }


def as_text(number: Decimal | None) -> str | None:
    """Return a rounded figure as text, None where there is none."""
    return None if number is None else f"{number:f}"


def rating_as_json(figures: RatingEstimate) -> dict[str, Any]:
    """Return a round's figures as printed, unrounded."""
    return {
        "n": figures.n,
        "index": figures.index,
        "se": figures.se,
        "interval": pair(figures.interval),
        "satisfied_share": figures.satisfied_share,
        "wilson": pair(figures.wilson),
        "bounds": pair(figures.bounds),
        "kish": figures.kish,
        "effective_n": figures.effective_n,
        "n_min": figures.n_min,
        "publishable": figures.publishable,
        "payable": figures.payable,
        "factor": figures.factor,
        "commendation": figures.commendation,
        "shrunk": figures.shrunk,
    }


def pair(interval: tuple[float, float] | None) -> list[float] | None:
    """Return an interval as a list."""
    return None if interval is None else list(interval)
