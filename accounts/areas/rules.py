"""Who may do what with areas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from accounts.roles import keeps_register
from core.rights import grant

if TYPE_CHECKING:
    from accounts.areas.models import Area


def can_see_area(user: Any, area: Area | None) -> bool:
    """Whether `user` may read about the area: everybody may."""
    return True


def keeps_areas_in(user: Any, area: Area | None) -> bool:
    """Whether the person may draw areas inside `area` and set its figures; a city (None) is the operator's."""
    if area is None:
        return bool(getattr(user, "is_superuser", False))
    return keeps_register(user, area)


grant("accounts.keep_areas", sees=can_see_area, role=keeps_areas_in, who=_("the registrar of the area"))
