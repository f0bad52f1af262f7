"""What a closed round says, what may be printed of it, and what follows for the money and the track record."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.organisations.services import note_track_record
from accounts.organisations.track_record import TrackRecordKind
from core.law.ratings import RatingEstimate, estimate_rating
from core.law.rulebook import rule
from projects.payouts.policy import in_both_languages, line, settle_part
from projects.payouts.services import defer_performance, release_performance
from projects.ratings.models import RatingRound
from projects.ratings.queries import BallotQuerySet

# More than this share of the ballots held: the figure is shown as under review.
HELD_SHARE = Decimal("0.10")
SMALLEST_CELL = 5
IN_FULL = gettext_noop(
    "Too few answers in the last period: the buyer bears the burden of proof, the part is paid in full"
)
# What is said of a round with too few answers to print what they were.
OF_FEW = ("n", "n_min", "publishable", "payable")


@dataclass(frozen=True)
class Figures:
    """What a round says: of the ballots that count, of all of them, and how many were held."""

    counted: RatingEstimate
    with_all: RatingEstimate
    held: int


def figures_of(rating_round: RatingRound) -> Figures:
    """Return the figures with and without the ballots that were held and not counted."""
    ballots = rating_round.ballots()
    return Figures(
        counted=estimate(rating_round, ballots.counted()),
        with_all=estimate(rating_round, ballots),
        held=ballots.filter(held_at__isnull=False).count(),
    )


def estimate(rating_round: RatingRound, ballots: BallotQuerySet) -> RatingEstimate:
    """Return the rulebook's figures of some ballots of a round."""
    population = {stratum.key: stratum.population for stratum in rating_round.strata.all()}
    counted = ballots.levels_by_stratum()
    levels = {key: {int(level): n for level, n in counted.get(key, {}).items()} for key in population}
    return estimate_rating(
        population, levels, target=float(rating_round.target), floor=float(rating_round.floor)
    ).result


def result_of(rating_round: RatingRound, figures: Figures) -> dict[str, Any]:
    """Return what is published: how many were asked and answered, and the figures where enough answered."""
    return {
        "population": {stratum.key: stratum.population for stratum in rating_round.strata.all()},
        "period": rating_round.period,
        "target": str(rating_round.target),
        "floor": str(rating_round.floor),
        "counted": printable(figures.counted),
        "with_all": printable(figures.with_all),
        "held": figures.held,
        "under_review": figures.held > HELD_SHARE * figures.with_all.n,
        "cells": printable_cells(rating_round.ballots().counted()) if figures.counted.publishable else [],
    }


def printable(found: RatingEstimate) -> dict[str, Any]:
    """Return the figures; below the least number of answers only how many there were and what follows from that."""
    shown = asdict(found)
    return shown if found.publishable else {**dict.fromkeys(shown), **{name: shown[name] for name in OF_FEW}}


def printable_cells(ballots: BallotQuerySet) -> list[dict[str, Any]]:
    """Return the ballots per level, neighbouring levels merged until no printed cell is below five."""
    totals = dict.fromkeys(range(5, 0, -1), 0)
    for levels in ballots.levels_by_stratum().values():
        for given, number in levels.items():
            totals[int(given)] += number
    cells: list[dict[str, Any]] = []
    for level, n in totals.items():
        if cells and cells[-1]["ballots"] < SMALLEST_CELL:
            cells[-1]["levels"].append(level)
            cells[-1]["ballots"] += n
        else:
            cells.append({"levels": [level], "ballots": n})
    if len(cells) > 1 and cells[-1]["ballots"] < SMALLEST_CELL:
        last = cells.pop()
        cells[-1]["levels"] += last["levels"]
        cells[-1]["ballots"] += last["ballots"]
    return cells


def settle(rating_round: RatingRound, counted: RatingEstimate, *, by: Any) -> None:
    """Write the rating to the track record; release or defer the performance part of what was accepted.

    Too few answers defer the part, neither forfeited nor paid, so that suppressing answers earns nothing; in the last
    period it is paid in full, because the burden of proof is the buyer's.
    """
    contract = rating_round.contract
    if counted.publishable and counted.interval:
        note_track_record(
            organisation_id=contract.supplier_id,
            ocid=contract.ocid,
            lot=contract.lot.code,
            kind=TrackRecordKind.RATING,
            value=Decimal(str(counted.index)).quantize(Decimal("0.01"), ROUND_HALF_UP),
            period=rating_round.period,
            detail={
                "interval": list(counted.interval),
                "n": counted.n,
                "population": rating_round.result["population"],
            },
        )
    full = contract.milestones.performance_to_settle_fen()
    if counted.payable:
        settle_it = partial(
            settle_part,
            contract.payout_policy,
            accepted_fen=contract.milestones.accepted_to_settle_fen(),
            stake_fen=full,
            rating=counted,
            may_print=counted.publishable,
        )
        settled = settle_it()
        release_performance(
            contract.pk,
            period=rating_round.period,
            amount_fen=settled.amount_fen,
            claw_back_fen=settled.claw_back_fen,
            lines=in_both_languages(lambda: settle_it().lines),
            by=by,
        )
    elif rating_round.is_last:
        release_performance(
            contract.pk,
            period=rating_round.period,
            amount_fen=full,
            lines=in_both_languages(lambda: [line(_(IN_FULL), full)]),
            by=by,
        )
    else:
        text = _("Too few answers (%(n)s of at least %(least)s): deferred to the next period") % {
            "n": counted.n,
            "least": counted.n_min,
        }
        defer_performance(
            contract.pk, period=rating_round.period, reason=f"{text} ({rule('rating_payable_share').article})", by=by
        )
