"""States of a tender and of its lots, and their three names."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.transitions import StateNames


class TenderState(models.TextChoices):
    """Where a tender stands, from the first draft to the last notice."""

    DRAFT = "DRAFT", _("Draft")
    REVIEW = "REVIEW", _("In review")
    PUBLIC_COMMENT = "PUBLIC_COMMENT", _("Open for residents' comments")
    OPEN = "OPEN", _("Open for bids")
    CLOSED = "CLOSED", _("Closed for bids")
    OPENED = "OPENED", _("Bids opened")
    EVALUATING = "EVALUATING", _("In evaluation")
    DECIDED = "DECIDED", _("Decided")
    CONCLUDED = "CONCLUDED", _("Concluded")
    CANCELLED = "CANCELLED", _("Cancelled")
    FAILED = "FAILED", _("Failed")


class LotState(models.TextChoices):
    """Where one lot of a tender stands; meaningful from the publication on."""

    OPEN = "OPEN", _("Open for bids")
    CLOSED = "CLOSED", _("Closed for bids")
    OPENED = "OPENED", _("Bids opened")
    EVALUATING = "EVALUATING", _("In evaluation")
    AWARDED = "AWARDED", _("Awarded")
    FAILED = "FAILED", _("Failed")
    CANCELLED = "CANCELLED", _("Cancelled")


# What everybody may read. A cancelled tender is public only where it had been public before.
PUBLIC_STATES = frozenset(
    {
        TenderState.PUBLIC_COMMENT,
        TenderState.OPEN,
        TenderState.CLOSED,
        TenderState.OPENED,
        TenderState.EVALUATING,
        TenderState.DECIDED,
        TenderState.CONCLUDED,
        TenderState.FAILED,
    }
)
# A plan item carries one tender outside these states; after these it may be tendered again.
OVER_WITHOUT_RESULT = frozenset({TenderState.CANCELLED, TenderState.FAILED})
LOT_OVER = frozenset({LotState.AWARDED, LotState.FAILED, LotState.CANCELLED})

TENDER_STATE_NAMES: dict[str, StateNames] = {
    TenderState.DRAFT: StateNames(
        _("The document is being written."),
        _("Not published yet."),
        _("The officer completes the document and submits it for review."),
    ),
    TenderState.REVIEW: StateNames(
        _("The document is in review."),
        _("Not published yet."),
        _("A second person publishes it, asks the residents first, or returns it."),
    ),
    TenderState.PUBLIC_COMMENT: StateNames(
        _("Residents comment on the draft."),
        _("Residents may comment on each clause."),
        _("The officer answers every comment and settles the draft."),
    ),
    TenderState.OPEN: StateNames(
        _("Bids are accepted until the deadline."),
        _("Organisations may ask questions and hand in bids."),
        _("After the deadline the bids are opened."),
    ),
    TenderState.CLOSED: StateNames(
        _("The deadline has passed; bids are still sealed."),
        _("No more bids are accepted."),
        _("The two custodians open the bids together."),
    ),
    TenderState.OPENED: StateNames(
        _("The bids are opened."),
        _("The bids have been opened."),
        _("The buyer checks the qualification and starts the evaluation."),
    ),
    TenderState.EVALUATING: StateNames(
        _("The committee evaluates the bids."),
        _("The bids are being evaluated."),
        _("The committee reports, and the buyer decides each lot."),
    ),
    TenderState.DECIDED: StateNames(
        _("Every lot has its result."),
        _("The result is decided."),
        _("A second person publishes the result of every lot."),
    ),
    TenderState.CONCLUDED: StateNames(
        _("The tender is concluded."),
        _("The result is published."),
        _("The purchase goes on with its contract."),
    ),
    TenderState.CANCELLED: StateNames(
        _("The tender is cancelled."),
        _("The tender was cancelled; the reason stands beside it."),
        _("The plan item may be tendered again."),
        tone="ended",
    ),
    TenderState.FAILED: StateNames(
        _("Every lot has failed."),
        _("The tender failed; the reason stands beside each lot."),
        _("The document is mended and tendered again, or another method is approved."),
        tone="ended",
    ),
}

LOT_STATE_NAMES: dict[str, StateNames] = {
    LotState.OPEN: StateNames(
        _("Bids are accepted until the deadline."),
        _("Bids may be handed in."),
        _("After the deadline the bids are opened."),
    ),
    LotState.CLOSED: StateNames(
        _("The deadline has passed; bids are still sealed."),
        _("No more bids are accepted."),
        _("The two custodians open the bids together."),
    ),
    LotState.OPENED: StateNames(
        _("The bids are opened."),
        _("The bids have been opened."),
        _("The buyer checks the qualification of each bidder."),
    ),
    LotState.EVALUATING: StateNames(
        _("The committee evaluates the bids."),
        _("The bids are being evaluated."),
        _("The committee reports, and the buyer confirms the winner."),
    ),
    LotState.AWARDED: StateNames(
        _("The lot is awarded."),
        _("The winner is decided."),
        _("The result is published; then the purchase goes on with its contract."),
        tone="done",
    ),
    LotState.FAILED: StateNames(
        _("The lot has failed."),
        _("The lot failed; nobody gets it."),
        _("The lot is tendered again, or another method is approved."),
        tone="ended",
    ),
    LotState.CANCELLED: StateNames(
        _("The lot is cancelled."), _("The lot was cancelled."), _("Nothing more happens with this lot."), tone="ended"
    ),
}
