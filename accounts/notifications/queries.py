"""Questions about notifications."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from accounts.notifications.models import Notification  # noqa: F401 (named in the types below)


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Questions about notifications."""

    def visible_to(self, user: Any) -> NotificationQuerySet:
        """One's own, newest first."""
        if not getattr(user, "is_authenticated", False) or not user.is_active:
            return self.none()
        return self.filter(recipient_id=user.pk).order_by("-created_at", "-pk")

    def unread(self) -> NotificationQuerySet:
        """Those that nobody has read yet."""
        return self.filter(read_at__isnull=True)
