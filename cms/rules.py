"""Who enters the site administration: editors by Wagtail's groups, and everybody who keeps a register."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.areas.rules import keeps_holidays
from accounts.organisations.rules import everybody, keeps_a_register
from core.rights import grant
from procurement.plans.rules import keeps_catalogue


def keeps_some_register(user: Any, thing: object = None) -> bool:
    """Whether the person keeps any of the registers."""
    return keeps_a_register(user) or keeps_catalogue(user) or keeps_holidays(user)


grant(
    "wagtailadmin.access_admin",
    sees=everybody,
    role=keeps_some_register,
    who=_("whoever keeps a register or edits the site"),
)
