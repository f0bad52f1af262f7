"""The one-click link that ends a kind of mail."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.urls import reverse

from accounts.notifications.kinds import MANDATORY, MessageKind
from core.addresses import whole_address

SALT = "accounts.notifications.unsubscribe"
DAILY = "DAILY"  # stands in a link for every kind that goes with the daily mail


def unsubscribe_address(person: Any, kind: str) -> str:
    """Return the address that ends mails of a kind without signing in; "" for what nobody may switch off."""
    if kind in MANDATORY:
        return ""
    return whole_address(reverse("unsubscribe", args=[signing.dumps([person.pk, str(kind)], salt=SALT)]))


def read_token(token: str) -> tuple[int, str] | None:
    """Return whose mails of which kind (or DAILY) a link ends; None for a link that is not ours."""
    try:
        person_id, kind = signing.loads(token, salt=SALT)
        return int(person_id), DAILY if kind == DAILY else MessageKind(kind).value
    except (signing.BadSignature, ValueError, TypeError):
        return None
