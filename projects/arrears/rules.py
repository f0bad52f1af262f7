"""Who may do what with interest on late payments and with repayments."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from core.rights import grant
from projects.contracts.rules import SUPPLIER, decides_for_the_buyer, is_suppliers_person, may_read_payments

FINANCE = _("the buyer's finance officer")
SECOND = _("the buyer's finance officer or approver")


def can_see_arrear(user: Any, arrear: Any) -> bool:
    """Both sides and those who supervise the buyer read it."""
    return may_read_payments(user, arrear.contract)


def approves_arrears(user: Any, arrear: Any) -> bool:
    """Whether the person may confirm for the buyer that interest is owed."""
    return decides_for_the_buyer(user, arrear.contract, Role.FINANCE, Role.APPROVER)


def keeps_the_purse(user: Any, arrear: Any) -> bool:
    """Whether the person is the buyer's finance officer."""
    return decides_for_the_buyer(user, arrear.contract, Role.FINANCE)


def pays_back(user: Any, arrear: Any) -> bool:
    """Whether the person acts for the supplier."""
    return is_suppliers_person(user, arrear.contract)


grant(
    "projects.approve_interest",
    sees=can_see_arrear,
    role=approves_arrears,
    who=SECOND,
    other_than=lambda interest: {interest.payout.paid_by_id},
)
grant(
    "projects.pay_interest",
    sees=can_see_arrear,
    role=keeps_the_purse,
    who=FINANCE,
    other_than=lambda interest: {interest.approved_by_id},
)
grant("projects.report_repayment", sees=can_see_arrear, role=pays_back, who=SUPPLIER)
grant(
    "projects.receive_repayment",
    sees=can_see_arrear,
    role=keeps_the_purse,
    who=FINANCE,
    other_than=lambda repayment: {repayment.reported_by_id},
)
grant("projects.miss_repayment", sees=can_see_arrear, role=keeps_the_purse, who=FINANCE)
