"""States of an evaluation and their three names."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.transitions import StateNames


class EvaluationState(models.TextChoices):
    """Where the evaluation of one lot stands."""

    FORMING = "FORMING", _("Committee forming")
    SCORING = "SCORING", _("Scoring")
    FROZEN = "FROZEN", _("All scores frozen")
    SETTLED = "SETTLED", _("Settled")
    REPORTED = "REPORTED", _("Reported")
    VOID = "VOID", _("Void")


# From here on the members see one another's scores.
OPEN_AMONG_MEMBERS = frozenset({EvaluationState.FROZEN, EvaluationState.SETTLED, EvaluationState.REPORTED})

EVALUATION_STATE_NAMES: dict[str, StateNames] = {
    EvaluationState.FORMING: StateNames(
        _("The committee is being formed."),
        _("Bids are being evaluated."),
        _("The members read the list of bidders and declare their interests."),
    ),
    EvaluationState.SCORING: StateNames(
        _("The members score, each alone."),
        _("Bids are being evaluated."),
        _("Each member scores every bid and freezes the scores."),
    ),
    EvaluationState.FROZEN: StateNames(
        _("All scores are frozen; prices are open to the committee."),
        _("Bids are being evaluated."),
        _("The committee asks about very low prices and explains scores that stand apart; then the leader settles."),
    ),
    EvaluationState.SETTLED: StateNames(
        _("The ranking stands; the report waits for its signatures."),
        _("Bids are being evaluated."),
        _("Each member signs the report, or signs with a dissent."),
    ),
    EvaluationState.REPORTED: StateNames(
        _("The report is signed and lies with the buyer."),
        _("The evaluation is over."),
        _("From the report on the buyer has five working days to confirm the winner."),
    ),
    EvaluationState.VOID: StateNames(
        _("The evaluation ended without a result."),
        _("The evaluation ended without a result."),
        _("The buyer forms a new committee, or the lot has failed."),
        tone="ended",
    ),
}


class MemberKind(models.TextChoices):
    """In which capacity a person sits in the committee."""

    EXPERT = "EXPERT", _("Expert")
    BUYER_REP = "BUYER_REP", _("Buyer's representative")
