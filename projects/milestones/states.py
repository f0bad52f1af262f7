"""The states of a milestone and their three names."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.transitions import StateNames


class MilestoneState(models.TextChoices):
    """From the plan to the payment of the base part."""

    PLANNED = "PLANNED", _("Planned")
    DUE = "DUE", _("Due")
    SUBMITTED = "SUBMITTED", _("Submitted")
    ACCEPTED = "ACCEPTED", pgettext_lazy("work", "Accepted")
    PAID = "PAID", _("Paid")
    RECTIFYING = "RECTIFYING", _("Rectifying")


MILESTONE_STATE_NAMES: dict[str, StateNames] = {
    MilestoneState.PLANNED: StateNames(_("Planned"), _("Not begun yet"), _("The work begins on the planned day.")),
    MilestoneState.DUE: StateNames(
        _("Due"), _("The work is going on"), _("The supplier delivers and reports what was done, with evidence.")
    ),
    MilestoneState.SUBMITTED: StateNames(
        _("Submitted for acceptance"),
        _("The work is being checked"),
        _("A service user gives an opinion; then the buyer accepts the milestone or sends it back."),
    ),
    MilestoneState.ACCEPTED: StateNames(
        pgettext_lazy("work", "Accepted"),
        _("The work was accepted"),
        _("The supplier sends an invoice and the buyer pays it."),
    ),
    MilestoneState.PAID: StateNames(
        _("Paid"), _("The work is paid"), _("Nothing more happens to this milestone."), tone="done"
    ),
    MilestoneState.RECTIFYING: StateNames(
        _("Sent back for rectification"),
        _("The work is being corrected"),
        _("The supplier corrects what the buyer named and submits again."),
    ),
}
