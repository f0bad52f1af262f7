"""A closed door is closed to a form as it is to a look, and no form breaks a page: every address, every person."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.pages import content_of
from tests.web.places import PEOPLE, Address
from tests.web.state import changed, state
from tests.web.test_authorization import signed_in

FORMS: tuple[dict[str, str], ...] = ({}, {"sure": "1", "autosave": "1"})
TURNED_AWAY = {403, 404, 405}
# These ask the card provider: nobody plays it here, and no transaction may be around them.
ASK_THE_PROVIDER = {"share_pay", "payee_account", "payout_transfer"}


def is_turned_away(answer: Any) -> bool:
    """Whether an answer shuts the door: to be signed in first, not found, not allowed."""
    to_login = answer.status_code == 302 and "/accounts/login/" in answer["Location"]
    return to_login or answer.status_code in TURNED_AWAY


def is_let_in(client: Client, url: str) -> bool:
    """Whether a look at an address is answered; what it gives out is read and let go of."""
    answer = client.get(url)
    content_of(answer)
    return not is_turned_away(answer)


def sent(client: Client, url: str, form: dict[str, str]) -> Any:
    """Send a form and take back whatever it did; the browser stays signed in even where it signed out."""
    cookies = copy.deepcopy(client.cookies)
    with transaction.atomic():
        answer = client.post(url, form)
        content_of(answer)
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


@pytest.mark.heavy
@pytest.mark.parametrize("who", PEOPLE)
def test_who_is_turned_away_changes_nothing_by_sending_a_form(who: str, places: list[Address]) -> None:
    client, before, asked, acted = signed_in(who), state(), 0, []
    for place in places:
        looked = client.get(place.url)
        content_of(looked)
        if is_turned_away(looked) and looked.status_code != 405:  # an address without a page tells by its form alone
            for form in FORMS:
                asked += 1
                answer = client.post(place.url, form)
                if not is_turned_away(answer):
                    acted.append((place.key, answer.status_code))
    assert asked > 20, "the addresses were not read"
    assert acted == []
    assert changed(before) == []


@pytest.mark.heavy
@pytest.mark.parametrize("who", PEOPLE)
def test_no_form_breaks_a_page(who: str, places: list[Address]) -> None:
    client = signed_in(who)
    let_in = [place for place in places if place.name not in ASK_THE_PROVIDER and is_let_in(client, place.url)]
    assert len(let_in) > 10, "the addresses were not read"
    broken = [
        (place.key, form) for place in let_in for form in FORMS if sent(client, place.url, form).status_code >= 500
    ]
    assert broken == []
