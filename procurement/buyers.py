"""Who acts for a buyer: the buyers of an area are those whose own area is that area or one above it."""

from __future__ import annotations

from typing import Any

from accounts.models import Area
from accounts.organisations.kinds import OrganisationKind
from accounts.roles import Role, held, paths_of

BUYING = (Role.BUYER_OFFICER, Role.APPROVER)


def buys_for(user: Any, area: Area, *roles: str, apart_from: int | None = None) -> bool:
    """Whether the person holds one of the roles for a buyer of the area, other than the organisation `apart_from`."""
    return any(
        one.acts
        and one.kind == OrganisationKind.BUYER
        and one.role in roles
        and one.organisation_id != apart_from
        and area.path.startswith(one.path)
        for one in held(user)
    )


def paths_bought_for(user: Any) -> tuple[str, ...]:
    """Return the paths of the areas that the person helps to buy for, for `within(paths)` in queries."""
    return paths_of(user, *BUYING, kind=OrganisationKind.BUYER)


def offices_of(user: Any, role: str) -> list[tuple[int, str]]:
    """Return (organisation, path of its area) of every buyer for which the person holds the role."""
    return [
        (one.organisation_id, one.path)
        for one in held(user)
        if one.acts and one.kind == OrganisationKind.BUYER and one.role == role
    ]
