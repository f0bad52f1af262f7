"""What waits on people among the payments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role, holds, organisations_of
from core.desk import Waiting, waits
from core.money import display
from core.time import end_of_day
from core.views import thing_url
from projects.payouts.models import Payout, PerformanceDecision
from projects.payouts.states import PayoutState

MOST = 50  # lines a desk shows of one kind


@waits(Role.FINANCE, Role.APPROVER)
def for_the_buyer(user: Any) -> Iterator[Waiting]:
    """Payments to approve, to send, to confirm, to take up again."""
    for payout in Payout.objects.waiting_for_buyer(user)[:MOST]:
        todo = _todo(payout, user)
        if todo:
            title = f"{payout.payee} · {display(payout.amount_fen)}"
            by_when = end_of_day(payout.pay_by) if payout.pay_by else None
            yield Waiting(title, todo, thing_url(payout), by_when, payout.ocid)


def _todo(payout: Payout, user: Any) -> Any:
    keeps_purse = holds(user, payout.contract.buyer_id, Role.FINANCE)
    found_owed = {
        payout.requested_by_id,
        payout.milestone.accepted_by_id if payout.milestone else None,
        payout.decision.by_id if payout.decision else None,
    }
    if payout.state == PayoutState.REQUESTED and user.pk not in found_owed:
        return _("Check the invoice and approve the payment")
    if payout.state == PayoutState.DEFERRED:
        return _("Take the payment up again")
    if payout.state == PayoutState.APPROVED and keeps_purse and user.pk != payout.approved_by_id:
        return _("Send the payment order to the treasury")
    if payout.state == PayoutState.SENT and keeps_purse:
        return _("Record the treasury's voucher")
    return None


@waits(Role.SUPPLIER)
def for_the_supplier(user: Any) -> Iterator[Waiting]:
    """Performance parts that were released and wait for an invoice."""
    mine = organisations_of(user, Role.SUPPLIER)
    for decision in PerformanceDecision.objects.to_invoice(mine).order_by("pk")[:MOST]:
        lot = decision.contract.lot
        title = f"{lot.title or lot.tender.title} · {display(decision.amount_fen)}"
        url = reverse("payout_request_performance", args=[decision.pk])
        yield Waiting(title, _("Send the invoice for the performance part"), url, None, decision.ocid)
