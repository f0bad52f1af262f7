"""No address breaks, whatever is written in it or sent to it: an answer below 500, in the site's look."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from itertools import chain
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client, override_settings
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from accounts.roles import Role
from core.health import ADDRESSES
from tests.factories.accounts import SupervisorFactory, member
from tests.web.places import PEOPLE, Address, _routes, readers

GUESSERS = ("anonymous", "officer")  # who writes numbers and paths that lead nowhere
ANSWERS = {200, 301, 302, 400, 403, 404, 405, 409, 413, 422}
BROKEN = b'--x\r\nContent-Disposition: form-data; name="a\r\n\r\nb'
NUMBERS = (0, 2**31, 2**63, 10**40)
QUERIES = (
    "page=999&q=:&state=OPEN&year=2026",
    "page=abc&after=garbage",
    "after=" + "A" * 2000,
    "after=" + "W1tb" * 1500,  # [[[[…
    "after=W251bGwsMV0",  # [null,1]
    "after=WzFlOTk5LDFd",  # [1e999,1]
    "after=WyIyMDI2LTEzLTQ1IiwxXQ",  # ["2026-13-45",1]
    "after=Wzk5OTk5OTk5OTk5OTk5OTk5OTk5XQ",  # [99999999999999999999]
    "after=WyI5OTk5LTEyLTMxVDIzOjU5OjU5LTIzOjAwIiwxXQ",  # ["9999-12-31T23:59:59-23:00",1]
    "after=WyJcdTAwMDAiLDFd",  # ["\u0000",1]
    "q=%00&title=%00",
    "q=" + "长" * 3300,
    "q=%25_%27%22%5C%3Cscript%3E",
    "q=%ff%fe&area=%ff",
    "area=99999999999999999999&state=nonsense&kind=nonsense&year=99999999999",
    "area=-1&year=-1&since=9999-99-99&until=tomorrow",
    "area=%D9%A1&year=%D9%A2%D9%A0%D9%A2%D9%A6&since=0000-00-00",
    "kind=results&kind=failed&state=&state=%00&year=%00",
    "a[]=1&a[$gt]=1&&&=&=1;q=2",
)
PATHS = (
    "/fr/desk/",
    "/zh-hans/desk",
    "//zh-hans//desk//",
    "/zh-hans/%ff%fe/",
    "/zh-hans/opportunities/%00/",
    "/zh-hans/opportunities/..%2f..%2fetc%2fpasswd/",
    "/zh-hans/desk/tenders/%D9%A1/",
    "/zh-hans/desk/tenders/-1/",
    "/zh-hans/desk/tenders/1e3/",
    "/zh-hans/r/%00/",
    "/zh-hans/notices/99999999999999999999999/",
    "/zh-hans/" + "a/" * 500,
    "/media/../../config/settings/base.py",
    "/i18n/setlang/",
    "/accounts/login/?next=//elsewhere.example/%00",
)


def wrong(answer: Any) -> str:
    """Return what is wrong about an answer; "" where nothing is."""
    if answer.streaming:  # a file that nobody takes is put down again
        for put_down in answer._resource_closers:
            put_down()
    if answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE and b'class="masthead"' in answer.content:
        return ""  # no card provider runs beside this test, and a page says so
    if answer.status_code not in ANSWERS:
        return str(answer.status_code)
    watches = answer.request["PATH_INFO"] in ADDRESSES  # whoever watches over the server reads no page
    is_page = not watches and answer.headers.get("Content-Type", "text/html").startswith("text/html")
    if answer.status_code >= 400 and is_page and b'class="masthead"' not in answer.content:
        return f"{answer.status_code} without the site's look"
    return ""


def attacks(client: Client, places: list[Address]) -> Iterator[tuple[str, Any]]:
    """Yield (what was asked, the answer) for addresses that are there."""
    for place in places:
        lists = QUERIES if place.url[-1] == "/" and not any(sign.isdigit() for sign in place.url) else QUERIES[:2]
        for query in lists:
            yield f"{place.key}?{query[:60]}", client.get(f"{place.url}?{query}")
        yield f"PUT {place.key}", client.put(place.url, b"\xff", content_type="application/json")
        broken = client.post(place.url, BROKEN, content_type="multipart/form-data; boundary=x")
        yield f"broken POST {place.key}", broken


def guesses(client: Client) -> Iterator[tuple[str, Any]]:
    """Yield (what was asked, the answer) for addresses that lead nowhere."""
    for name, wanted in _routes():
        if "pk" in wanted or "item" in wanted:
            for number in NUMBERS:
                yield f"{name} {number}", client.get(numbered(name, wanted, number))
    for path in PATHS:
        yield path[:60], client.get(path)


def numbered(name: str, wanted: tuple[str, ...], number: int) -> str:
    """The address with one number everywhere, in the shape that its words have."""
    words = {"part": "objective", "group": "A", "letter": "A", "token": "x", "key": "x", "ocid": "x"}
    try:
        return reverse(name, kwargs={word: words.get(word, number) for word in wanted})
    except NoReverseMatch:
        return "/"


@pytest.mark.heavy
def test_no_address_breaks(places: list[Address]) -> None:
    found, asked = [], 0
    shown = readers()
    for who, email in PEOPLE.items():
        client = Client(raise_request_exception=False)
        if email:
            client.force_login(User.objects.get(email=email))
        # Whoever is let in gets furthest: the first and the last of them; where nobody is, anybody.
        theirs = [place for place in places if who in (shown[place.key] or {"anonymous"})]
        for what, answer in chain(attacks(client, theirs), guesses(client) if who in GUESSERS else ()):
            asked += 1
            if wrong(answer):
                found.append((who, what, wrong(answer)))
    assert asked > 2500, "the addresses were not read"
    assert found == []


@pytest.mark.django_db
class TestPagesOfErrors:
    def test_a_method_that_is_not_taken_names_those_that_are(self, client: Client) -> None:
        client.force_login(User.objects.create(email="a@example.org", name="甲"))
        answer = client.get(reverse("notifications_read"))
        assert answer.status_code == 405
        assert answer["Allow"] == "POST"
        assert "It is the target of a button." in answer.content.decode()

    def test_a_form_without_its_proof_of_origin_says_what_to_do(self) -> None:
        client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
        answer = client.post(reverse("account_login"), {"login": "a"})
        assert answer.status_code == 403
        assert "Nothing was done." in answer.content.decode()
        assert 'class="masthead"' in answer.content.decode()

    @override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=100)
    def test_what_is_too_large_is_told_apart(self) -> None:
        client = Client(headers={"accept-language": "en"})
        form = "application/x-www-form-urlencoded"
        answer = client.post(reverse("account_login"), "login=" + "a" * 200, content_type=form)
        assert answer.status_code == 413
        assert "Nothing was kept." in answer.content.decode()


NUL = "a\0b"


@pytest.mark.django_db
class TestNul:
    """A sign that no text has is refused before any page reads it, those of packages too."""

    @pytest.fixture
    def registrar(self) -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(member(SupervisorFactory.create(), Role.REGISTRAR))
        return client

    @pytest.mark.parametrize("query", [{"locale": NUL}, {NUL: "1"}, {"order": ["title", NUL]}])
    def test_in_a_query(self, registrar: Client, query: dict[str, Any]) -> None:
        answer = registrar.get("/admin/api/main/pages/", query)
        assert answer.status_code == 400
        assert b'class="masthead"' in answer.content

    @pytest.mark.parametrize("kind", ["multipart/form-data", "application/x-www-form-urlencoded"])
    @pytest.mark.parametrize("form", [{"login": NUL}, {NUL: "1"}])
    def test_in_a_form(self, form: dict[str, str], kind: str) -> None:
        body: Any = {"data": form} if kind.startswith("multipart") else {"data": urlencode(form), "content_type": kind}
        assert Client().post(reverse("account_login"), **body).status_code == 400

    def test_in_a_form_without_proof_of_origin(self) -> None:
        assert Client().post(reverse("elder"), {"next": NUL}).status_code == 400

    @pytest.mark.parametrize("words", ["a", NUL])
    def test_no_form_is_news_of_money(self, words: str) -> None:
        assert Client().post("/webhooks/stripe/", {"a": words}).status_code == 400
