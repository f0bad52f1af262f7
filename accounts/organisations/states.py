"""The states of an organisation, each with its three names."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.transitions import StateNames


class OrganisationState(models.TextChoices):
    """Where an organisation stands in the register."""

    APPLIED = "APPLIED", _("Applied")
    INCOMPLETE = "INCOMPLETE", _("Sent back to the applicant")
    REFUSED = "REFUSED", _("Not admitted to the register")
    VERIFIED = "VERIFIED", _("Verified")
    SUSPENDED = "SUSPENDED", _("Suspended")
    BARRED = "BARRED", _("Barred")


# Not in the public register: nobody acts for such an organisation, and its people and registrars alone see it.
UNVERIFIED = frozenset({OrganisationState.APPLIED, OrganisationState.INCOMPLETE, OrganisationState.REFUSED})


ORGANISATION_STATE_NAMES: dict[str, StateNames] = {
    OrganisationState.APPLIED: StateNames(
        _("Registration to be checked"),
        _("Waiting for the registrar"),
        _("A registrar compares the facts with the public register and verifies them."),
    ),
    OrganisationState.INCOMPLETE: StateNames(
        _("Waiting for what was asked of the applicant"),
        _("Waiting for the applicant"),
        _("The applicant corrects the facts or adds the papers asked for, and hands the registration in again."),
        tone="waiting",
    ),
    OrganisationState.REFUSED: StateNames(
        _("Registration refused"),
        _("Not in the register"),
        _("The reason stands below. Whoever has removed it registers the organisation anew."),
        tone="ended",
    ),
    OrganisationState.VERIFIED: StateNames(
        _("Verified"),
        _("Verified organisation"),
        _("Nothing has to be done. When a fact changes, tell the registrar, who corrects it."),
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
