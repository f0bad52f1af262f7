"""The demo's bar: forward only, printed accounts only, and not at all outside the demo."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.http import Http404
from django.test import RequestFactory
from django.urls import reverse

from core.time import core_now
from demo.bar import accounts, bar_is_off_in_production, demo_bar
from demo.views import change_person, move_clock
from tests.factories.accounts import UserFactory


def post(client: Any, **data: str) -> Any:
    request = RequestFactory().post("/demo/", data)
    request.session = client.session
    request._messages = _Said()  # type: ignore[attr-defined]
    return request


class _Said:
    def add(self, *args: Any) -> None:
        """Nobody reads them here."""


@pytest.mark.django_db
def test_the_clock_goes_a_day_forward(client: Any, settings: Any) -> None:
    settings.DEMO_BAR = True
    before = core_now()
    assert move_clock(post(client, by="day", next="https://elsewhere.example/")).url == reverse("desk")
    assert timedelta(hours=23) < core_now() - before < timedelta(hours=25)


@pytest.mark.django_db
def test_only_printed_accounts_are_looked_through(client: Any, settings: Any) -> None:
    settings.DEMO_BAR = True
    UserFactory.create(email="mayor@office.example")
    with pytest.raises(Http404):
        change_person(post(client, person="mayor@office.example"))
    address = accounts()[0][0]
    known = UserFactory.create(email=address)
    request = post(client, person=address)
    assert change_person(request).status_code == 302
    assert request.session["_auth_user_id"] == str(known.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("view", [move_clock, change_person])
def test_outside_the_demo_there_is_no_bar(client: Any, settings: Any, view: Any) -> None:
    settings.DEMO_BAR = False
    with pytest.raises(Http404):
        view(post(client, by="day", person=accounts()[0][0]))
    assert demo_bar(RequestFactory().get("/")) == {}


@pytest.mark.parametrize(
    ("hosts", "clock", "errors"),
    [
        (["127.0.0.1", "localhost", "[::1]"], True, 0),
        (["127.0.0.1", "linli.example.org"], True, 1),
        (["*"], True, 1),
        ([], True, 1),
        (["127.0.0.1"], False, 1),
    ],
)
def test_a_check_refuses_the_bar_in_production(settings: Any, hosts: list[str], clock: bool, errors: int) -> None:
    settings.DEMO_BAR, settings.ALLOWED_HOSTS, settings.CLOCK_MAY_MOVE = True, hosts, clock
    assert [error.id for error in bar_is_off_in_production(None)] == ["demo.E001"] * errors
    settings.DEMO_BAR = False
    assert bar_is_off_in_production(None) == []
