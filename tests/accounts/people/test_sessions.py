"""Where somebody is signed in: listed in plain words, ended one by one or all but this one."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.people import activity
from accounts.people.sessions import plain_browser
from config.celery import app

pytestmark = pytest.mark.django_db
PASSWORD = "a quiet river bends"
ANDROID = "Mozilla/5.0 (Linux; Android 13; V2171A) AppleWebKit/537.36 Chrome/116.0 Mobile MicroMessenger/8.0"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile Safari/604.1"
ADDRESS = "/accounts/sessions/"


@pytest.fixture(autouse=True)
def _no_limits_left_over() -> None:
    cache.clear()


@pytest.fixture
def person(db: None) -> User:
    return User.objects.create_user("li@example.org", PASSWORD, name="李")


def signed_in(person: User, agent: str = WINDOWS, ip: str = "10.1.2.3") -> Client:
    """A browser in which the person has come in by the door."""
    client = Client(headers={"user-agent": agent, "accept-language": "en"}, REMOTE_ADDR=ip)
    assert client.post("/accounts/login/", {"login": person.email, "password": PASSWORD}).status_code == 302
    return client


def number_of(client: Client) -> int:
    return int(UserSession.objects.get(session_key=client.session.session_key).pk)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (ANDROID, "微信 on Android"),
        (WINDOWS, "Edge on Windows"),
        (IPHONE, "Safari on iPhone"),
        ("curl/8.5", "a browser that does not say what it is"),
        ("", "a browser that does not say what it is"),
    ],
)
def test_a_browser_is_called_as_people_call_it(agent: str, words: str) -> None:
    assert plain_browser(agent) == words


def test_this_device_stands_first_and_has_no_button(person: User) -> None:
    here = signed_in(person)
    signed_in(person, IPHONE, "10.9.9.9")
    page = here.get(ADDRESS).content.decode()
    assert re.findall(r"(Edge on Windows|Safari on iPhone) *<", page)[:2] == ["Edge on Windows", "Safari on iPhone"]
    assert page.count("this device") == 1
    assert page.count("Sign out there") == 1
    assert "10.9.9.9" in page


def test_the_last_use_is_noted_every_few_minutes_and_not_with_every_page(
    person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, phone = signed_in(person), signed_in(person, IPHONE, "10.9.9.9")
    number, long_ago = number_of(phone), timezone.now() - timedelta(days=2)
    UserSession.objects.filter(pk=number).update(last_seen_at=long_ago)
    phone.get("/en/desk/")
    assert UserSession.objects.get(pk=number).last_seen_at == long_ago  # the way in has noted itself
    page = here.get(ADDRESS).content.decode()
    assert ("in use now" in page, page.count("last used")) == (True, 1)
    later = time.time() + activity.PAUSE + 1
    monkeypatch.setattr(activity, "time", SimpleNamespace(time=lambda: later))
    phone.get("/en/desk/", REMOTE_ADDR="10.8.8.8")
    row = UserSession.objects.get(pk=number)
    assert (row.last_seen_at > timezone.now() - timedelta(minutes=1), row.ip) == (True, "10.8.8.8")
    UserSession.objects.filter(pk=number).update(last_seen_at=long_ago)
    phone.get("/en/desk/")
    assert UserSession.objects.get(pk=number).last_seen_at == long_ago


def test_where_somebody_was_last_stands_before_older_uses(person: User) -> None:
    here, phone, office = signed_in(person), signed_in(person, IPHONE), signed_in(person, ANDROID)
    UserSession.objects.filter(pk=number_of(office)).update(last_seen_at=timezone.now() - timedelta(days=1))
    page = here.get(ADDRESS).content.decode()
    found = re.findall(r"(Edge on Windows|Safari on iPhone|微信 on Android) *<", page)
    assert list(dict.fromkeys(found)) == ["Edge on Windows", "Safari on iPhone", "微信 on Android"]
    assert phone.get("/en/desk/").status_code == 200


def test_one_place_is_signed_out_and_the_others_stay(person: User) -> None:
    here, phone, office = signed_in(person), signed_in(person, IPHONE), signed_in(person, ANDROID)
    assert here.post(f"{ADDRESS}{number_of(phone)}/end/").status_code == 302
    assert [one.get("/en/desk/").status_code for one in (here, phone, office)] == [200, 302, 200]


def test_all_the_others_are_signed_out_at_once(person: User) -> None:
    here, phone, office = signed_in(person), signed_in(person, IPHONE), signed_in(person, ANDROID)
    answer = here.post(ADDRESS, follow=True)
    assert "2 other places are signed out now." in answer.content.decode()
    assert [one.get("/en/desk/").status_code for one in (here, phone, office)] == [200, 302, 302]


def test_nobody_ends_or_sees_the_session_of_another(person: User) -> None:
    other = signed_in(User.objects.create_user("wang@example.org", PASSWORD, name="王"), IPHONE)
    here = signed_in(person)
    assert here.post(f"{ADDRESS}{number_of(other)}/end/").status_code == 404
    assert here.get(f"{ADDRESS}{number_of(other)}/end/").status_code == 405
    assert "iPhone" not in here.get(ADDRESS).content.decode()
    assert other.get("/en/desk/").status_code == 200


def test_a_name_of_a_browser_is_no_code(person: User) -> None:
    here = signed_in(person, "<script>alert(1)</script> Firefox")
    page = here.get(ADDRESS).content.decode()
    assert ("<script>alert" in page, "Firefox" in page) == (False, True)


def test_whoever_is_not_signed_in_is_sent_to_the_door() -> None:
    assert Client().get(ADDRESS).status_code == 302
    assert Client().post(f"{ADDRESS}1/end/").status_code == 302


def test_every_night_what_has_run_out_goes_with_the_addresses_noted_for_it(person: User) -> None:
    here, over, ended = signed_in(person), signed_in(person, ip="10.9.9.9"), signed_in(person, ip="10.8.8.8")
    yesterday = timezone.now() - timedelta(days=1)
    Session.objects.filter(session_key=over.session.session_key).update(expire_date=yesterday)
    Session.objects.filter(session_key=ended.session.session_key).delete()
    app.loader.import_default_modules()
    task = settings.CELERY_BEAT_SCHEDULE["clear-sessions"]["task"]
    app.tasks[task]()
    assert list(UserSession.objects.values_list("session_key", flat=True)) == [here.session.session_key]
    assert Session.objects.count() == 1
    app.tasks[task]()
    assert here.get(ADDRESS).status_code == 200
