"""Whoever signs up with another's address has nothing of it once the owner proves the address."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.invitations.models import Invitation
from accounts.invitations.services import accept_invitation, account_of, invite_member
from accounts.models import User
from accounts.people.proof import forget_sign_ups
from accounts.people.services import enter_expert
from accounts.roles import Role
from accounts.service_kinds import ServiceKind
from tests.factories.accounts import BuyerFactory, SupervisorFactory, member

pytestmark = pytest.mark.django_db
ADDRESS, STRANGERS, OWNERS = "officer@office.example", "a stranger's long password", "the owner's long password"


@pytest.fixture(autouse=True)
def _no_limits_left_over() -> None:
    cache.clear()


def sign_up(address: str = ADDRESS) -> Client:
    """A stranger's browser, in which a password was chosen."""
    client = Client(headers={"accept-language": "en"})
    form = {"name": "x", "email": address, "password1": STRANGERS}
    assert client.post("/accounts/signup/", form).status_code == 302
    return client


def code_of(letter: Any) -> str:
    found = re.search(r"\b([A-Z0-9]{4}-?[A-Z0-9]{4}|\d{6})\b", letter.body)
    assert found, letter.body
    return found[1]


def come_in_by_code(address: str = ADDRESS) -> Client:
    """The owner of the mailbox."""
    client = Client(headers={"accept-language": "en"})
    client.post("/accounts/login/code/", {"email": address})
    client.post("/accounts/login/code/confirm/", {"code": code_of(mail.outbox[-1])})
    assert "_auth_user_id" in client.session
    return client


def lets_in(password: str) -> bool:
    client = Client()
    client.post("/accounts/login/", {"login": ADDRESS, "password": password})
    return "_auth_user_id" in client.session


def test_who_proves_the_address_in_the_same_browser_keeps_the_password() -> None:
    client = sign_up()
    client.post("/accounts/confirm-email/", {"code": code_of(mail.outbox[-1])})
    assert EmailAddress.objects.get().verified
    assert lets_in(STRANGERS)


def test_a_password_from_before_is_gone_once_the_owner_comes_in_by_a_code() -> None:
    sign_up()
    owner = come_in_by_code()
    assert not User.objects.get(email=ADDRESS).has_usable_password()
    assert "does not count" in owner.get("/en/desk/").content.decode()
    assert not lets_in(STRANGERS)


def test_whoever_comes_in_by_a_code_later_keeps_the_password() -> None:
    User.objects.create_user(ADDRESS, OWNERS, name="李")
    come_in_by_code()
    assert lets_in(OWNERS)


def test_an_invitation_makes_the_owners_account_whatever_a_stranger_has_signed_up_with() -> None:
    office = BuyerFactory.create()
    sign_up()
    offer = invite_member(office.pk, email=ADDRESS, role=Role.BUYER_OFFICER, by=member(office, Role.APPROVER))
    assert account_of(offer) is None
    person = accept_invitation(offer.pk, name="李", password=OWNERS)
    assert (person.name, lets_in(STRANGERS), lets_in(OWNERS)) == ("李", False, True)
    assert (User.objects.filter(email=ADDRESS).count(), Invitation.objects.get().accepted_by) == (1, person)


def test_an_expert_is_entered_with_an_account_of_the_registrars_making() -> None:
    bureau = SupervisorFactory.create()
    sign_up()
    facts = {"area_id": bureau.area_id, "specialities": [ServiceKind.values[0]], "title": "教授"}
    expert = enter_expert(email=ADDRESS, name="教授王", by=member(bureau, Role.REGISTRAR), **facts)
    assert (expert.user.name, expert.user.has_usable_password()) == ("教授王", False)
    assert not lets_in(STRANGERS)


def test_sign_ups_that_nobody_proves_are_forgotten_after_a_day_and_others_never() -> None:
    sign_up()
    kept = User.objects.create_user("kept@office.example", None, name="王")
    by_phone = User.objects.create_user(None, None, name="周", phone="13800138000")
    assert forget_sign_ups() == 0
    assert forget_sign_ups(timezone.now() + timedelta(days=1, minutes=1)) == 1
    assert set(User.objects.all()) == {kept, by_phone}


def test_a_sign_up_costs_the_same_for_a_known_address(monkeypatch: pytest.MonkeyPatch) -> None:
    User.objects.create_user(ADDRESS, OWNERS, name="李")
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda self, given, salt: hashed.append(given) or encode(self, given, salt)
    )
    sign_up()
    assert hashed == [STRANGERS]
