"""Whose voice a person may give a need now, asked before the button is shown."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.awaited import APPLIED
from accounts.models import Area, Resident
from accounts.roles import Role, covers, is_resident, paths_of, resident_of
from core.transitions import Reason
from procurement.needs.models import Need
from procurement.needs.rules import lives_in
from procurement.needs.states import WAITING

LEVELS_OF_HOME = 2  # a resident speaks of the own community and of the street that it lies in


def areas_to_speak_of(user: Any) -> list[Area]:
    """The areas for which the person may bring a need: a resident's own first, then those of the person's grid."""
    resident = resident_of(user)
    home = list(Area.objects.above(resident.community))[::-1][:LEVELS_OF_HOME] if resident else []
    grid = paths_of(user, Role.GRID_WORKER)
    grid_areas = list(Area.objects.below(grid)) if grid else []
    return list({area.pk: area for area in [*home, *grid_areas]}.values())


def may_live_here(user: Any) -> bool:
    """A resident, or somebody who has not signed in yet; asked without reading what else they are."""
    return not user.is_authenticated or is_resident(user)


def may_bring_needs(user: Any) -> bool:
    """Whether the way to a new need is shown: to residents, grid workers, and whoever has not signed in yet."""
    return may_live_here(user) or bool(paths_of(user, Role.GRID_WORKER))


def writes_down(user: Any, need: Need) -> bool:
    """Whether the person is a grid worker who writes down voices for the need."""
    return covers(user, need.area, Role.GRID_WORKER)


def residents_without_voice(user: Any, need: Need) -> list[Resident]:
    """Residents of the need's area without an account, in the person's grid, whose voice the need does not have."""
    heard = need.supports.values_list("resident", flat=True)
    rows = Resident.objects.visible_to(user).verified().without_account().of_area(need.area)
    return list(rows.exclude(pk__in=heard).select_related("community").order_by("community__path", "name", "pk"))


def reasons_against_own_voice(user: Any, need: Need) -> list[Reason]:
    """Why the person cannot stand behind the need now; empty when they can."""
    if need.state not in WAITING:
        return [Reason(_("This need has been answered already; it takes no more voices."))]
    resident = resident_of(user)
    if resident is None and Resident.objects.application_of(user):
        return [Reason(APPLIED)]
    if resident is None or not lives_in(user, need.area):
        return [Reason(_("Only verified residents of this area stand behind it."))]
    if need.proposed_by_id == user.pk:
        return [Reason(_("You brought this need yourself; now it is for the neighbours to support it."))]
    if Need.objects.backed_by(resident).contains(need):
        return [Reason(_("You stand behind it already; everybody has one voice."))]
    return []
