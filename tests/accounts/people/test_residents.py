"""Residents: anybody may say where they live, a grid worker of the community verifies it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from accounts import roles
from accounts.models import Notification, Resident
from accounts.people.models import Stratum, User
from accounts.people.refusals import refuse_resident
from accounts.people.services import apply_as_resident, register_resident, verify_resident
from accounts.roles import Role
from core.audit.models import AuditRow
from core.audit.outbox import relay
from core.rights import Denial
from core.transitions import Refused
from tests.accounts.conftest import Line
from tests.factories.accounts import CommunityFactory, OrganisationFactory, ResidentFactory, UserFactory, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def grid_worker(line: Line) -> User:
    """A grid worker of the street office."""
    return member(OrganisationFactory.create(buyer=True, area=line.street), Role.GRID_WORKER)


def test_a_person_applies_and_a_grid_worker_verifies(line: Line, grid_worker: User) -> None:
    person = UserFactory.create()
    resident = apply_as_resident(name=" 王敏 ", community_id=line.community.pk, by=person)
    assert (resident.name, resident.is_verified, roles.is_resident(person)) == ("王敏", False, False)
    verified = verify_resident(resident.pk, by=grid_worker)
    assert (verified.is_verified, verified.verified_by, roles.resident_of(person)) == (True, grid_worker, resident)
    assert list(AuditRow.objects.of_thing(resident).values_list("verb", "actor_id", "actor_role")) == [
        ("register", str(person.pk), "accounts.apply_as_resident"),
        ("verify", str(grid_worker.pk), "accounts.verify_resident"),
    ]
    with pytest.raises(Refused, match="verified already"):
        verify_resident(resident.pk, by=grid_worker)


def test_a_grid_worker_enters_somebody_without_an_account(line: Line, grid_worker: User) -> None:
    resident = register_resident(name="老王", community_id=line.community.pk, stratum=Stratum.ASSISTED, by=grid_worker)
    assert (resident.user, resident.stratum, resident.registered_by) == (None, Stratum.ASSISTED, grid_worker)
    assert AuditRow.objects.of_thing(resident).get().actor_role == "accounts.register_resident"
    assert verify_resident(resident.pk, by=grid_worker).is_verified


def test_nobody_verifies_themselves(line: Line, grid_worker: User) -> None:
    resident = apply_as_resident(name="网格员", community_id=line.community.pk, by=grid_worker)
    with pytest.raises(Refused) as refused:
        verify_resident(resident.pk, by=grid_worker)
    assert refused.value.denial == Denial.SAME_PERSON
    with pytest.raises(IntegrityError), transaction.atomic():
        Resident.objects.filter(pk=resident.pk).update(verified_by=grid_worker, verified_at="2026-03-16T00:00:00Z")


def test_a_grid_worker_of_elsewhere_and_other_roles_are_refused(line: Line, grid_worker: User) -> None:
    office = OrganisationFactory.create(buyer=True, area=line.street)
    resident = ResidentFactory.create(unverified=True, community=line.community)
    elsewhere = member(OrganisationFactory.create(buyer=True), Role.GRID_WORKER)
    others = [elsewhere] + [member(office, role) for role in Role if role is not Role.GRID_WORKER]
    for other in others:
        with pytest.raises(Refused) as refused:
            verify_resident(resident.pk, by=other)
        assert refused.value.denial == Denial.STRANGER
        with pytest.raises(Refused) as refused:
            register_resident(name="x", community_id=line.community.pk, by=other)
        assert refused.value.denial == Denial.WRONG_ROLE
    with pytest.raises(Refused) as refused:
        verify_resident(resident.pk, by=resident.user)
    assert refused.value.denial == Denial.WRONG_ROLE


def test_one_lives_in_one_community(line: Line, grid_worker: User) -> None:
    person = UserFactory.create()
    with pytest.raises(Refused, match="choose one"):
        apply_as_resident(name="王敏", community_id=line.street.pk, by=person)
    with pytest.raises(Refused, match="has a name"):
        apply_as_resident(name=" ", community_id=line.community.pk, by=person)
    with pytest.raises(Refused, match="with help"):
        apply_as_resident(name="王敏", community_id=line.community.pk, stratum="MAYBE", by=person)
    apply_as_resident(name="王敏", community_id=line.community.pk, by=person)
    with pytest.raises(Refused, match="lives in one community"):
        register_resident(name="王敏", community_id=line.community.pk, user_id=person.pk, by=grid_worker)


def test_an_application_that_does_not_hold_is_refused_with_a_reason_and_may_come_again(
    line: Line, grid_worker: User
) -> None:
    person = UserFactory.create()
    first = apply_as_resident(name="王敏", community_id=line.community.pk, home=" 3号楼2单元401 ", by=person)
    assert first.home == "3号楼2单元401"
    number = first.pk
    refuse_resident(number, reason="楼栋里没有这一户", by=grid_worker)
    relay()
    told = Notification.objects.visible_to(person).get()
    assert (told.topic, "楼栋里没有这一户" in told.text) == ("resident.refused", True)
    row = AuditRow.objects.get(thing_kind="accounts.Resident", thing_id=str(number), verb="refuse")
    assert (row.actor_id, row.reason) == (str(grid_worker.pk), "楼栋里没有这一户")
    again = apply_as_resident(name="王敏", community_id=line.community.pk, home="3号楼", by=person)
    assert Resident.objects.application_of(person) == again
    assert verify_resident(again.pk, by=grid_worker).home == ""  # kept no longer than it is needed
    assert Resident.objects.application_of(person) is None
    with pytest.raises(Refused, match="verified already"):
        refuse_resident(again.pk, reason="x", by=grid_worker)


def test_only_the_grid_worker_refuses_an_application(line: Line, grid_worker: User) -> None:
    person = UserFactory.create()
    waiting = apply_as_resident(name="王敏", community_id=line.community.pk, by=person)
    for other in (person, member(OrganisationFactory.create(buyer=True), Role.GRID_WORKER)):
        with pytest.raises(Refused):
            refuse_resident(waiting.pk, reason="x", by=other)
    assert Resident.objects.get() == waiting


def test_residents_of_an_area(line: Line) -> None:
    here = ResidentFactory.create(community=line.community)
    next_door = ResidentFactory.create(community=CommunityFactory.create(parent=line.street), unverified=True)
    ResidentFactory.create()
    assert set(Resident.objects.of_area(line.street)) == {here, next_door}
    assert set(Resident.objects.of_area(line.street).verified()) == {here}
