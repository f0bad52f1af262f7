"""Whom the outbox of the ratings tells."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from projects.telling import tell

tell(
    "rating_round.opened",
    ("buyer", Role.GRID_WORKER),
    _("The people served under “%(project)s” are being asked (%(period)s): help those who cannot answer alone."),
)
tell(
    "rating_round.back_check",
    ("buyer", Role.GRID_WORKER),
    _("Too few have answered under “%(project)s” in the last period (%(period)s): ask whom the draw names once more."),
)
tell(
    "rating_round.published",
    ("supplier", Role.SUPPLIER),
    _("The rating of “%(project)s” for %(period)s is published: read it and what follows for the payment."),
)
