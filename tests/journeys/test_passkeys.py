"""A passkey is made, lets its owner in and proves who it is, in a real browser with an authenticator of its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.cache import cache
from playwright.sync_api import Browser, Page

from accounts.models import User
from accounts.roles import Role
from cms.tree import plant
from procurement.awards.models import Award
from tests.factories.accounts import MembershipFactory
from tests.factories.awards import CONFIRMED_AT, AwardFactory

PASSWORD = "a quiet river bends"
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(chromium: Browser, live_server: Any, settings: Any) -> Page:
    """A browser whose device has a fingerprint reader; a passkey belongs to a name, never to a number."""
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    context = chromium.new_context(base_url=re.sub(r"//[^:]+", "//localhost", live_server.url), locale="en")
    opened = context.new_page()
    device = context.new_cdp_session(opened)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    return opened


def sign_in(page: Page) -> None:
    """By address and password."""
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill("li@example.org")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/en/desk/")


def make_passkey(page: Page) -> None:
    """With which its owner signs in without a password from then on."""
    page.goto("/accounts/factors/webauthn/add/")
    page.locator("input[name=password]").fill(PASSWORD)  # asked once more before another key is made
    page.locator("input[name=password]").press("Enter")
    page.locator("input[name=name]").fill("My telephone")
    page.locator("input[name=passwordless]").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(re.compile(r"/accounts/factors/(?!webauthn/add)"))


def forget_the_proof(page: Page) -> None:
    """As if five minutes had gone by since the person last said who it is."""
    kept = next(cookie["value"] for cookie in page.context.cookies() if "sessionid" in cookie["name"])
    store = Session.objects.get(pk=kept)
    said = store.get_decoded()
    for record in said["account_authentication_methods"]:
        record["at"] -= 301
    store.session_data = Session.get_session_store_class()().encode(said)
    store.save()


@pytest.mark.heavy
@pytest.mark.allow_hosts(["127.0.0.1", "localhost"])
def test_a_passkey_is_made_and_lets_in_without_password(transactional_db: None, page: Page) -> None:
    cache.clear()
    plant()
    person = User.objects.create_user("li@example.org", PASSWORD, name="李")
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
    sign_in(page)
    make_passkey(page)
    kept = Authenticator.objects.get(user=person, type=Authenticator.Type.WEBAUTHN)
    assert kept.wrap().name == "My telephone"

    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.locator("#passkey_login").click()
    page.wait_for_url("**/en/desk/")
    assert refused == []


@pytest.mark.heavy
@pytest.mark.allow_hosts(["127.0.0.1", "localhost"])
def test_a_passkey_proves_who_it_is_before_an_act_that_binds(
    transactional_db: None, clock: Callable[[datetime], None], page: Page, settings: Any
) -> None:
    settings.ASKS_WHO_IT_IS = True
    cache.clear()
    plant()
    clock(CONFIRMED_AT)
    award = AwardFactory.create()
    person = User.objects.create_user("li@example.org", PASSWORD, name="李")
    MembershipFactory.create(organisation=award.lot.tender.buyer, role=Role.BUYER_OFFICER, person=person)
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
    sign_in(page)
    make_passkey(page)
    person.refresh_from_db()
    person.set_unusable_password()
    person.save()
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.locator("#passkey_login").click()
    page.wait_for_url("**/en/desk/")

    forget_the_proof(page)
    page.goto(f"/en/desk/awards/{award.pk}/confirm/")
    page.locator("main form button").last.click()
    page.locator("button[name=sure]").click()
    page.get_by_text("so that nobody else acts in your name").first.wait_for()
    page.get_by_role("button", name="Use your passkey instead").click()
    page.get_by_text("It is you.").wait_for()
    assert page.locator("input[name=who]").count() == 0
    assert Award.objects.get(pk=award.pk).state == "PROPOSED", "the act waits for its own button"
    page.locator("button[name=sure]").click()
    page.locator(".confirmation").wait_for()
    assert Award.objects.get(pk=award.pk).state == "CONFIRMED"
    assert refused == []
