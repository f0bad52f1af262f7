"""What has to be true before a plan item moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from core.transitions import guard
from procurement.admissions.states import AdmissionState
from procurement.needs.states import NeedState
from procurement.plans.states import Method, PlanItemState

if TYPE_CHECKING:
    from procurement.plans.models import PlanItem


@guard(_("No money is named. Enter the amount from each source before the item is approved."), "budget_first")
def money_is_named_by_source(item: PlanItem) -> bool:
    """Whether the item has money from at least one source: what is not budgeted may not start."""
    return item.budget_fen > 0


@guard(
    _("The item is on the negative list: it may not be bought as a service. Take out that part, or withdraw the item."),
    "negative_list",
)
def nothing_on_the_negative_list(item: PlanItem) -> bool:
    """Whether no point of the negative list applies."""
    return not item.negative_list


@guard(_("The catalogue entry is no longer in force. Choose an entry of the present guidance catalogue."), "catalogue")
def catalogue_entry_is_in_force(item: PlanItem) -> bool:
    """Whether the guidance catalogue still names the service."""
    return item.catalogue_entry.in_force


@guard(_("A need of this item has not been adopted. Adopt it first, or take it out of the item."))
def needs_are_adopted(item: PlanItem) -> bool:
    """Whether the buyer has adopted every need that the item takes up."""
    return all(need.state == NeedState.ADOPTED for need in item.needs.all())


@guard(_("The task that this item carries is not admitted with its money."), "budget_first")
def task_is_admitted(item: PlanItem) -> bool:
    """Whether the task handed down, if the item carries one, came with its money."""
    return item.admission is None or item.admission.state == AdmissionState.ADMITTED


def tender_threshold_of(area: Area) -> int | None:
    """Return the threshold of open tender in an area, in fen: its own, else that of the nearest area above it."""
    set_above = Area.objects.above(area).exclude(tender_threshold_fen=None)
    return set_above.values_list("tender_threshold_fen", flat=True).last()


@guard(
    _(
        "With the buyer's other items of the year for this service, the amount reaches the threshold of the area: "
        "choose open tender."
    ),
    "splitting",
)
def method_suits_the_budget(item: PlanItem) -> bool:
    """Whether the year's items for the service that avoid open tender stay below the threshold together."""
    threshold = tender_threshold_of(item.area)
    if threshold is None or item.method == Method.OPEN_TENDER:
        return True
    siblings = (
        type(item)
        .objects.filter(buyer=item.buyer_id, year=item.year, service_kind=item.service_kind)
        .exclude(pk=item.pk)
        .exclude(method=Method.OPEN_TENDER)
        .exclude(state__in=[PlanItemState.DRAFT, PlanItemState.WITHDRAWN])
    )
    return item.budget_fen + siblings.money_fen() < threshold
