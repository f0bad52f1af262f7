"""An act that binds asks once more who it is; what was typed stays, and a right answer holds for five minutes."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache

from accounts.models import User
from accounts.roles import Role
from procurement.awards.models import Award
from tests.authenticator import SECRET, code_now
from tests.factories.accounts import member
from tests.pages import Browser

PASSWORD = "a quiet river bends"


@pytest.fixture
def officer(proposed: Award, settings: Any) -> User:
    """An officer with a password, where acts that bind ask."""
    settings.ASKS_WHO_IT_IS = True
    cache.clear()
    person = member(proposed.lot.tender.buyer, Role.BUYER_OFFICER)
    person.set_password(PASSWORD)
    person.save()
    return person


def state_of(award: Award) -> str:
    return Award.objects.get(pk=award.pk).state


def test_without_the_password_nothing_happens_and_the_page_asks(proposed: Award, officer: User) -> None:
    browser = Browser(officer)
    assert "Confirm that it is you" in browser.post("award_confirm", proposed.pk).content.decode()
    for given in ({}, {"who": ""}, {"who": "not my password"}):
        assert browser.post("award_confirm", proposed.pk, sure="1", **given).status_code == 422
    assert state_of(proposed) == "PROPOSED"


def test_with_the_password_it_happens_and_is_believed_for_five_minutes(
    proposed: Award, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Browser(officer)
    assert browser.post("award_confirm", proposed.pk, sure="1", who=PASSWORD).status_code == 302
    assert state_of(proposed) == "CONFIRMED"
    revoke = {"reason": "中标人拒签", "next_candidate": "no", "sure": "1"}
    later = time.time() + 301
    monkeypatch.setattr("core.identity.time.time", lambda: later)
    page = browser.post("award_revoke", proposed.pk, **revoke)
    assert page.status_code == 422
    assert "中标人拒签" in page.content.decode(), "what was typed stays"


def test_a_code_of_the_authenticator_is_as_good(proposed: Award, officer: User) -> None:
    TOTP.activate(officer, SECRET)
    assert Browser(officer).post("award_confirm", proposed.pk, sure="1", who=code_now()).status_code == 302


def test_wrong_answers_are_counted(proposed: Award, officer: User) -> None:
    browser = Browser(officer)
    for _try in range(10):
        browser.post("award_confirm", proposed.pk, sure="1", who="guess")
    page = browser.post("award_confirm", proposed.pk, sure="1", who=PASSWORD)
    assert (page.status_code, state_of(proposed)) == (422, "PROPOSED")
    assert "Too many wrong answers" in page.content.decode()


def test_the_proof_of_another_session_does_not_count(proposed: Award, officer: User) -> None:
    assert Browser(officer).post("award_confirm", proposed.pk, sure="1", who=PASSWORD).status_code == 302
    revoke = {"reason": "中标人拒签", "next_candidate": "no", "sure": "1"}
    assert Browser(officer).post("award_revoke", proposed.pk, **revoke).status_code == 422
