"""The states of an admission, each with its three names, and the ten task families."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.transitions import StateNames


class AdmissionState(TextChoices):
    """Where the admission of a task stands."""

    APPLIED = "APPLIED", _("Applied for")
    REVIEWED = "REVIEWED", _("Reviewed")
    ADMITTED = "ADMITTED", _("Admitted")
    REFUSED = "REFUSED", _("Refused")
    REVOKED = "REVOKED", _("Revoked")


class TaskFamily(TextChoices):
    """The families of tasks that departments hand down to communities."""

    PUBLIC_ORDER = "public_order", _("Public order")
    SAFETY = "safety", _("Safety")
    TRADE_UNION = "trade_union", _("Trade union")
    WOMEN = "women", _("Women's federation")
    PARTY = "party", _("Party affairs")
    CIVIL_AFFAIRS = "civil_affairs", _("Civil affairs")
    STATISTICS = "statistics", _("Statistics")
    FAMILY_PLANNING = "family_planning", _("Family planning")
    SANITATION = "sanitation", _("Sanitation campaign")
    COMMUNITY_CORRECTION = "community_correction", _("Community correction")


ADMISSION_STATE_NAMES: dict[str, StateNames] = {
    AdmissionState.APPLIED: StateNames(
        _("Applied for"), _("A department wants to hand down a task"), _("The street office reviews it.")
    ),
    AdmissionState.REVIEWED: StateNames(
        _("Reviewed"),
        _("The street office has reviewed the task"),
        _("A second person of the street office admits it with its money, or refuses it and says why."),
    ),
    AdmissionState.ADMITTED: StateNames(
        _("Admitted"), _("The task came with its money"), _("A plan item carries the task and its money.")
    ),
    AdmissionState.REFUSED: StateNames(
        _("Refused"), _("The task was sent back"), _("The department may apply again, with the money."), tone="ended"
    ),
    AdmissionState.REVOKED: StateNames(
        _("Revoked"), _("The task is no longer admitted"), _("No plan item may be approved for it."), tone="ended"
    ),
}
