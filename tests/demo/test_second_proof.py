"""The demo's code opens the demo's doors, and no other."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.core.context import request_context
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client, RequestFactory

from accounts.models import User
from config.settings import dev
from core.identity import WhoForm
from tests.authenticator import SECRET

PASSWORD = "a quiet river bends"


@pytest.fixture
def officer(db: None) -> User:
    """Somebody with an authenticator."""
    cache.clear()
    person = User.objects.create_user("officer@example.org", PASSWORD, name="李")
    TOTP.activate(person, SECRET)
    return person


@pytest.fixture
def in_the_demo(settings: Any) -> None:
    """As the demo is served: without the pages that show errors in full."""
    settings.DEBUG, settings.DEMO_BAR = False, dev.DEMO_BAR
    settings.DEMO_CODE, settings.MFA_FORMS = dev.DEMO_CODE, dev.MFA_FORMS
    settings.ROOT_URLCONF = "tests.journeys.demo_urls"


def at_the_door(person: User, code: str) -> tuple[int, bool]:
    client = Client(raise_request_exception=False)
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    answer = client.post("/accounts/factors/authenticate/", {"code": code})
    return answer.status_code, "_auth_user_id" in client.session


@pytest.mark.usefixtures("in_the_demo")
@pytest.mark.parametrize(("code", "is_open"), [("202603", True), ("202604", False), ("", False)])
def test_the_code_on_the_page_lets_in(officer: User, code: str, is_open: bool) -> None:
    assert at_the_door(officer, code) == (302 if is_open else 200, is_open)


@pytest.mark.usefixtures("in_the_demo")
@pytest.mark.parametrize(("said", "is_believed"), [("202603", True), ("wrong", False), (PASSWORD, True)])
def test_before_an_act_that_binds_it_counts_like_the_password(officer: User, said: str, is_believed: bool) -> None:
    request = RequestFactory().post("/")
    request.session, request.user = Client().session, officer
    with request_context(request):
        assert WhoForm({"who": said}, request=request).is_valid() is is_believed


def test_outside_the_demo_it_is_a_wrong_code(officer: User, settings: Any) -> None:
    assert not any(form.startswith("demo.") for form in settings.MFA_FORMS.values())
    assert at_the_door(officer, "202603") == (200, False)
