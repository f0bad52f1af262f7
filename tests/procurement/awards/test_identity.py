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
from tests.authenticator import SECRET, Passkey, code_now
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


def test_a_passkey_that_nobody_has_is_not_asked_for(proposed: Award, officer: User) -> None:
    browser = Browser(officer)
    assert browser.post("passkey_proof").status_code == 404
    assert "passkey" not in browser.post("award_confirm", proposed.pk).content.decode()
    assert Browser().post("passkey_proof").status_code == 302, "a visitor signs in first"


def test_a_passkey_is_as_good(proposed: Award, officer: User) -> None:
    key, browser = Passkey(), Browser(officer)
    key.belongs_to(officer)
    assert "passkey" in browser.post("award_confirm", proposed.pk).content.decode()
    challenge = browser.post("passkey_proof").json()["publicKey"]["challenge"]
    assert browser.post("passkey_proof", credential=key.answer(challenge)).status_code == 204
    assert state_of(proposed) == "PROPOSED", "the act waits for its own button"
    assert browser.post("passkey_proof", credential=key.answer(challenge)).status_code == 422, "an answer counts once"
    assert browser.post("award_confirm", proposed.pk, sure="1").status_code == 302
    assert state_of(proposed) == "CONFIRMED"


def test_the_passkey_of_somebody_else_proves_nothing(proposed: Award, officer: User) -> None:
    Passkey(handle=b"mine").belongs_to(officer)
    others, browser = Passkey(handle=b"not mine"), Browser(officer)
    others.belongs_to(member(proposed.lot.tender.buyer, Role.BUYER_OFFICER))
    challenge = browser.post("passkey_proof").json()["publicKey"]["challenge"]
    assert browser.post("passkey_proof", credential=others.answer(challenge)).status_code == 422
    forged = Passkey(handle=b"mine").answer(challenge)
    assert browser.post("passkey_proof", credential=forged).status_code == 422
    assert browser.post("award_confirm", proposed.pk, sure="1").status_code == 422


@pytest.mark.parametrize(
    "credential", ["", "{}", "[]", "null", "7", "no json", '{"id": "x", "response": {}}', '{"id": 1, "rawId": []}']
)
def test_what_is_no_answer_of_a_passkey_is_refused(officer: User, credential: str) -> None:
    Passkey().belongs_to(officer)
    browser = Browser(officer)
    browser.post("passkey_proof")
    assert browser.post("passkey_proof", credential=credential).status_code == 422


def test_answers_of_passkeys_are_counted(officer: User) -> None:
    key, browser = Passkey(), Browser(officer)
    key.belongs_to(officer)
    wrong = key.answer("bm90IHRoaXM")
    answers = [browser.post("passkey_proof", credential=wrong).status_code for _try in range(30)]
    assert (answers[0], answers[-1]) == (422, 429)
