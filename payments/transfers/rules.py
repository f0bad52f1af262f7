"""Who names an office's account and who records what has come in on it: two persons of the office's money."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role, holds, supervises
from core.rights import grant
from payments.transfers.queries import HANDLERS


def handles_money(user: Any, thing: Any) -> bool:
    """Whether the person keeps the office's purse or approves its payments."""
    return holds(user, thing.buyer_id, *HANDLERS)


def keeps_the_purse(user: Any, thing: Any) -> bool:
    """Whether the person is the office's finance officer."""
    return holds(user, thing.buyer_id, Role.FINANCE)


def can_see_account(user: Any, account: Any) -> bool:
    """The office's people of money, and who supervises it."""
    return handles_money(user, account) or supervises(user, account.buyer.area)


def can_see_voucher(user: Any, thing: Any) -> bool:
    """Those who handle the office's money: it may be a deposit that nobody else knows of."""
    return handles_money(user, thing)


FINANCE = _("the buyer's finance officer")
SECOND = _("the buyer's finance officer or approver")

grant("payments.propose_account", sees=can_see_account, role=keeps_the_purse, who=FINANCE)
grant(
    "payments.confirm_account",
    sees=can_see_account,
    role=handles_money,
    who=SECOND,
    other_than=lambda account: {account.proposed_by_id},
)
grant("payments.end_account", sees=can_see_account, role=handles_money, who=SECOND)
grant("payments.record_voucher", sees=can_see_voucher, role=keeps_the_purse, who=FINANCE)
grant(
    "payments.confirm_voucher",
    sees=can_see_voucher,
    role=handles_money,
    who=SECOND,
    other_than=lambda thing: {thing.recorded_by_id},
)
grant("payments.drop_voucher", sees=can_see_voucher, role=handles_money, who=SECOND)
