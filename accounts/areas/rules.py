"""Who may do what with areas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role, keeps_register, paths_of
from core.rights import grant

if TYPE_CHECKING:
    from accounts.areas.models import Area

CITY = 2  # strokes in the path of an area that lies in none: "/1/"


def can_see_area(user: Any, area: Area | None) -> bool:
    """Whether `user` may read about the area: everybody may."""
    return True


def keeps_areas_in(user: Any, area: Area | None) -> bool:
    """Whether the person may draw areas inside `area` and set its figures; a city (None) is the operator's."""
    if area is None:
        return bool(getattr(user, "is_superuser", False))
    return keeps_register(user, area)


def keeps_holidays(user: Any, thing: object = None) -> bool:
    """Whether the person may import a year's holidays: the operator, and whoever keeps the register of a whole city.

    Every deadline follows from them, in all districts alike.
    """
    if bool(getattr(user, "is_superuser", False)):
        return bool(user.is_active)
    return any(path.count("/") == CITY for path in paths_of(user, Role.REGISTRAR))


grant(
    "accounts.keep_holidays",
    sees=lambda user, thing: True,
    role=keeps_holidays,
    who=_("the registrar of a city or the operator"),
)
grant("accounts.keep_areas", sees=can_see_area, role=keeps_areas_in, who=_("the registrar of the area"))
