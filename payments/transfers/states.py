"""The states of an office's account for transfers, and of a transfer on a bank's voucher."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.transitions import StateNames


class OfficeAccountState(models.TextChoices):
    """From the first person who names an account to the next account."""

    PROPOSED = "PROPOSED", pgettext_lazy("account", "Proposed")
    IN_FORCE = "IN_FORCE", pgettext_lazy("account", "In force")
    ENDED = "ENDED", pgettext_lazy("account", "No longer used")


OFFICE_ACCOUNT_STATE_NAMES: dict[str, StateNames] = {
    OfficeAccountState.PROPOSED: StateNames(
        _("Account proposed"), _("Not in use yet"), _("A second person compares it with the bank's papers.")
    ),
    OfficeAccountState.IN_FORCE: StateNames(
        _("Account in force"), _("Deposits are paid here"), _("Suppliers read it on the page of their deposit.")
    ),
    OfficeAccountState.ENDED: StateNames(
        _("Account no longer used"), _("No longer used"), _("Nothing is paid here any more."), tone="ended"
    ),
}


class VouchedState(models.TextChoices):
    """From the first person's record to the second person's word."""

    RECORDED = "RECORDED", pgettext_lazy("transfer", "Recorded")
    CONFIRMED = "CONFIRMED", pgettext_lazy("transfer", "Confirmed")
    DROPPED = "DROPPED", pgettext_lazy("transfer", "Dropped")


VOUCHED_STATE_NAMES: dict[str, StateNames] = {
    VouchedState.RECORDED: StateNames(
        _("Transfer recorded"), _("A transfer is being checked"), _("A second person compares it with the voucher.")
    ),
    VouchedState.CONFIRMED: StateNames(
        _("Transfer confirmed"), _("The transfer has arrived"), _("Nothing more happens to this transfer."), tone="done"
    ),
    VouchedState.DROPPED: StateNames(
        _("Transfer dropped"),
        _("The record was wrong"),
        _("It counts for nothing. The reason is on record."),
        tone="ended",
    ),
}
