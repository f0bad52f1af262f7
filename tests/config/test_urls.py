"""The way in: one door for everybody, the admin's own goes round it and is closed."""

import pytest
from django.test import Client

from accounts.people.models import User


def test_the_admin_sends_strangers_to_the_one_way_in(client: Client, db: None) -> None:
    answer = client.get("/admin/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/login/?next=/admin/")


def test_the_admin_has_no_way_in_of_its_own(client: Client, db: None) -> None:
    answer = client.get("/admin/login/?next=/admin/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/login/?next=/admin/")


@pytest.mark.parametrize("address", ["/admin/password_reset/", "/admin/password_reset/confirm/a/b-c/"])
def test_the_admin_has_no_way_round_a_forgotten_password(client: Client, db: None, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404 or answer.headers["Location"].startswith("/accounts/login/")


def test_whom_the_admin_turns_away_does_not_go_round_in_circles(client: Client, django_user_model: type[User]) -> None:
    client.force_login(django_user_model.objects.create_user(email="somebody@example.org", name="Somebody"))
    answer = client.get("/admin/", headers={"accept-language": "en"}, follow=True)
    assert (answer.status_code, len(answer.redirect_chain)) == (200, 1)
    text = answer.content.decode()
    assert "You do not have permission to access the admin." in text
    assert "You are signed in as" in text


@pytest.mark.parametrize(("language", "heading"), [("en", "Sign in</h1>"), ("zh-hans", 'lang="zh-hans"')])
def test_the_way_in_speaks_both_languages(client: Client, db: None, language: str, heading: str) -> None:
    answer = client.get("/accounts/login/", headers={"accept-language": language})
    assert answer.status_code == 200
    assert heading in answer.content.decode()


def test_a_wrong_password_is_refused_with_a_sentence(client: Client, db: None) -> None:
    answer = client.post("/accounts/login/", {"login": "nobody@example.org", "password": "wrong-password"})
    assert answer.status_code == 200
    assert len(answer.context["form"].non_field_errors()) == 1
