"""The states of what is owed besides the payments, and their three names."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.transitions import StateNames


class InterestState(models.TextChoices):
    """Interest on a late payment: from the day it arrived late to the treasury's voucher."""

    OWED = "OWED", _("Interest owed")
    APPROVED = "APPROVED", _("Interest approved")
    PAID = "PAID", _("Interest paid")


INTEREST_STATE_NAMES: dict[str, StateNames] = {
    InterestState.OWED: StateNames(
        _("Interest owed"),
        _("Overdue interest is owed"),
        _("The buyer's finance officer or approver checks the days and the rate."),
    ),
    InterestState.APPROVED: StateNames(
        _("Interest approved"),
        _("Overdue interest is approved"),
        _("Another finance officer pays it and records the treasury's voucher."),
    ),
    InterestState.PAID: StateNames(
        _("Interest paid"), _("Overdue interest is paid"), _("Nothing more happens to this interest.")
    ),
}


class RepaymentState(models.TextChoices):
    """What a supplier pays back: from the decision that asks for it to its arrival."""

    DEMANDED = "DEMANDED", _("Repayment asked for")
    REPORTED = "REPORTED", _("Repayment under way")
    RECEIVED = "RECEIVED", _("Repayment received")


REPAYMENT_STATE_NAMES: dict[str, StateNames] = {
    RepaymentState.DEMANDED: StateNames(
        _("Repayment asked for"),
        _("The supplier has to pay back"),
        _("The supplier pays the amount to the treasury and says so here."),
    ),
    RepaymentState.REPORTED: StateNames(
        _("Repayment under way"),
        _("The repayment is under way"),
        _("The buyer's finance officer looks for it in the treasury's account."),
    ),
    RepaymentState.RECEIVED: StateNames(
        _("Repayment received"), _("The repayment has arrived"), _("Nothing more happens to this repayment.")
    ),
}
