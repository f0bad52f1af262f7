"""Who pays a refund by bank transfer: two persons of the office's money."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role, holds, supervises
from core.rights import grant
from payments.bank_refunds.queries import HANDLERS, READERS

if TYPE_CHECKING:
    from payments.bank_refunds.models import BankRefund


def can_see_bank_refund(user: Any, refund: BankRefund) -> bool:
    """The office's people of money, and who supervises it; before the opening those alone who handle the money."""
    if refund.is_sealed:
        return holds(user, refund.buyer_id, *HANDLERS)
    return holds(user, refund.buyer_id, *READERS) or supervises(user, refund.buyer.area)


def keeps_the_purse(user: Any, refund: BankRefund) -> bool:
    """Whether the person is the office's finance officer."""
    return holds(user, refund.buyer_id, Role.FINANCE)


FINANCE = _("the buyer's finance officer")

grant("payments.order_bank_refund", sees=can_see_bank_refund, role=keeps_the_purse, who=FINANCE)
grant("payments.fail_bank_refund", sees=can_see_bank_refund, role=keeps_the_purse, who=FINANCE)
grant(
    "payments.pay_bank_refund",
    sees=can_see_bank_refund,
    role=lambda user, refund: holds(user, refund.buyer_id, Role.FINANCE, Role.APPROVER),
    who=_("the buyer's finance officer or approver"),
    other_than=lambda refund: {refund.ordered_by_id, refund.asked_by_id},
)
