"""Index of what waits on people in projects, in the order a purchase moves."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from core.desk import Place, places
from projects.arrears import desk as arrears
from projects.bank import desk as bank
from projects.contracts import desk as contracts
from projects.involvement import desk as involvement
from projects.milestones import desk as milestones
from projects.payouts import desk as payouts
from projects.rates import desk as rates
from projects.ratings import desk as ratings

__all__ = ["arrears", "bank", "contracts", "involvement", "milestones", "payouts", "rates", "ratings"]


@places(Role.FINANCE, Role.APPROVER, Role.BUYER_OFFICER, at=90)
def purse(user: Any) -> Iterator[Place]:
    """The payments of the office."""
    yield Place(reverse("payouts"), _("Payments"), _("Invoices, payment orders and vouchers; what is under way."))


@places(Role.SUPPLIER, at=90)
def money(user: Any) -> Iterator[Place]:
    """The supplier's money."""
    yield Place(reverse("money"), _("Our money"), _("What is owed to us, what is on its way, what was paid."))


@places(Role.SUPERVISOR, at=5)
def oversight(user: Any) -> Iterator[Place]:
    """What a supervisor looks over."""
    yield Place(reverse("supervise"), _("What I supervise"), _("Clocks that run or are late, and red flags."))
