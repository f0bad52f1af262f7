"""The states of a need, each with its three names."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.transitions import StateNames


class NeedState(TextChoices):
    """Where a need stands on its way into a plan."""

    PROPOSED = "PROPOSED", _("Proposed")
    SUPPORTED = "SUPPORTED", _("Supported")
    ADOPTED = "ADOPTED", _("Adopted")
    DECLINED = "DECLINED", _("Declined")
    MERGED = "MERGED", _("Merged")


NEED_STATE_NAMES: dict[str, StateNames] = {
    NeedState.PROPOSED: StateNames(
        _("Proposed"),
        _("Looking for supporters"),
        _("Residents of the area support it; with enough supporters the street office takes it up."),
    ),
    NeedState.SUPPORTED: StateNames(
        _("Supported"),
        _("Supported by the neighbours"),
        _("The street office adopts it, merges it with a like need, or declines it and says why."),
    ),
    NeedState.ADOPTED: StateNames(
        _("Adopted"),
        _("Taken up by the street office"),
        _("A plan item takes it up with a budget; its supporters are told when the plan is published."),
    ),
    NeedState.DECLINED: StateNames(
        _("Declined"), _("Not taken up, with a reason"), _("Nothing follows."), tone="ended"
    ),
    NeedState.MERGED: StateNames(
        _("Merged"), _("Goes on together with a like need"), _("Follow the need that it was merged into."), tone="ended"
    ),
}

# What comes next of an adopted need for which there is a published purchase.
BOUGHT = _("The street office buys it: follow the purchase.")

# While a need waits for its answer, residents may support it and the buyer may answer it.
WAITING = [NeedState.PROPOSED, NeedState.SUPPORTED]
