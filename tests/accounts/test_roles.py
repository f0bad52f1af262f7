"""Who holds which role where, and when it counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import roles
from accounts.organisations.kinds import OrganisationKind
from accounts.organisations.models import Organisation
from accounts.organisations.services import lift_bar
from accounts.people.models import User
from accounts.roles import Role
from tests.accounts.conftest import DAY, Line
from tests.factories.accounts import (
    MembershipFactory,
    OrganisationFactory,
    ResidentFactory,
    StreetFactory,
    UserFactory,
    member,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def test_a_person_may_hold_several_roles_in_several_organisations() -> None:
    office, centre = OrganisationFactory.create(buyer=True), OrganisationFactory.create()
    person = member(office, Role.BUYER_OFFICER, Role.FINANCE)
    MembershipFactory.create(person=person, organisation=centre, role=Role.SUPPLIER)
    assert roles.organisations_of(person) == {office.pk, centre.pk}
    assert roles.organisations_of(person, Role.FINANCE, Role.APPROVER) == {office.pk}
    assert roles.holds(person, office.pk, Role.FINANCE)
    assert roles.holds(person, office.pk, Role.APPROVER, Role.BUYER_OFFICER)
    assert not roles.holds(person, office.pk, Role.APPROVER)
    assert not roles.holds(person, centre.pk, Role.FINANCE)
    assert not roles.holds(person, None, Role.FINANCE)


@pytest.mark.parametrize(
    ("since", "until", "counts"),
    [
        (date(2026, 3, 16), None, True),
        (date(2026, 3, 17), None, False),
        (date(2020, 1, 1), date(2026, 3, 16), True),
        (date(2020, 1, 1), date(2026, 3, 15), False),
    ],
)
def test_a_membership_counts_from_its_first_to_its_last_day(since: date, until: date | None, counts: bool) -> None:
    membership = MembershipFactory.create(since=since, until=until)
    assert roles.holds(membership.person, membership.organisation_id, Role.SUPPLIER) is counts
    assert roles.is_member(membership.person, membership.organisation_id) is counts


def test_a_role_ends_and_begins_with_the_day_while_the_person_works(on_the_day: Callable[[date], None]) -> None:
    ending = MembershipFactory.create(until=DAY)
    beginning = MembershipFactory.create(person=ending.person, since=date(2026, 3, 17))
    assert roles.organisations_of(ending.person) == {ending.organisation_id}
    on_the_day(date(2026, 3, 17))
    assert roles.organisations_of(ending.person) == {beginning.organisation_id}


def test_nobody_who_is_not_active_or_not_logged_in_holds_anything() -> None:
    membership = MembershipFactory.create(person=UserFactory.create(is_active=False))
    for nobody in (membership.person, AnonymousUser()):
        assert roles.held(nobody) == []
        assert not roles.is_member(nobody, membership.organisation_id)
        assert not roles.is_resident(nobody)
        assert not roles.keeps_register(nobody, membership.organisation.area)


def test_an_organisation_that_is_not_verified_gives_no_role_but_is_one_s_own() -> None:
    applied = OrganisationFactory.create(applied=True, kind=OrganisationKind.BUYER)
    person = member(applied, Role.BUYER_OFFICER)
    assert roles.is_member(person, applied.pk)
    assert not roles.holds(person, applied.pk, Role.BUYER_OFFICER)
    assert not roles.covers(person, applied.area, Role.BUYER_OFFICER)
    assert roles.organisations_of(person, Role.BUYER_OFFICER) == set()


@pytest.mark.parametrize(
    ("state", "supplies"), [("applied", False), ("verified", True), ("suspended", False), ("barred", False)]
)
def test_members_of_a_suspended_or_barred_organisation_do_not_supply(state: str, supplies: bool) -> None:
    organisation = OrganisationFactory.create(**{state: True})
    person = member(organisation, Role.SUPPLIER)
    assert roles.may_supply(person, organisation.pk) is supplies


def test_only_the_representative_supplies() -> None:
    committee = OrganisationFactory.create(committee=True)
    assert not roles.may_supply(member(committee, Role.GRID_WORKER), committee.pk)
    assert roles.may_supply(member(committee, Role.GRID_WORKER, Role.SUPPLIER), committee.pk)


def test_a_bar_that_is_over_holds_nobody_back_before_it_is_written(on_the_day: Callable[[date], None]) -> None:
    organisation = OrganisationFactory.create(barred=True, barred_until=DAY)
    person = member(organisation, Role.SUPPLIER)
    assert not roles.may_supply(person, organisation.pk)
    on_the_day(date(2026, 3, 17))
    assert roles.may_supply(person, organisation.pk)
    lift_bar(organisation.pk)
    assert roles.may_supply(person, organisation.pk)


def test_the_roles_of_running_work_survive_a_suspension() -> None:
    organisation = OrganisationFactory.create(suspended=True)
    assert roles.holds(member(organisation, Role.SUPPLIER), organisation.pk, Role.SUPPLIER)


def test_a_role_covers_the_area_of_its_organisation_and_what_is_below(line: Line) -> None:
    office = OrganisationFactory.create(buyer=True, area=line.street)
    person = member(office, Role.BUYER_OFFICER)
    covered = [
        area
        for area in (line.city, line.district, line.street, line.community)
        if roles.covers(person, area, Role.BUYER_OFFICER)
    ]
    assert covered == [line.street, line.community]
    assert not roles.covers(person, StreetFactory.create(), Role.BUYER_OFFICER)
    assert not roles.covers(person, line.street, Role.APPROVER)
    assert not roles.covers(person, line.street, Role.BUYER_OFFICER, kind=OrganisationKind.AGENCY)


def test_a_supervisor_supervises_the_area_of_a_supervising_organisation(line: Line) -> None:
    bureau = OrganisationFactory.create(supervisor=True, area=line.district)
    office = OrganisationFactory.create(buyer=True, area=line.city)
    person = member(bureau, Role.SUPERVISOR)
    impostor = member(office, Role.SUPERVISOR)
    assert roles.supervised_paths(person) == (line.district.path,)
    assert roles.supervises(person, line.community)
    assert not roles.supervises(person, line.city)
    assert not roles.supervises(impostor, line.community)
    assert roles.supervised_paths(impostor) == ()


def test_a_resident_is_one_whom_a_grid_worker_has_verified() -> None:
    resident, stranger = ResidentFactory.create(), ResidentFactory.create(unverified=True)
    assert roles.resident_of(resident.user) == resident
    assert not roles.is_resident(stranger.user)
    assert not roles.is_resident(UserFactory.create())


def test_the_register_is_kept_by_its_registrar_and_started_by_the_operator(line: Line, registrar: User) -> None:
    assert roles.keeps_register(registrar, line.street)
    assert not roles.keeps_register(registrar, line.city)
    assert roles.keeps_register(UserFactory.create(operator=True), line.city)
    assert not roles.keeps_register(UserFactory.create(operator=True, is_active=False), line.city)


def test_roles_are_read_once(line: Line) -> None:
    person = member(OrganisationFactory.create(buyer=True, area=line.street), Role.BUYER_OFFICER, Role.FINANCE)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        for _again in range(3):
            roles.holds(person, 1, Role.FINANCE)
            roles.covers(person, line.street, Role.FINANCE)
            roles.supervised_paths(person)
            roles.resident_of(person)
    assert len(queries) == 2  # memberships, resident


def test_a_change_is_seen_at_once() -> None:
    organisation = OrganisationFactory.create()
    person = UserFactory.create()
    assert not roles.holds(person, organisation.pk, Role.SUPPLIER)
    membership = MembershipFactory.create(person=User.objects.get(pk=person.pk), organisation=organisation)
    assert roles.holds(person, organisation.pk, Role.SUPPLIER)
    membership.delete()
    assert not roles.holds(person, organisation.pk, Role.SUPPLIER)


def test_every_kind_of_organisation_has_its_roles() -> None:
    assert set(roles.ROLES_OF_KIND) == set(OrganisationKind.values)
    assert set().union(*roles.ROLES_OF_KIND.values()) == set(Role)
    assert Organisation._meta.get_field("kind").choices == OrganisationKind.choices
