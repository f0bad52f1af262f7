"""The people around one community, one of each kind, as rights see them."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True)
class Cast:
    """A community with its street office, and everybody who might touch what belongs to it."""

    community: Area
    office: Organisation
    people: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None

    def but(self, *names: str) -> dict[str, Any]:
        """Everybody except those named."""
        assert set(names) <= set(self.people)
        return {name: person for name, person in self.people.items() if name not in names}


def assemble(community: Area | None = None) -> Cast:
    """Build a community and its people; nobody holds two roles except `both`, who is officer and approver."""
    community = community or CommunityFactory.create()
    street = community.parent
    office = BuyerFactory.create(area=street)
    other_office = BuyerFactory.create()
    below = CommunityFactory.create(parent=street)
    left = UserFactory.create(is_active=False)
    MembershipFactory.create(person=left, organisation=office, role=Role.BUYER_OFFICER)
    people: dict[str, Any] = {
        "anonymous": AnonymousUser(),
        "stranger": UserFactory.create(),
        "resident": ResidentFactory.create(community=community).user,
        "unverified": ResidentFactory.create(community=community, unverified=True).user,
        "resident_next_door": ResidentFactory.create(community=below).user,
        "grid_worker": member(office, Role.GRID_WORKER),
        "officer": member(office, Role.BUYER_OFFICER),
        "colleague": member(office, Role.BUYER_OFFICER),
        "approver": member(office, Role.APPROVER),
        "both": member(office, Role.BUYER_OFFICER, Role.APPROVER),
        "finance": member(office, Role.FINANCE),
        "left": left,
        "officer_elsewhere": member(other_office, Role.BUYER_OFFICER, Role.APPROVER),
        "supplier": member(OrganisationFactory.create(area=street), Role.SUPPLIER),
        "supervisor": member(SupervisorFactory.create(area=street.parent.parent), Role.SUPERVISOR),
        "supervisor_elsewhere": member(SupervisorFactory.create(), Role.SUPERVISOR),
    }
    return Cast(community, office, people)


def by_denial(people: dict[str, User], call: Any) -> dict[str, str]:
    """Return each person's name with the denial they meet when they call; the test fails where one passes."""
    return {name: str(denial(call, by=person)) for name, person in people.items()}
