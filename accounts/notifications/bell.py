"""The bell in the masthead: how much is new; read together with who is signed in, else asked once."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.notifications.models import Notification

COUNTED = 100  # beyond it the number no longer matters


def unread_of(user: Any) -> int:
    """Return how many messages the person has not read, up to a hundred."""
    kept: int | None = getattr(user, "unread_messages", None)  # read with the person, at the door
    if kept is None:
        kept = len(Notification.objects.visible_to(user).unread().order_by().values_list("pk", flat=True)[:COUNTED])
        user.unread_messages = kept
    return kept


def bell(request: HttpRequest) -> dict[str, Any]:
    """Give every page the number; asked for only where the page shows it, and only for who has signed in."""
    user = getattr(request, "user", None)
    if user is None:
        return {}
    return {"unread_messages": SimpleLazyObject(lambda: unread_of(user) if user.is_authenticated else 0)}
