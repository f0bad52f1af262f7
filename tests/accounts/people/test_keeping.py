"""The operator takes a lost second proof away, closes an account and opens it again; nobody else does."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.test import Client

from accounts.models import Notification, User
from accounts.people.keeping import Remedy, keep_account
from accounts.roles import Role
from core.audit.models import AuditRow
from core.transitions import Refused
from tests.authenticator import SECRET, Passkey
from tests.factories.accounts import SupervisorFactory, UserFactory, member
from tests.pages import Browser

pytestmark = pytest.mark.django_db
PASSWORD = "a quiet river bends"
WHY = "当面核对了身份证"


@pytest.fixture
def operator() -> User:
    return UserFactory.create(operator=True)


@pytest.fixture
def person() -> User:
    """Somebody with a telephone that is lost."""
    made: User = User.objects.create_user("li@example.org", PASSWORD, name="李", phone="13800138000")
    TOTP.activate(made, SECRET)
    Passkey().belongs_to(made)
    return made


def is_let_in(person: User) -> bool:
    client = Client()
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("address", ["li@example.org", " LI@example.org ", "13800138000", "+86 138-0013-8000"])
def test_a_lost_second_proof_is_taken_away_and_its_owner_told(operator: User, person: User, address: str) -> None:
    keep_account(address=address, remedy=Remedy.FACTOR, reason=WHY, by=operator)
    assert not person.authenticator_set.exists()
    told = Notification.objects.get(recipient=person)
    assert told.topic == "account.factor_taken"
    row = AuditRow.objects.last_act(person, operator)
    assert row is not None
    assert (row.verb, row.reason) == ("keep_account_factor", WHY)
    with pytest.raises(Refused, match="no second proof"):
        keep_account(address=address, remedy=Remedy.FACTOR, reason=WHY, by=operator)


def test_a_closed_account_lets_nobody_in_until_it_is_opened_again(operator: User, person: User) -> None:
    browser = Client()
    person.authenticator_set.all().delete()
    browser.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert UserSession.objects.filter(user=person).exists()
    keep_account(address=person.email or "", remedy=Remedy.CLOSE, reason=WHY, by=operator)
    assert browser.get("/zh-hans/desk/").status_code == 302
    assert not UserSession.objects.filter(user=person).exists()
    assert not is_let_in(person)
    with pytest.raises(Refused):  # it is closed already
        keep_account(address=person.email or "", remedy=Remedy.CLOSE, reason=WHY, by=operator)
    keep_account(address=person.email or "", remedy=Remedy.OPEN, reason=WHY, by=operator)
    assert is_let_in(person)


def test_nobody_closes_the_own_account_and_no_address_is_guessed(operator: User) -> None:
    with pytest.raises(Refused, match="own account"):
        keep_account(address=operator.email or "", remedy=Remedy.CLOSE, reason=WHY, by=operator)
    with pytest.raises(Refused, match="No account has this"):
        keep_account(address="nobody@example.org", remedy=Remedy.CLOSE, reason=WHY, by=operator)


def test_only_the_operator_finds_the_page(operator: User, person: User) -> None:
    registrar = member(SupervisorFactory.create(), Role.REGISTRAR)
    form = {"address": person.email, "remedy": Remedy.CLOSE.value, "reason": WHY, "sure": "1"}
    for other in (registrar, person):
        assert Browser(other).get("keep_account").status_code == 403
        assert Browser(other).post("keep_account", **form).status_code == 403
    assert User.objects.get(pk=person.pk).is_active
    browser = Browser(operator)
    assert "Help with an account" in browser.get("desk").content.decode()
    assert "Check your answers" in browser.post("keep_account", **{**form, "sure": ""}).content.decode()
    assert browser.post("keep_account", **form).status_code == 302
    assert not User.objects.get(pk=person.pk).is_active


def test_what_is_missing_is_said_and_what_was_written_stays(operator: User) -> None:
    page: Any = Browser(operator).post("keep_account", address="li@example.org", remedy="", reason="")
    assert page.status_code == 422
    assert "li@example.org" in page.content.decode()
