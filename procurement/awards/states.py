"""States of an award and their three names."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.transitions import StateNames


class AwardState(models.TextChoices):
    """Where the award of one lot stands."""

    PROPOSED = "PROPOSED", _("Proposed")
    CONFIRMED = "CONFIRMED", _("Confirmed")
    PUBLISHED = "PUBLISHED", _("Published")
    FINAL = "FINAL", _("Final")
    REVOKED = "REVOKED", _("Revoked")


AWARD_STATE_NAMES: dict[str, StateNames] = {
    AwardState.PROPOSED: StateNames(
        _("The committee proposes this supplier."),
        _("Bids are being evaluated."),
        _("The buyer confirms the winner within five working days."),
    ),
    AwardState.CONFIRMED: StateNames(
        _("The buyer has confirmed the winner."),
        _("The decision is being prepared for publication."),
        _("A second person publishes the result within two working days."),
    ),
    AwardState.PUBLISHED: StateNames(
        _("The result is published; it may be challenged."),
        _("The winner is known; the result may still be challenged."),
        _("The challenge window runs out; buyer and winner may already sign."),
    ),
    AwardState.FINAL: StateNames(
        _("The challenge window is over."),
        _("The award is final."),
        _("The purchase goes on with its contract."),
        tone="done",
    ),
    AwardState.REVOKED: StateNames(
        _("The award is revoked."),
        _("The award was revoked."),
        _("The next candidate is proposed, or the lot has failed."),
        tone="ended",
    ),
}
