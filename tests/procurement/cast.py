"""The people around one community, one of each kind, as rights see them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser

from accounts.models import Area, Organisation, User
from accounts.roles import Role
from tests.factories.accounts import (
    BuyerFactory,
    CommunityFactory,
    MembershipFactory,
    OrganisationFactory,
    ResidentFactory,
    SupervisorFactory,
    UserFactory,
    member,
)
from tests.refusals import denial


class Cast:
    """A community with its street office, and everybody who might touch what belongs to it.

    Nobody holds two roles except `both`, who is officer and approver. A person is made when first asked for.
    """

    def __init__(self, community: Area, office: Organisation) -> None:
        self.community = community
        self.office = office
        self.known: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        if name not in MAKERS:
            raise AttributeError(name)
        if name not in self.known:
            self.known[name] = MAKERS[name](self)
        return self.known[name]

    @property
    def people(self) -> dict[str, Any]:
        """Everybody by name."""
        return {name: getattr(self, name) for name in MAKERS}

    def but(self, *names: str) -> dict[str, Any]:
        """Everybody except those named."""
        assert set(names) <= set(MAKERS)
        return {name: getattr(self, name) for name in MAKERS if name not in names}


def _left(cast: Cast) -> User:
    person = UserFactory.create(is_active=False)
    MembershipFactory.create(person=person, organisation=cast.office, role=Role.BUYER_OFFICER)
    return person


MAKERS: dict[str, Callable[[Cast], Any]] = {
    "anonymous": lambda cast: AnonymousUser(),
    "stranger": lambda cast: UserFactory.create(),
    "resident": lambda cast: ResidentFactory.create(community=cast.community).user,
    "unverified": lambda cast: ResidentFactory.create(community=cast.community, unverified=True).user,
    "resident_next_door": lambda cast: (
        ResidentFactory.create(community=CommunityFactory.create(parent=cast.community.parent)).user
    ),
    "grid_worker": lambda cast: member(cast.office, Role.GRID_WORKER),
    "officer": lambda cast: member(cast.office, Role.BUYER_OFFICER),
    "colleague": lambda cast: member(cast.office, Role.BUYER_OFFICER),
    "approver": lambda cast: member(cast.office, Role.APPROVER),
    "both": lambda cast: member(cast.office, Role.BUYER_OFFICER, Role.APPROVER),
    "finance": lambda cast: member(cast.office, Role.FINANCE),
    "left": _left,
    "officer_elsewhere": lambda cast: member(BuyerFactory.create(), Role.BUYER_OFFICER, Role.APPROVER),
    "supplier": lambda cast: member(OrganisationFactory.create(area=cast.office.area), Role.SUPPLIER),
    "supervisor": lambda cast: member(
        SupervisorFactory.create(area=cast.community.parent.parent.parent), Role.SUPERVISOR
    ),
    "supervisor_elsewhere": lambda cast: member(SupervisorFactory.create(), Role.SUPERVISOR),
}


def assemble(community: Area | None = None) -> Cast:
    """Build a community in its street, with the street's office."""
    community = community or CommunityFactory.create()
    return Cast(community, BuyerFactory.create(area=community.parent))


def by_denial(people: dict[str, Any], call: Callable[..., Any]) -> dict[str, str]:
    """Return each person's name with the denial they meet when they call; the test fails where one passes."""
    return {name: str(denial(call, by=person)) for name, person in people.items()}
