"""What waits on people besides the payments."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role, organisations_of
from core.desk import waits_in
from procurement.tenders.queries import title_of_lot
from projects.arrears.models import OverdueInterest, Repayment
from projects.arrears.queries import InterestQuerySet, RepaymentQuerySet

SHOWN: dict[str, Any] = {
    "title": "contract__supplier__name",
    "amount": "amount_fen",
    "number": "contract__purchase_ocid",
}


@waits_in(Role.FINANCE, Role.APPROVER, todo=_("Check the overdue interest"), page="overdueinterest", **SHOWN)
def interest_to_approve(user: Any) -> InterestQuerySet:
    """Interest on payments that somebody else has recorded."""
    offices = organisations_of(user, Role.FINANCE, Role.APPROVER)
    return OverdueInterest.objects.to_approve_by(user).filter(contract__buyer__in=offices)


@waits_in(Role.FINANCE, todo=_("Pay the overdue interest"), page="overdueinterest", **SHOWN)
def interest_to_pay(user: Any) -> InterestQuerySet:
    """Interest that somebody else has approved."""
    offices = organisations_of(user, Role.FINANCE)
    return OverdueInterest.objects.to_pay_by(user).filter(contract__buyer__in=offices)


@waits_in(Role.FINANCE, todo=_("Look for the supplier's repayment"), page="repayment", **SHOWN)
def repayments_to_find(user: Any) -> RepaymentQuerySet:
    """Repayments that the suppliers say they have made."""
    return Repayment.objects.to_look_for().filter(contract__buyer__in=organisations_of(user, Role.FINANCE))


@waits_in(
    Role.SUPPLIER,
    todo=_("Pay back what the rating asks for"),
    page="repayment",
    **{**SHOWN, "title": title_of_lot("contract__lot__")},  # a supplier knows its own name
)
def repayments_to_make(user: Any) -> RepaymentQuerySet:
    """What the person's organisations have to pay back."""
    return Repayment.objects.to_make().filter(contract__supplier__in=organisations_of(user, Role.SUPPLIER))
