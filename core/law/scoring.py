"""The scoring sheet: prices and members' points in, totals and ranks out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from core.law.amounts import two_decimals
from core.law.low_price import caught, rates_in_force, why_low
from core.law.outcome import Because, Outcome
from core.law.rulebook import Rulebook, rulebook
from core.law.sheet_checks import check_bids, check_sheet
from core.law.sheets import CONSULTATION, LOWEST_PRICE, Criterion, ScoredBid, ScoreSheet

__all__ = ["Criterion", "Ranked", "ScoreSheet", "ScoredBid", "score_sheet"]


@dataclass(frozen=True)
class Ranked:
    """A bid's line in the result; figures rounded once, half up, to two decimals. `out` says why it is not ranked."""

    id: str
    adjusted_price: Decimal | None
    price_score: Decimal | None
    total: Decimal | None
    rank: int | None
    abnormally_low: tuple[str, ...] = ()
    out: str | None = None


def reason_out(bid: ScoredBid, ceiling: Decimal | None) -> str | None:
    """Return why a bid is not ranked, None where it is."""
    if not bid.qualified:
        return _("Not qualified.")
    if ceiling is not None and bid.price is not None and bid.price > ceiling:
        return _("The price is above the ceiling.")
    return None


def adjusted(bid: ScoredBid, sheet: ScoreSheet) -> Fraction | None:
    """Return the price that the evaluation uses: reduced for small and micro enterprises, exactly."""
    if bid.price is None:
        return None
    price = Fraction(bid.price)
    return price * (1 - Fraction(sheet.deduction)) if sheet.deduction is not None and bid.small_micro else price


def mean(scores: Sequence[Decimal]) -> Fraction:
    """Return the mean over the members, exactly."""
    return sum(map(Fraction, scores), Fraction(0)) / len(scores)


def points(bid: ScoredBid, sheet: ScoreSheet) -> Fraction:
    """Return the sum over the criteria of the mean over the members, exactly."""
    return sum(
        (mean(bid.scores[criterion.id]) for criterion in sheet.criteria or ()),
        Fraction(0),
    )


def places(keys: Mapping[str, tuple[Decimal, ...]]) -> dict[str, int]:
    """Return each id's rank: one more than how many come strictly before it, so that equals stay equal."""
    first: dict[tuple[Decimal, ...], int] = {}
    for place, key in enumerate(sorted(keys.values()), start=1):
        first.setdefault(key, place)
    return {each: first[key] for each, key in keys.items()}


def score_sheet(sheet: ScoreSheet, bids: Sequence[ScoredBid], book: Rulebook | None = None) -> Outcome[list[Ranked]]:
    """Return every bid's figures and rank, in the order given; the three-bid rule is not applied here.

    Raises BadInput for an unlawful sheet or an incomplete one, and DoesNotApply for a method without a sheet.
    """
    book = book or rulebook()
    check_sheet(sheet, book)
    check_bids(sheet, bids)
    outs = {bid.id: reason_out(bid, sheet.ceiling) for bid in bids}
    exact = {bid.id: adjusted(bid, sheet) for bid in bids}
    standing = [bid for bid in bids if outs[bid.id] is None]
    base = min((price for bid in standing if (price := exact[bid.id]) is not None), default=None)

    priced: dict[str, Decimal] = {}
    totals: dict[str, Decimal] = {}
    keys: dict[str, tuple[Decimal, ...]] = {}
    for bid in standing:
        price = exact[bid.id]
        evaluated = two_decimals(price) if price is not None else Decimal(0)
        if sheet.method == LOWEST_PRICE:
            keys[bid.id] = (evaluated,)
            continue
        earned = base / price * Fraction(sheet.weight) if sheet.weight and base and price else Fraction(0)
        priced[bid.id] = two_decimals(earned)
        totals[bid.id] = two_decimals(points(bid, sheet) + earned)
        tie = evaluated if sheet.tie_price == "adjusted" else bid.price or Decimal(0)
        keys[bid.id] = (-totals[bid.id], tie)
    ranks = places(keys)

    rates = rates_in_force(None, book)
    raw = [(bid.id, bid.price) for bid in standing if bid.price is not None]
    low = dict(
        zip(
            [each for each, _price in raw],
            caught([price for _each, price in raw], sheet.ceiling, rates) if rates else [[] for _bid in raw],
            strict=True,
        )
    )
    result = [
        Ranked(
            id=bid.id,
            adjusted_price=two_decimals(price) if (price := exact[bid.id]) is not None else None,
            price_score=priced.get(bid.id),
            total=totals.get(bid.id),
            rank=ranks.get(bid.id),
            abnormally_low=tuple(low.get(bid.id, ())),
            out=outs[bid.id],
        )
        for bid in bids
    ]
    return Outcome(result, tuple(why_ranked(sheet, book) + why_low(book, rates, ceiling_known=bool(sheet.ceiling))))


def why_ranked(sheet: ScoreSheet, book: Rulebook) -> list[Because]:
    """Return the rules that a sheet's result follows from, and the one that was left out."""
    consulting = sheet.method == CONSULTATION
    if sheet.method == LOWEST_PRICE:
        keys = ["ranking_lowest"]
    else:
        weight = "price_weight_consultation" if consulting else "price_weight_tender"
        formula = "price_formula_consultation" if consulting else "price_formula"
        keys = ["fixed_price"] if sheet.fixed_price else [weight, formula]
        keys += ["sheet_total", "member_mean"] if sheet.criteria is not None else []
        keys += ["ranking_consultation" if consulting else "ranking"]
    keys += ["price_deduction", "price_deduction_effect"] if sheet.deduction is not None else []
    keys += ["ceiling_price"] if sheet.ceiling is not None else []
    reasons = [Because.of(book.rule(key)) for key in keys if book.has(key)]
    number = "bidders_consultation" if consulting else "bidders_tender"
    if book.has(number):
        reasons.append(
            Because.of(book.rule(number), aside=_("This calculator does not apply the rule."), is_left_out=True)
        )
    return reasons
