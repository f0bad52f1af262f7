"""Who may do what with notifications."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from core.rights import grant

if TYPE_CHECKING:
    from accounts.notifications.models import Notification


def can_see_notification(user: Any, notification: Notification) -> bool:
    """Whether `user` may read the notification: only the person it was written to."""
    return bool(getattr(user, "is_authenticated", False) and user.is_active and notification.recipient_id == user.pk)


grant(
    "accounts.read_notification",
    sees=can_see_notification,
    role=can_see_notification,
    who=_("the person it was written to"),
)
