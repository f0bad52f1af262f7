"""Fields that no form has asked for change nothing: nobody writes more about a thing than its page lets them write."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import Organisation, Resident, User
from accounts.organisations.states import OrganisationState
from tests.factories.accounts import CommunityFactory, OrganisationFactory, UserFactory
from tests.pages import Browser

pytestmark = pytest.mark.django_db
POWER: dict[str, Any] = {
    "is_staff": "1",
    "is_superuser": "1",
    "is_active": "0",
    "user_permissions": "1",
    "groups": "1",
    "id": "999999",
    "pk": "999999",
    "by": "1",
    "user_id": "1",
    "person_id": "1",
    "verified": "1",
    "state": "VERIFIED",
    "verified_by": "1",
    "verified_at": "2020-01-01",
    "grade": "5",
    "role": "APPROVER",
}


@pytest.fixture(autouse=True)
def _no_limits_left_over() -> None:
    cache.clear()


def test_signing_up_gives_no_power() -> None:
    form = {"name": "王芳", "email": "wang@example.org", "password1": "a quiet river bends", "phone": "13800138000"}
    assert Client().post("/accounts/signup/", {**form, **POWER}).status_code == 302
    person = User.objects.get(email="wang@example.org")
    assert (person.is_staff, person.is_superuser, person.is_active, person.phone) == (False, False, True, None)
    assert (person.pk != 999_999, person.memberships.count()) == (True, 0)


def test_saying_where_one_lives_verifies_nobody() -> None:
    person, community = UserFactory.create(), CommunityFactory.create()
    form = {"name": "王芳", "community_id": community.pk, "stratum": "SELF"}
    assert Browser(person).post("apply_as_resident", **{**form, **POWER}).status_code == 302
    made = Resident.objects.get()
    assert (made.user, made.is_verified, made.registered_by) == (person, False, person)


def test_correcting_an_organisation_moves_it_nowhere() -> None:
    person = UserFactory.create()
    applied = OrganisationFactory.create(applied=True, registered_by=person)
    browser = Browser(person)
    page = browser.get("organisation_correct", applied.pk)
    given = {name: value for name, value in page.context["form"].initial.items() if value not in (None, "", False)}
    browser.post("organisation_correct", applied.pk, **{**given, **POWER, "area_id": applied.area_id, "sure": "1"})
    after = Organisation.objects.get(pk=applied.pk)
    assert (after.state, after.verified_by, after.registered_by) == (OrganisationState.APPLIED, None, person)
    assert after.grades.count() == 0
