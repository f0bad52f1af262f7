"""What a person may see, asked one by one and asked of the whole table: both answers are the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.areas.rules import can_see_area
from accounts.models import Area, Expert, Membership, Notification, Organisation, Resident
from accounts.notifications.rules import can_see_notification
from accounts.organisations.kinds import OrganisationKind
from accounts.organisations.rules import can_see_organisation
from accounts.people.rules import can_see_expert, can_see_membership, can_see_resident
from accounts.roles import Role
from tests.accounts.conftest import Line
from tests.factories.accounts import (
    ExpertFactory,
    MembershipFactory,
    NotificationFactory,
    OrganisationFactory,
    ResidentFactory,
    UserFactory,
    member,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


@pytest.fixture
def everybody(line: Line) -> dict[str, Any]:
    """One of each kind of person, with things of every state in their area and elsewhere."""
    office = OrganisationFactory.create(buyer=True, area=line.street)
    bureau = OrganisationFactory.create(supervisor=True, area=line.district)
    people: dict[str, Any] = {
        "nobody": AnonymousUser(),
        "stranger": UserFactory.create(),
        "inactive": UserFactory.create(is_active=False),
        "operator": UserFactory.create(operator=True),
        "registrar": member(bureau, Role.REGISTRAR),
        "supervisor": member(bureau, Role.SUPERVISOR),
        "registrar elsewhere": member(OrganisationFactory.create(supervisor=True), Role.REGISTRAR),
        "impostor": member(
            OrganisationFactory.create(applied=True, kind=OrganisationKind.SUPERVISOR, area=line.city), Role.REGISTRAR
        ),
        "resident": ResidentFactory.create(community=line.community).user,
        "resident elsewhere": ResidentFactory.create(unverified=True).user,
        "expert": ExpertFactory.create(area=line.city).user,
        "expert of the district": ExpertFactory.create(area=line.district).user,
    }
    people["supervisor of two"] = member(OrganisationFactory.create(supervisor=True, area=line.city), Role.SUPERVISOR)
    MembershipFactory.create(
        person=people["supervisor of two"],
        organisation=OrganisationFactory.create(supervisor=True),
        role=Role.SUPERVISOR,
    )
    for role in (Role.BUYER_OFFICER, Role.APPROVER, Role.CUSTODIAN, Role.FINANCE, Role.GRID_WORKER):
        people[role.value] = member(office, role)
    for state in ("applied", "verified", "suspended", "barred"):
        for place, area in (("here", line.street), ("elsewhere", None)):
            facts = {"area": area} if area else {}
            applicant = UserFactory.create()
            made = OrganisationFactory.create(**{state: True}, registered_by=applicant, **facts)
            people[f"applicant, {state}, {place}"] = applicant
            people[f"supplier, {state}, {place}"] = member(made, Role.SUPPLIER)
    NotificationFactory.create(recipient=people["stranger"])
    NotificationFactory.create(recipient=people["inactive"])
    return people


@pytest.mark.parametrize(
    ("model", "can_see"),
    [
        (Area, can_see_area),
        (Organisation, can_see_organisation),
        (Membership, can_see_membership),
        (Resident, can_see_resident),
        (Expert, can_see_expert),
        (Notification, can_see_notification),
    ],
)
def test_what_one_sees_is_what_one_may_see(
    everybody: dict[str, Any], model: Any, can_see: Callable[[Any, Any], bool]
) -> None:
    rows = list(model.objects.all())
    assert rows
    for who, user in everybody.items():
        seen = sorted(model.objects.visible_to(user).values_list("pk", flat=True))
        assert (who, seen) == (who, sorted(row.pk for row in rows if can_see(user, row)))


def test_an_application_is_seen_by_its_people_its_registrar_and_its_supervisor(everybody: dict[str, Any]) -> None:
    applied = everybody["applicant, applied, here"].registered_organisations.get()
    assert sorted(who for who, user in everybody.items() if can_see_organisation(user, applied)) == [
        "applicant, applied, here",
        "operator",
        "registrar",
        "supervisor",
        "supervisor of two",
        "supplier, applied, here",
    ]


def test_no_supplier_sees_an_expert(everybody: dict[str, Any]) -> None:
    seeing = {who for who, user in everybody.items() if Expert.objects.visible_to(user).exists()}
    assert seeing == {"operator", "registrar", "supervisor", "supervisor of two", "expert", "expert of the district"}


def test_residents_are_seen_by_themselves_and_their_grid_worker(everybody: dict[str, Any], line: Line) -> None:
    resident = Resident.objects.get(community=line.community)
    seeing = {who for who, user in everybody.items() if can_see_resident(user, resident)}
    assert seeing == {"resident", "GRID_WORKER"}
