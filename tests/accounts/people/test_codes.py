"""Codes by mail and telephone: six digits, how long they hold, and the way to another one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from tests.authenticator import SECRET

pytestmark = pytest.mark.django_db
PASSWORD = "a quiet river bends"
NUMBER = "/accounts/phone/change/"


@pytest.fixture(autouse=True)
def _no_limits_left_over() -> None:
    cache.clear()


@pytest.fixture
def person(django_user_model: type[User]) -> User:
    """Somebody with an address and a password."""
    return django_user_model.objects.create_user("li@example.org", PASSWORD, name="李")


@pytest.fixture
def browser(person: User) -> Client:
    """The person, who has signed in with the password just now."""
    client = Client(headers={"accept-language": "en"})
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    return client


def test_a_code_is_six_digits_and_the_page_says_how_long_it_holds(person: User) -> None:
    client = Client(headers={"accept-language": "zh-hans"})
    page = client.post("/accounts/login/code/", {"email": person.email}, follow=True).content.decode()
    assert re.search(r"^\s*\d{6}\s*$", mail.outbox[-1].body, re.M)
    field = re.search(r'<input[^>]*name="code"[^>]*>', page)
    assert field is not None
    assert 'inputmode="numeric"' in field[0]
    assert 'autocomplete="one-time-code"' in field[0]
    assert "六位数字，10分钟内有效" in page


@pytest.mark.parametrize("whom", [{"email": "li@example.org"}, {"email": "no@example.org"}, {"phone": "13900139000"}])
def test_whoever_waits_for_a_code_is_shown_the_way_to_another_and_to_an_account(
    person: User, whom: dict[str, str]
) -> None:
    page = Client().post("/accounts/login/code/", whom, follow=True).content.decode()
    assert 'href="/accounts/login/code/"' in page
    assert 'href="/accounts/signup/"' in page


def test_another_code_is_sent_to_a_new_address(browser: Client) -> None:
    page = browser.post("/accounts/email/", {"email": "new@example.org", "action_add": ""}, follow=True)
    assert 'value="resend"' in page.content.decode()
    first = re.search(r"^\s*(\d{6})\s*$", mail.outbox[-1].body, re.M)
    cache.clear()  # as ten seconds later
    browser.post("/accounts/confirm-email/", {"action": "resend"})
    second = re.search(r"^\s*(\d{6})\s*$", mail.outbox[-1].body, re.M)
    assert first is not None
    assert second is not None
    assert first[1] != second[1]
    done = browser.post("/accounts/confirm-email/", {"code": second[1]})
    assert (done.status_code, done.headers["Location"]) == (302, "/accounts/email/")


def test_a_slip_in_a_number_does_not_lock_anybody_out(browser: Client) -> None:
    assert browser.post(NUMBER, {"phone": "123"}).status_code == 200
    assert browser.post(NUMBER, {"phone": "13900139000"}).status_code == 302
    assert (
        browser.get("/accounts/phone/verify/").content.decode().count(f'href="{NUMBER}"') == 2
    )  # not now, and another


def test_a_second_code_at_once_is_refused_beside_what_was_written(browser: Client) -> None:
    browser.post(NUMBER, {"phone": "13900139000"})
    again = browser.post(NUMBER, {"phone": "13900139000"})
    assert again.status_code == 429
    assert again.context["form"]["phone"].value() == "13900139000"
    assert "was sent just now" in again.content.decode()


@pytest.mark.parametrize(
    ("language", "said"), [("zh-hans", "密码太短，至少要10个字符。"), ("en", "This password is too short.")]
)
def test_a_short_password_is_refused_in_the_readers_language(language: str, said: str, db: Any) -> None:
    form = {"name": "王", "email": "wang@example.org", "password1": "x7-?q"}
    page = Client(headers={"accept-language": language}).post("/accounts/signup/", form).content.decode()
    assert said in page


def test_the_page_of_the_second_proof_says_what_else_is_taken_and_whom_to_ask(person: User) -> None:
    TOTP.activate(person, SECRET)
    client = Client(headers={"accept-language": "zh-hans"})
    page = client.post("/accounts/login/", {"login": person.email, "password": PASSWORD}, follow=True).content.decode()
    assert "备用验证码" in page
    assert "网站管理员" in page
