"""Accounts: an e-mail address is the name, and nobody signs up."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction
from django.test import Client, RequestFactory

from accounts.people.models import User
from accounts.people.services import register_person
from accounts.roles import Role
from core.audit.models import AuditRow
from core.rights import Denial
from core.transitions import Refused
from tests.accounts.conftest import Line
from tests.factories.accounts import OrganisationFactory, UserFactory, member

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"


def test_addresses_are_kept_in_small_letters_and_an_empty_one_as_none() -> None:
    user = User.objects.create_user(email=" Wang.Min@Example.ORG ", name="王敏", phone=" ")
    assert (user.email, user.phone) == ("wang.min@example.org", None)
    assert User.objects.get_by_natural_key("WANG.MIN@example.org") == user
    assert not user.has_usable_password()


def test_several_people_may_have_no_address() -> None:
    people = [User.objects.create_user(email=address, name="老人") for address in ("", None)]
    assert [person.email for person in people] == [None, None]


@pytest.mark.parametrize("broken", [{"email": "Wang@example.org"}, {"email": ""}, {"phone": ""}])
def test_the_database_keeps_it_so(broken: dict[str, str]) -> None:
    user = UserFactory.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=user.pk).update(**broken)


def test_an_operator_enters_the_administration_and_others_do_not() -> None:
    operator = User.objects.create_superuser(email="root@example.org", password=PASSWORD, name="运维")
    assert (operator.is_staff, operator.is_superuser) == (True, True)
    assert operator.has_perm("wagtailadmin.access_admin")
    assert not UserFactory.create().has_perm("wagtailadmin.access_admin")


def test_names_for_those_who_ask() -> None:
    user = UserFactory.build(name="王敏")
    assert (str(user), user.get_full_name(), user.get_short_name()) == ("王敏", "王敏", "王敏")


def test_people_log_in_by_e_mail(client: Client, settings: Any) -> None:
    user = UserFactory.create(email="wang@example.org")
    request = RequestFactory().post("/accounts/login/")
    assert authenticate(request, username="Wang@Example.org", password=PASSWORD) == user
    assert authenticate(request, email="Wang@Example.org", password=PASSWORD) == user
    assert authenticate(request, username="wang@example.org", password="wrong") is None
    assert client.login(username="wang@example.org", password=PASSWORD)


def test_who_is_not_active_does_not_log_in(client: Client) -> None:
    UserFactory.create(email="wang@example.org", is_active=False)
    assert not client.login(username="wang@example.org", password=PASSWORD)


def test_an_account_that_an_office_makes_has_its_address_proven() -> None:
    user = User.objects.create_user(email="wang@example.org", name="王敏")
    assert list(user.emailaddress_set.values_list("email", "verified", "primary")) == [("wang@example.org", True, True)]


class TestRegisteringPeople:
    """Registrars, grid workers and the operator make accounts."""

    def test_a_registrar_makes_an_account(self, registrar: User) -> None:
        person = register_person(name=" 王敏 ", email="Wang@example.org", by=registrar)
        assert (person.name, person.email, person.has_usable_password()) == ("王敏", "wang@example.org", False)
        assert AuditRow.objects.of_thing(person).get().actor_id == str(registrar.pk)

    def test_so_do_a_grid_worker_and_the_operator(self, line: Line) -> None:
        office = OrganisationFactory.create(buyer=True, area=line.street)
        for by in (member(office, Role.GRID_WORKER), UserFactory.create(operator=True)):
            assert register_person(name="王敏", by=by).pk

    @pytest.mark.parametrize("role", [role for role in Role if role not in (Role.REGISTRAR, Role.GRID_WORKER)])
    def test_no_other_role_does(self, role: Role) -> None:
        with pytest.raises(Refused) as refused:
            register_person(name="王敏", by=member(OrganisationFactory.create(buyer=True), role))
        assert refused.value.denial == Denial.WRONG_ROLE

    def test_an_address_is_one_person_s(self, registrar: User) -> None:
        register_person(name="王敏", email="wang@example.org", by=registrar)
        with pytest.raises(Refused, match="already"):
            register_person(name="李", email="WANG@example.org", by=registrar)
        with pytest.raises(Refused, match="has a name"):
            register_person(name=" ", by=registrar)
