"""The states of a payout and their three names."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.transitions import StateNames


class PayoutState(models.TextChoices):
    """From the supplier's invoice to the treasury's voucher."""

    REQUESTED = "REQUESTED", _("Requested")
    APPROVED = "APPROVED", _("Approved")
    SENT = "SENT", _("Sent")
    PAID = "PAID", _("Paid")
    FAILED = "FAILED", _("Failed")
    DEFERRED = "DEFERRED", _("Deferred")
    CANCELLED = "CANCELLED", _("Cancelled")


class Rail(models.TextChoices):
    """How the money gets to the supplier; chosen once, when it is sent."""

    TREASURY = "TREASURY", _("Treasury or bank transfer")
    CARD = "CARD", _("Account at the card provider")


# A payout in one of these states will bring no money any more; another one may take its place.
DEAD_STATES = frozenset({PayoutState.FAILED, PayoutState.CANCELLED})
# Money that is asked for and has not arrived: the clock of 30 days runs.
WAITING_STATES = frozenset({PayoutState.REQUESTED, PayoutState.APPROVED, PayoutState.SENT, PayoutState.DEFERRED})

PAYOUT_STATE_NAMES: dict[str, StateNames] = {
    PayoutState.REQUESTED: StateNames(
        _("Requested"),
        _("Payment is being checked"),
        _("A second person checks the invoice and approves it."),
    ),
    PayoutState.APPROVED: StateNames(
        _("Approved"), _("Payment is approved"), _("The finance officer sends the payment order to the treasury.")
    ),
    PayoutState.SENT: StateNames(
        _("Sent to the treasury"), _("Payment is on its way"), _("The finance officer records the treasury's voucher.")
    ),
    PayoutState.PAID: StateNames(_("Paid"), _("Paid"), _("Nothing more happens to this payment."), tone="done"),
    PayoutState.FAILED: StateNames(
        _("Failed"),
        _("Payment did not arrive"),
        _("The supplier corrects the cause and requests the payment again."),
        tone="ended",
    ),
    PayoutState.DEFERRED: StateNames(
        _("Deferred"), _("Payment is put off"), _("The buyer takes the payment up again, or it is cancelled.")
    ),
    PayoutState.CANCELLED: StateNames(
        _("Cancelled"),
        _("Payment was cancelled"),
        _("The supplier may request it again with another invoice."),
        tone="ended",
    ),
}

# On the card rail nobody records a voucher: the provider tells.
SENT_BY_CARD = StateNames(
    _("Sent to the card provider"), _("Payment is on its way"), _("The card provider tells when it has arrived.")
)
