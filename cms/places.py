"""The main navigation of the public site, and the foot of every page."""

from __future__ import annotations

from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.navigation import FOOT, NAVIGATION, Place
from procurement.needs.voices import may_live_here

NAVIGATION += [
    Place(_("Opportunities"), partial(reverse, "opportunities")),
    Place(_("Notices"), partial(reverse, "notices")),
    Place(_("Needs"), partial(reverse, "needs")),
    Place(_("Projects"), partial(reverse, "projects")),
    Place(_("Guides"), partial(reverse, "guides")),
    Place(_("Open data"), partial(reverse, "open")),
]
FOOT += [
    # A grid worker has it at the desk: no page asks for roles to draw its foot.
    Place(_("Say what is missing"), partial(reverse, "propose_need"), may_live_here),
    Place(_("See what became of an answer"), partial(reverse, "counted")),
    Place(_("Work it out yourself"), partial(reverse, "calculators")),
]
