"""The states of a resident's share of a paid service."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.transitions import StateNames


class ShareState(models.TextChoices):
    """From the service that was used to its receipt."""

    OWED = "OWED", _("Owed")
    PENDING = "PENDING", _("Being paid")
    PAID = "PAID", _("Paid")
    WAIVED = "WAIVED", _("Waived")
    REFUNDED = "REFUNDED", _("Refunded")
    CANCELLED = "CANCELLED", _("Cancelled")


SHARE_STATE_NAMES: dict[str, StateNames] = {
    ShareState.OWED: StateNames(_("Share owed"), _("To be paid"), _("The resident pays by card.")),
    ShareState.PENDING: StateNames(
        _("Share being paid"), _("Being paid"), _("The card provider tells whether it was paid.")
    ),
    ShareState.PAID: StateNames(
        _("Share paid"), _("Paid"), _("The receipt is there. Money can go back, all of it or a part.")
    ),
    ShareState.WAIVED: StateNames(_("Share waived"), _("Nothing to pay"), _("The rule of the reduction stands on it.")),
    ShareState.REFUNDED: StateNames(
        _("Share refunded"), _("Paid back"), _("All of it went back to the card."), tone="done"
    ),
    ShareState.CANCELLED: StateNames(
        _("Share cancelled"), _("No longer asked"), _("Nothing is owed for it."), tone="ended"
    ),
}
