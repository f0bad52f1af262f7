"""What waits on people among the payments."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role, organisations_of
from core.desk import waits_in
from core.time import EndOfDay
from procurement.tenders.queries import title_of_lot
from projects.payouts.models import Payout, PerformanceDecision
from projects.payouts.queries import PayoutQuerySet, PerformanceDecisionQuerySet

PURSE = (Role.FINANCE, Role.APPROVER)
ORDER: dict[str, Any] = {
    "page": "payout",
    "title": "payee__name",
    "by_when": EndOfDay("pay_by"),
    "law": "payment",
    "amount": "amount_fen",
    "number": "contract__purchase_ocid",
}


@waits_in(*PURSE, todo=_("Check the invoice and approve the payment"), **ORDER)
def to_approve(user: Any) -> PayoutQuerySet:
    """Requests that the person has not called owed before."""
    return Payout.objects.of_offices_of(user, *PURSE).to_approve_by(user)


@waits_in(*PURSE, todo=_("Take the payment up again"), **ORDER)
def to_take_up(user: Any) -> PayoutQuerySet:
    """Payments that were put off."""
    return Payout.objects.of_offices_of(user, *PURSE).to_take_up()


@waits_in(Role.FINANCE, todo=_("Send the payment order to the treasury"), **ORDER)
def to_send(user: Any) -> PayoutQuerySet:
    """Payments that somebody else has approved."""
    return Payout.objects.of_offices_of(user, Role.FINANCE).to_send_by(user)


@waits_in(Role.FINANCE, todo=_("Record the treasury's voucher"), **ORDER)
def to_confirm(user: Any) -> PayoutQuerySet:
    """Payments that are under way."""
    return Payout.objects.of_offices_of(user, Role.FINANCE).to_confirm()


@waits_in(
    Role.SUPPLIER,
    todo=_("Send the invoice for the performance part"),
    page="payout_request_performance",
    title=title_of_lot("contract__lot__"),
    amount="amount_fen",
    number="contract__purchase_ocid",
)
def to_invoice(user: Any) -> PerformanceDecisionQuerySet:
    """Performance parts that were released and wait for an invoice."""
    return PerformanceDecision.objects.to_invoice(organisations_of(user, Role.SUPPLIER)).order_by("pk")
