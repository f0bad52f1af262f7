"""What a drafter of a plan item may choose from: offices, areas, catalogue entries, needs and tasks."""

from __future__ import annotations

from typing import Any

from accounts.models import Area, Organisation
from accounts.organisations.kinds import OrganisationKind
from accounts.roles import Role, organisations_of, paths_of
from procurement.admissions.models import Admission
from procurement.needs.models import Need
from procurement.plans.forms import Offer
from procurement.plans.models import CatalogueEntry, PlanItem

FIRST_YEAR = 2025  # the product's first plan


def years_to_plan(this_year: int) -> list[int]:
    """The years of which a plan may exist, the newest first: up to the next one."""
    return list(range(this_year + 1, min(FIRST_YEAR, this_year) - 1, -1))


def buyers_planned_for(user: Any) -> set[int]:
    """Ids of the buyers for which the person plans."""
    if not paths_of(user, Role.BUYER_OFFICER, kind=OrganisationKind.BUYER):
        return set()
    return organisations_of(user, Role.BUYER_OFFICER)


def offer_for_draft(user: Any, this_year: int) -> Offer:
    """What the person may choose from for a new item."""
    numbers = buyers_planned_for(user)
    buyers = [one for one in Organisation.objects.numbered(numbers) if one.kind == OrganisationKind.BUYER]
    if not buyers:
        return Offer(years=[this_year, this_year + 1])
    paths = [one.area.path for one in buyers]
    return Offer(
        buyers=buyers,
        areas=list(Area.objects.below(paths)),
        entries=list(CatalogueEntry.objects.in_force()),
        needs=list(Need.objects.below(paths).adopted().select_related("area").order_by("area__path", "pk")),
        admissions=list(Admission.objects.below(paths).admitted().order_by("title", "pk")),
        years=[this_year, this_year + 1],
    )


def offer_for_revision(item: PlanItem) -> Offer:
    """What may be chosen for an item that stands in its draft: entries for its service, needs of its area."""
    taken = list(item.needs.all())
    adopted = Need.objects.in_area(item.area).adopted().select_related("area").order_by("area__path", "pk")
    needs = {need.pk: need for need in [*taken, *adopted]}
    return Offer(
        entries=list(CatalogueEntry.objects.in_force().for_service(item.service_kind)), needs=list(needs.values())
    )
