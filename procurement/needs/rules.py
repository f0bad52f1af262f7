"""Who may do what with a need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from accounts.roles import Role, covers, resident_of
from core.rights import grant
from procurement.buyers import buys_for

if TYPE_CHECKING:
    from procurement.needs.models import Need


def can_see_need(user: Any, need: Need) -> bool:
    """Whether `user` may read the need: everybody may, it is public from its proposal on."""
    return True


def can_see_area(user: Any, area: Area) -> bool:
    """Whether `user` may read about the area: everybody may."""
    return True


def lives_in(user: Any, area: Area) -> bool:
    """Whether the person is a verified resident of the area or of one below it."""
    resident = resident_of(user)
    return resident is not None and area.covers(resident.community)


def speaks_for(user: Any, area: Area) -> bool:
    """Whether the person may bring a need of the area: a resident there, or a grid worker whose area covers it."""
    return lives_in(user, area) or covers(user, area, Role.GRID_WORKER)


def stands_behind(user: Any, need: Need) -> bool:
    """Whether the person may give the need a voice: their own, or one that they collect as a grid worker."""
    return speaks_for(user, need.area)


def is_buyer_of(user: Any, need: Need) -> bool:
    """Whether the person is an officer of a buyer of the need's area."""
    return buys_for(user, need.area, Role.BUYER_OFFICER)


def carries_it(user: Any, need: Need) -> bool:
    """Whether a step of the person may bring the need to its threshold: by a voice, or by merging a need into it."""
    return stands_behind(user, need) or is_buyer_of(user, need)


RESIDENTS = _("a verified resident of the area, or its grid worker")
BUYER = _("the buyer's officer")

grant("procurement.propose_need", sees=can_see_area, role=speaks_for, who=RESIDENTS)
grant("procurement.support_need", sees=can_see_need, role=stands_behind, who=RESIDENTS)
grant("procurement.carry_need", sees=can_see_need, role=carries_it, who=RESIDENTS)
for step in ("adopt_need", "decline_need", "merge_need"):
    grant(f"procurement.{step}", sees=can_see_need, role=is_buyer_of, who=BUYER)
