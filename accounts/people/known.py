"""Browsers in which somebody has signed in before: strangers who guess at a password do not lock its owner out there.

A cookie of the site's own names, signed and unreadable, the accounts that have signed in with this browser. It opens
nothing; wrong passwords are only counted apart for it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core import signing
from django.dispatch import receiver
from django.http import HttpResponse
from django.utils.crypto import salted_hmac

SALT = "accounts.people.known"
DAYS = 180
MOST = 6  # accounts that one browser remembers, as of a family or an office's common desk


def _mark(login: str) -> str:
    """Return how a login is noted: nobody reads the address out of it."""
    return salted_hmac(SALT, login.lower(), algorithm="sha256").hexdigest()[:20]


def _read(request: Any) -> tuple[str, list[str]]:
    """Return the browser's own name and what it remembers; a new name and nothing where the cookie is not ours."""
    given = request.COOKIES.get(settings.KNOWN_COOKIE_NAME, "")
    try:
        name, marks = signing.loads(given, salt=SALT, max_age=DAYS * 24 * 3600)
        return str(name), [str(mark) for mark in marks]
    except (signing.BadSignature, ValueError, TypeError):
        return secrets.token_urlsafe(9), []


def browser_of(request: Any, login: str) -> str:
    """Return the name of a browser in which this login has signed in before; "" for any other."""
    name, marks = _read(request)
    return name if _mark(login) in marks else ""


@receiver(user_logged_in, dispatch_uid="accounts.people.known")
def note(sender: Any, request: Any, user: Any, **about: Any) -> None:
    """Note who has signed in, for the answer to carry."""
    if request is not None:
        request.signed_in_now = user


class KnownBrowser:
    """Lets the browser remember who has signed in with it."""

    def __init__(self, get_response: Callable[[Any], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        response = self.get_response(request)
        person = getattr(request, "signed_in_now", None)
        if person is not None:
            name, marks = _read(request)
            fresh = [_mark(login) for login in (person.email, person.phone) if login]
            kept = [*fresh, *(mark for mark in marks if mark not in fresh)][: 2 * MOST]
            response.set_cookie(
                settings.KNOWN_COOKIE_NAME,
                signing.dumps((name, kept), salt=SALT),
                max_age=DAYS * 24 * 3600,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response
