"""Whom the outbox tells about the books."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.notifications.services import notify
from accounts.notifications.texts import say
from core.audit.outbox import handles

say("ledger.unsound", _("The books are not sound. Faults: %(number)s, the first: %(first)s"))


@handles("ledger.unsound")
def tell_operators(payload: dict[str, Any]) -> None:
    """Tell those who run the system."""
    notify(User.objects.filter(is_superuser=True).values_list("pk", flat=True), "ledger.unsound", **payload)
