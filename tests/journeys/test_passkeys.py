"""A passkey is made and lets its owner in, in a real browser with an authenticator of its own."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from playwright.sync_api import Browser, Page

from accounts.models import User
from cms.tree import plant

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


@pytest.mark.heavy
@pytest.mark.allow_hosts(["127.0.0.1", "localhost"])
def test_a_passkey_is_made_and_lets_in_without_password(transactional_db: None, page: Page) -> None:
    cache.clear()
    plant()
    person = User.objects.create_user("li@example.org", PASSWORD, name="李")
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
    sign_in(page)
    page.goto("/accounts/factors/webauthn/add/")
    page.locator("input[name=password]").fill(PASSWORD)  # asked once more before another key is made
    page.locator("input[name=password]").press("Enter")
    page.locator("input[name=name]").fill("My telephone")
    page.locator("input[name=passwordless]").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(re.compile(r"/accounts/factors/(?!webauthn/add)"))
    kept = Authenticator.objects.get(user=person, type=Authenticator.Type.WEBAUTHN)
    assert kept.wrap().name == "My telephone"

    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.locator("#passkey_login").click()
    page.wait_for_url("**/en/desk/")
    assert refused == []
