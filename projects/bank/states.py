"""The states of a line of a bank statement and their three names."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.transitions import StateNames


class BankLineState(models.TextChoices):
    """Whether a line of the bank's statement agrees with our payments."""

    MATCHED = "MATCHED", _("Matched")
    DIFFERENT = "DIFFERENT", _("Differs")
    SETTLED = "SETTLED", _("Settled by hand")


BANK_LINE_STATE_NAMES: dict[str, StateNames] = {
    BankLineState.MATCHED: StateNames(
        _("Matched"), _("The bank confirms the payment"), _("Nothing more happens to this line.")
    ),
    BankLineState.DIFFERENT: StateNames(
        _("Differs from our records"),
        _("The bank's statement is being compared"),
        _("The finance officer mends the cause and compares again, or settles the line with a reason."),
    ),
    BankLineState.SETTLED: StateNames(
        _("Settled by hand"), _("The bank's statement was compared"), _("Nothing more happens to this line.")
    ),
}


class Difference(models.TextChoices):
    """How a line differs from our payments."""

    NO_ORDER = "NO_ORDER", _("No payment order of ours has this number")
    NOT_SENT = "NOT_SENT", _("The payment is not on its way")
    AMOUNT = "AMOUNT", _("The amount is another one")
    PAYEE = "PAYEE", _("The payee is another one")
    VOUCHER = "VOUCHER", _("The payment is recorded with another voucher")
    REFUSED = "REFUSED", _("The step was refused")


# What the finance officer can do about each.
WHAT_TO_DO: dict[str, object] = {
    Difference.NO_ORDER: _("Look for the order among the payments. If the bank paid what was never ordered, call it."),
    Difference.NOT_SENT: _("Record the payment order at the payment first, then compare again."),
    Difference.AMOUNT: _("Call the bank. Do not record the payment before the amount is right."),
    Difference.PAYEE: _("Call the bank at once: the money may have gone to somebody else."),
    Difference.VOUCHER: _("Compare the voucher with the bank: the same payment may have left twice."),
    Difference.REFUSED: _("Read the reason, mend its cause, and compare again."),
}
