"""Who may see a deposit and take its steps. Until the opening it exists for its own supplier alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role, holds, is_member, supervises
from core.rights import grant

if TYPE_CHECKING:
    from payments.deposits.models import Deposit


def can_see_deposit(user: Any, deposit: Deposit) -> bool:
    """The supplier's people always; the buyer's people and their supervisors once it is disclosed."""
    if is_member(user, deposit.supplier_id):
        return True
    if deposit.disclosed_at is None:
        return False
    return is_member(user, deposit.buyer_id) or supervises(user, deposit.buyer.area)


def acts_for_supplier(user: Any, deposit: Deposit) -> bool:
    """Whether the person represents the supplier."""
    return holds(user, deposit.supplier_id, Role.SUPPLIER)


def keeps_the_purse(user: Any, deposit: Deposit) -> bool:
    """Whether the person is the buyer's finance officer."""
    return holds(user, deposit.buyer_id, Role.FINANCE)


def decides_for_buyer(user: Any, deposit: Deposit) -> bool:
    """Whether the person approves or keeps the purse for the buyer."""
    return holds(user, deposit.buyer_id, Role.APPROVER, Role.FINANCE)


def proposes_for_buyer(user: Any, deposit: Deposit) -> bool:
    """Whether the person may say that a deposit is to be kept."""
    return holds(user, deposit.buyer_id, Role.BUYER_OFFICER, Role.FINANCE)


SUPPLIER = _("the supplier's representative")
FINANCE = _("the buyer's finance officer")

grant("payments.pay_deposit", sees=can_see_deposit, role=acts_for_supplier, who=SUPPLIER)
grant("payments.name_bank_account", sees=can_see_deposit, role=acts_for_supplier, who=SUPPLIER)
grant("payments.waive_deposit", sees=can_see_deposit, role=acts_for_supplier, who=SUPPLIER)
grant("payments.convert_deposit", sees=can_see_deposit, role=acts_for_supplier, who=SUPPLIER)
grant("payments.refund_deposit", sees=can_see_deposit, role=keeps_the_purse, who=FINANCE)
grant(
    "payments.propose_forfeit",
    sees=can_see_deposit,
    role=proposes_for_buyer,
    who=_("the buyer's officer or finance officer"),
)
grant(
    "payments.forfeit_deposit",
    sees=can_see_deposit,
    role=decides_for_buyer,
    who=_("the buyer's approver or finance officer"),
    other_than=lambda deposit: {deposit.forfeit_proposed_by_id},
)
grant(
    "payments.drop_forfeit",
    sees=can_see_deposit,
    role=decides_for_buyer,
    who=_("the buyer's approver or finance officer"),
)
grant(
    "payments.approve_interest",
    sees=lambda user, interest: can_see_deposit(user, interest.deposit),
    role=lambda user, interest: decides_for_buyer(user, interest.deposit),
    who=_("the buyer's approver or finance officer"),
)
grant(
    "payments.pay_interest",
    sees=lambda user, interest: can_see_deposit(user, interest.deposit),
    role=lambda user, interest: keeps_the_purse(user, interest.deposit),
    who=FINANCE,
    other_than=lambda interest: {interest.approved_by_id},
)
