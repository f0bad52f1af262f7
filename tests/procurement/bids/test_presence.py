"""Who has the page of an opening open: told to the custodians by whatever web process, and never by a mere look."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from core.time import core_now
from procurement.bids.models_presence import OpeningPresence
from procurement.bids.opening import open_half
from tests.factories.custody import KNOWN
from tests.pages import Browser
from tests.procurement.bids.world import AFTER, BEFORE, World, an_open_tender

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "quick_keys")]

B1 = KNOWN["B1"].passphrase


@pytest.fixture
def due(clock: Callable[[datetime], None]) -> World:
    """A tender whose deadline has passed with three bids."""
    clock(BEFORE)
    world = an_open_tender()
    world.sealed(3)
    clock(AFTER)
    return world


def htmx(person: Any, pk: int, stage: str) -> Any:
    """The sign that an open page sends every few seconds."""
    address = reverse("tender_open_presence", args=[pk])
    return Browser(person).client.post(address, {"stage": stage}, headers={"HX-Request": "true"})


def test_says_who_is_here_and_goes_on(due: World, clock: Callable[[datetime], None]) -> None:
    a, b, pk = due.custodians.a1, due.custodians.b1, due.tender.pk
    Browser(b).get("tender_open", pk)
    assert "here now" not in Browser(a).get("tender_open", pk).content.decode()  # a look leaves no sign
    Browser(b).client.post(reverse("tender_open_presence", args=[pk]), {"stage": "outer"})
    answer = htmx(a, pk, "outer")
    assert answer.content.decode().count("here now") == 2
    assert "HX-Location" not in answer
    for _sign in range(3):
        htmx(a, pk, "outer")
    assert OpeningPresence.objects.count() == 2
    clock(core_now() + timedelta(seconds=30))  # b's page sends no more signs
    assert htmx(a, pk, "outer").content.decode().count("here now") == 1
    open_half(pk, passphrase=B1, by=b)
    assert '"target": "#main"' in htmx(a, pk, "outer")["HX-Location"]


def test_a_page_that_is_open_weeks_before_says_nothing_of_presence(clock: Callable[[datetime], None]) -> None:
    clock(BEFORE)
    world = an_open_tender()
    a, pk = world.custodians.a1, world.tender.pk
    for near, shown in ((timedelta(days=25), False), (timedelta(minutes=61), False), (timedelta(minutes=59), True)):
        clock(world.tender.deadline - near)
        said = htmx(a, pk, "ahead").content.decode()
        assert ("Who is here is shown from" in said, "here now" in said) == (not shown, shown), near
        assert OpeningPresence.objects.exists() is shown
        assert ("Who is here is shown from" in Browser(a).get("tender_open", pk).content.decode()) is not shown


def test_whoever_watches_sees_it_go_on_and_leaves_no_sign(due: World) -> None:
    pk = due.tender.pk
    answer = Browser(due.officer).get("tender_open_presence", pk, query="?stage=outer")
    assert (answer.status_code, "HX-Location" in answer) == (200, False)
    assert Browser(due.officer).get("tender_open_presence", pk, query="?stage=ahead")["HX-Location"]
    assert Browser(due.officer).post("tender_open_presence", pk, stage="outer").status_code == 404
    assert OpeningPresence.objects.count() == 0


def test_a_custodian_finds_the_openings_of_its_own_keys(due: World) -> None:
    page = Browser(due.custodians.a1).get("openings").content.decode()
    assert reverse("tender_open", args=[due.tender.pk]) in page
    assert "You keep no key yet." in Browser(due.officer).get("openings").content.decode()
