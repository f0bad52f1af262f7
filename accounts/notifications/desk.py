"""Where everybody finds what they have been told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.notifications.bell import unread_of
from accounts.notifications.models import Delivery
from core.audit.outbox import dead_letters
from core.desk import Place, places


@places()
def entrance(user: Any) -> Iterator[Place]:
    """What the person has been told, and how much of it is new."""
    unread = unread_of(user)
    what = gettext("%(number)s not read yet.") % {"number": unread} if unread else _("Nothing new.")
    yield Place(reverse("notifications"), _("What I have been told"), what)
    if user.is_staff:
        is_whole = not Delivery.objects.undelivered().exists() and not dead_letters()
        found = _("Everything was delivered.") if is_whole else _("Something was given up: see why, and send it again.")
        yield Place(reverse("undelivered"), _("What could not be delivered"), found)
