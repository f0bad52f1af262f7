"""The states of a refund by bank transfer, where the card took none."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.transitions import StateNames


class BankRefundState(models.TextChoices):
    """From the account that was named to the voucher."""

    ASKED = "ASKED", _("To be ordered")
    ORDERED = "ORDERED", _("Ordered")
    PAID = "PAID", _("Paid")
    FAILED = "FAILED", _("Failed")


BANK_REFUND_STATE_NAMES: dict[str, StateNames] = {
    BankRefundState.ASKED: StateNames(
        _("Bank transfer to be ordered"),
        _("The refund goes by bank"),
        _("The finance officer orders the bank transfer."),
    ),
    BankRefundState.ORDERED: StateNames(
        _("Bank transfer ordered"),
        _("The refund is on its way by bank"),
        _("A second person records the voucher when the money has left."),
    ),
    BankRefundState.PAID: StateNames(
        _("Paid by bank transfer"), _("The refund was paid by bank"), _("Nothing more happens to this refund.")
    ),
    BankRefundState.FAILED: StateNames(
        _("Sent back by the bank"),
        _("The bank sent the refund back"),
        _("Another account has to be named."),
        tone="ended",
    ),
}
