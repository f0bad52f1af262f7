"""The states of an organisation, each with its three names."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.transitions import StateNames


class OrganisationState(models.TextChoices):
    """Where an organisation stands in the register."""

    APPLIED = "APPLIED", _("Applied")
    VERIFIED = "VERIFIED", _("Verified")
    SUSPENDED = "SUSPENDED", _("Suspended")
    BARRED = "BARRED", _("Barred")


ORGANISATION_STATE_NAMES: dict[str, StateNames] = {
    OrganisationState.APPLIED: StateNames(
        _("Registration to be checked"),
        _("Waiting for the registrar"),
        _("A registrar compares the facts with the public register and verifies them."),
    ),
    OrganisationState.VERIFIED: StateNames(
        _("Verified"),
        _("Verified organisation"),
        _("Nothing has to be done; keep the facts up to date."),
    ),
    OrganisationState.SUSPENDED: StateNames(
        _("Suspended"),
        _("Suspended: takes no new part"),
        _("A registrar reinstates it once the reason is gone."),
        tone="ended",
    ),
    OrganisationState.BARRED: StateNames(
        _("Barred until a date"),
        _("Barred from public purchases"),
        _("The bar ends by itself on its last day."),
        tone="ended",
    ),
}
