"""Strangers who guess at a password do not lock its owner out of the browser that the owner has used before."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "a quiet river bends"


@pytest.fixture
def person() -> User:
    """Somebody with an address and a number."""
    cache.clear()
    made: User = User.objects.create_user("li@example.org", PASSWORD, name="李", phone="13800138000")
    return made


def sign_in(client: Client, login: str, password: str = PASSWORD, address: str = "10.0.0.1") -> int:
    form = {"login": login, "password": password}
    return client.post("/accounts/login/", form, REMOTE_ADDR=address).status_code


def guess(login: str, times: int = 6) -> int:
    """A stranger elsewhere; returns the last answer."""
    return [sign_in(Client(), login, "wrong", "10.9.9.9") for _try in range(times)][-1]


@pytest.mark.parametrize("login", ["li@example.org", "13800138000"])
def test_the_owner_comes_in_where_they_have_been_before_and_waits_elsewhere(person: User, login: str) -> None:
    own = Client()
    assert sign_in(own, "li@example.org") == 302
    del own.cookies["sessionid"]
    assert guess(login) == 429
    assert sign_in(Client(), login) == 429
    assert sign_in(own, login) == 302


def test_in_a_known_browser_too_nobody_guesses_for_ever(person: User) -> None:
    own = Client()
    sign_in(own, "li@example.org")
    del own.cookies["sessionid"]
    assert [sign_in(own, "li@example.org", "wrong") for _try in range(6)] == [200] * 5 + [429]


def test_a_browser_of_somebody_else_is_a_strangers(person: User) -> None:
    User.objects.create_user("wang@example.org", PASSWORD, name="王")
    other = Client()
    sign_in(other, "wang@example.org")
    guess("li@example.org")
    assert sign_in(other, "li@example.org") == 429


@pytest.mark.parametrize("cookie", ["", "x", "a:b:c", "WyJ4Il0:1abc:zzz"])
def test_what_is_no_cookie_of_ours_is_nothing(person: User, cookie: str) -> None:
    client = Client()
    client.cookies["known"] = cookie
    guess("li@example.org")
    assert sign_in(client, "li@example.org") == 429


def test_the_cookie_names_nobody(person: User) -> None:
    client = Client()
    sign_in(client, "li@example.org")
    kept = client.cookies["known"]
    assert "li" not in kept.value.split(":")[0] or "example" not in kept.value
    assert (kept["httponly"], kept["samesite"]) == (True, "Lax")


def test_wrong_numbers_lock_nobody_else_out(person: User) -> None:
    assert guess("13900139000") == 429
    assert sign_in(Client(), "13800138000") == 302
