"""Who is signed in, read together with how much is new for them: every page shows it, and no page asks twice."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from accounts.notifications.models import Notification
from accounts.people.models import User


class Readers(AuthenticationBackend):
    """The door's own answer to who somebody is, with the number of messages not read yet."""

    def get_user(self, user_id: Any) -> User | None:
        """Return the person of a session, or None where the account is closed or gone."""
        mine = Notification.objects.unread().filter(recipient=OuterRef("pk")).order_by().values("recipient")
        unread = Coalesce(Subquery(mine.annotate(unread=Count("pk")).values("unread")), 0)
        person: User | None = User.objects.annotate(unread_messages=unread).filter(pk=user_id).first()
        return person if person is not None and self.user_can_authenticate(person) else None
