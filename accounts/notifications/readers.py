"""Who is signed in, read together with what every page asks of them: how much is new, and is there a second factor."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from accounts import roles
from accounts.notifications.models import Notification
from accounts.people.models import User


class Readers(AuthenticationBackend):
    """The door's own answer to who somebody is, with what is unread, the second factor and the resident."""

    def get_user(self, user_id: Any) -> User | None:
        """Return the person of a session, or None where the account is closed or gone."""
        mine = Notification.objects.unread().filter(recipient=OuterRef("pk")).order_by().values("recipient")
        unread = Coalesce(Subquery(mine.annotate(unread=Count("pk")).values("unread")), 0)
        second = Exists(Authenticator.objects.filter(user=OuterRef("pk")))
        people = User.objects.annotate(unread_messages=unread, has_a_second=second)
        person: User | None = people.select_related("resident__community").filter(pk=user_id).first()
        if person is None or not self.user_can_authenticate(person):
            return None
        roles.came_with(person, getattr(person, "resident", None))
        return person
