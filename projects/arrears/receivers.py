"""What is heard of late payments and clawed-back money, and whom the outbox tells."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from projects.arrears.services import charge_interest, demand_repayment
from projects.signals import payout_paid, performance_decided
from projects.telling import tell


@receiver(payout_paid, dispatch_uid="projects.arrears.charge")
def charge(sender: Any, payout: Any, by: Any, **kwargs: Any) -> None:
    """Charge the interest in the transaction that records the payment."""
    charge_interest(payout, by=by)


@receiver(performance_decided, dispatch_uid="projects.arrears.demand")
def demand(sender: Any, decision: Any, **kwargs: Any) -> None:
    """Ask for the repayment in the transaction that decides."""
    demand_repayment(decision)


PURSE = ("buyer", Role.FINANCE, Role.APPROVER)
SUPPLIERS = ("supplier", Role.SUPPLIER)

tell(
    "interest.owed",
    PURSE,
    _("Invoice %(invoice)s of “%(project)s” was paid late: %(amount)s of interest is owed. Check and pay it."),
)
tell(
    "interest.paid",
    SUPPLIERS,
    _("%(amount)s of interest on the late payment of invoice %(invoice)s (“%(project)s”) has been paid."),
)
tell("repayment.demanded", SUPPLIERS, _("%(amount)s of “%(project)s” has to be paid back: the rating asks for it."))
tell(
    "repayment.reported", PURSE, _("The supplier says that it has paid %(amount)s of “%(project)s” back: look for it.")
)
tell("repayment.received", SUPPLIERS, _("The repayment of %(amount)s of “%(project)s” has arrived."))
tell("repayment.missed", SUPPLIERS, _("The repayment of %(amount)s of “%(project)s” has not arrived: %(reason)s"))
