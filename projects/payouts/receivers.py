"""Whom the outbox of the payouts tells."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from projects.payouts import cards
from projects.telling import tell

__all__ = ["cards"]  # registers who settles transfers

PURSE = ("buyer", Role.FINANCE, Role.APPROVER)
SUPPLIERS = ("supplier", Role.SUPPLIER)

tell(
    "payout.requested",
    PURSE,
    _("%(amount)s of “%(project)s” is requested with invoice %(invoice)s: check and approve it."),
)
tell(
    "payout.approved",
    ("buyer", Role.FINANCE),
    _("%(amount)s of “%(project)s” (invoice %(invoice)s) is approved: send the order."),
)
tell("payout.paid", SUPPLIERS, _("%(amount)s of “%(project)s” (invoice %(invoice)s) has been paid."))
tell(
    "payout.failed",
    SUPPLIERS,
    _("%(amount)s of “%(project)s” (invoice %(invoice)s) did not arrive: %(reason)s Request it again."),
)
tell("payout.deferred", SUPPLIERS, _("%(amount)s of “%(project)s” (invoice %(invoice)s) is put off: %(reason)s"))
tell(
    "payout.cancelled",
    SUPPLIERS,
    _("The request over %(amount)s of “%(project)s” (invoice %(invoice)s) was taken back: %(reason)s"),
)
tell(
    "performance.released",
    SUPPLIERS,
    _("%(amount)s of the performance part of “%(project)s” is released (%(period)s): invoice it."),
)
tell(
    "performance.nothing",
    SUPPLIERS,
    _("The performance part of “%(project)s” is nil for %(period)s: there is nothing to invoice."),
)
tell(
    "performance.deferred",
    SUPPLIERS,
    _("The performance part of “%(project)s” waits for the next period (%(period)s): %(reason)s"),
)
