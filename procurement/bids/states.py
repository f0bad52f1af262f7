"""The states of a bid and their three names."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.transitions import StateNames


class BidState(TextChoices):
    """Where a bid stands: one supplier, one lot."""

    DRAFT = "DRAFT", _("Draft")
    SEALED = "SEALED", _("Sealed")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")
    RETURNED = "RETURNED", _("Returned unopened")
    OPENED = "OPENED", _("Opened")
    UNREADABLE = "UNREADABLE", _("Unreadable")
    QUALIFIED = "QUALIFIED", _("Qualified")
    DISQUALIFIED = "DISQUALIFIED", _("Disqualified")
    VALID = "VALID", _("Valid")
    INVALID = "INVALID", _("Invalid")
    WON = "WON", _("Won")
    LOST = "LOST", _("Lost")


class FilePart(TextChoices):
    """The part of a bid that a file belongs to."""

    QUALIFICATION = "qualification", _("Qualification")
    TECHNICAL = "technical", _("Technical part")


# Nobody but the bidder knows of a bid in these states, and no row of the database holds its price.
UNOPENED = frozenset({BidState.DRAFT, BidState.SEALED, BidState.WITHDRAWN, BidState.RETURNED})
OPENED = frozenset(BidState) - UNOPENED - {BidState.UNREADABLE}
# What was handed in and stood at the deadline.
RECEIVED = frozenset(BidState) - {BidState.DRAFT, BidState.WITHDRAWN}

BID_STATE_NAMES: dict[str, StateNames] = {
    BidState.DRAFT: StateNames(
        _("Draft, not sealed"),
        _("Being prepared"),
        _("The supplier seals the bid before the deadline; a draft is not a bid."),
    ),
    BidState.SEALED: StateNames(
        _("Sealed"),
        _("Handed in, sealed"),
        _("After the deadline both groups of custodians open it together."),
    ),
    BidState.WITHDRAWN: StateNames(
        _("Withdrawn by the supplier"),
        _("Withdrawn"),
        _("The supplier may seal it again until the deadline."),
        tone="ended",
    ),
    BidState.RETURNED: StateNames(
        _("Returned unopened"), _("Returned unopened"), _("Nothing more follows: the lot was not opened."), tone="ended"
    ),
    BidState.OPENED: StateNames(
        _("Opened"),
        _("Opened and read out"),
        _("The buyer checks whether the supplier qualifies."),
    ),
    BidState.UNREADABLE: StateNames(
        _("Could not be read"),
        _("Could not be read"),
        _("Nothing more follows; the opening record says why."),
        tone="ended",
    ),
    BidState.QUALIFIED: StateNames(
        _("Supplier qualified"),
        _("Supplier qualified"),
        _("The committee checks whether the bid meets the tender document."),
    ),
    BidState.DISQUALIFIED: StateNames(
        _("Supplier not qualified"),
        _("Supplier not qualified"),
        _("Nothing more follows; the supplier is told why."),
        tone="ended",
    ),
    BidState.VALID: StateNames(
        _("Valid, to be scored"),
        _("Being evaluated"),
        _("The committee scores it and the buyer decides."),
    ),
    BidState.INVALID: StateNames(
        _("Invalid"), _("Not valid"), _("Nothing more follows; the supplier is told why."), tone="ended"
    ),
    BidState.WON: StateNames(_("Winner"), _("Chosen"), _("The contract is drawn up and signed.")),
    BidState.LOST: StateNames(
        _("Not chosen"),
        _("Not chosen"),
        _("It moves up if the winner falls away; otherwise nothing more follows."),
        tone="ended",
    ),
}
