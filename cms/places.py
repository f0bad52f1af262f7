"""The main navigation of the public site, and the foot of every page."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import is_resident
from core.navigation import FOOT, NAVIGATION, Place


def _lives_here_or_may(user: Any) -> bool:
    """Residents, and whoever has not signed in; a grid worker has it at the desk, and no page asks for roles for it."""
    return not user.is_authenticated or is_resident(user)


NAVIGATION += [
    Place(_("Opportunities"), partial(reverse, "opportunities")),
    Place(_("Notices"), partial(reverse, "notices")),
    Place(_("Needs"), partial(reverse, "needs")),
    Place(_("Projects"), partial(reverse, "projects")),
    Place(_("Guides"), partial(reverse, "guides")),
    Place(_("Open data"), partial(reverse, "open")),
]
FOOT += [
    Place(_("Say what is missing"), partial(reverse, "propose_need"), _lives_here_or_may),
    Place(_("See what became of an answer"), partial(reverse, "counted")),
    Place(_("Work it out yourself"), partial(reverse, "calculators")),
]
