"""Whole addresses for mails, in the recipient's language; and the one-click link that ends a kind of mail."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.notifications.kinds import MANDATORY, MessageKind

SALT = "accounts.notifications.unsubscribe"
DAILY = "DAILY"  # stands in a link for every kind that goes with the daily mail


def whole(path: str) -> str:
    """Return a path as an address that can be opened from a mail."""
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + path


def unsubscribe_address(person: Any, kind: str) -> str:
    """Return the address that ends mails of a kind without signing in; "" for what nobody may switch off."""
    if kind in MANDATORY:
        return ""
    return whole(reverse("unsubscribe", args=[signing.dumps([person.pk, str(kind)], salt=SALT)]))


def read_token(token: str) -> tuple[int, str] | None:
    """Return whose mails of which kind (or DAILY) a link ends; None for a link that is not ours."""
    try:
        person_id, kind = signing.loads(token, salt=SALT)
        return int(person_id), DAILY if kind == DAILY else MessageKind(kind).value
    except (signing.BadSignature, ValueError, TypeError):
        return None
