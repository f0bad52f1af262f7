"""A button that is pressed twice at the same moment acts once, and the second press is told so.

Every step that the stories leave open is found by walking the addresses as those who are let in, its form is filled,
and it is sent by two browsers of the same person at once.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from tests.factories.custody import be_quick
from tests.pages import content_of
from tests.threads import at_once
from tests.web.filling import filled
from tests.web.places import PEOPLE, addresses, readers

TOLD = {403, 404, 409, 422}  # it may not, it is not there any more, a guard says no, the answer no longer fits
DOORS = ("account_", "mfa_", "usersessions_", "socialaccount_")  # kept by others, and tested by them
# These go over the card provider, which has its own keys and is not there in this test.
ELSEWHERE = {"share_pay", "payee_account"}


def browser(email: str) -> Client:
    """A browser of its own."""
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(email=email))
    return client


def acted(answer: Any) -> bool:
    """Whether an answer leads on to what came of an act."""
    return getattr(answer, "status_code", 0) == 302 and "/accounts/" not in answer["Location"]


def shown_to(email: str, url: str) -> str:
    """Return the page that somebody is shown; nothing of what is a file, or of a door that is shut."""
    answer = browser(email).get(url)
    shown = content_of(answer)
    is_page = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
    return shown.decode() if is_page else ""


@pytest.mark.heavy
def test_of_two_presses_at_once_one_acts(
    played_alone: None, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    be_quick(monkeypatch)
    taken, wrong = [], []
    shown = readers()
    for place in addresses():
        if place.name.startswith(DOORS) or place.name in ELSEWHERE:
            continue
        for who in shown[place.key]:
            email = PEOPLE[who]
            form = filled(shown_to(email, place.url)) if email else None
            if form is None:
                continue
            first, second = browser(email), browser(email)
            sure = {**form, "sure": "1"}
            answers = at_once(lambda: first.post(place.url, sure), lambda: second.post(place.url, sure))  # noqa: B023
            statuses = sorted(getattr(one, "status_code", repr(one)) for one in answers)
            if any(acted(one) for one in answers):
                taken.append(place.key)
                if statuses[0] != 302 or statuses[1] not in TOLD:
                    wrong.append((place.key, who, statuses))
            elif statuses[-1] >= 500:
                wrong.append((place.key, who, statuses))
    assert wrong == [], taken
    assert len(taken) > 10, taken
