"""Who may do what with a payout."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role, holds, is_member, supervises
from core.rights import grant
from projects.contracts.rules import (
    SUPPLIER,
    can_see_contract,
    decides_for_the_buyer,
    is_of_the_buyer,
    is_suppliers_person,
)
from projects.milestones.rules import can_see_milestone, delivers


def can_see_payout(user: Any, payout: Any) -> bool:
    """A payment is read by payer and payee and by those who supervise the buyer."""
    return (
        is_member(user, payout.contract.buyer_id)
        or is_member(user, payout.payee_id)
        or supervises(user, payout.contract.buyer.area)
    )


def approves_payments(user: Any, payout: Any) -> bool:
    """Whether the person may confirm for the buyer that something is owed."""
    return decides_for_the_buyer(user, payout.contract, Role.FINANCE, Role.APPROVER)


def keeps_the_purse(user: Any, payout: Any) -> bool:
    """Whether the person is the buyer's finance officer."""
    return decides_for_the_buyer(user, payout.contract, Role.FINANCE)


def may_take_back(user: Any, payout: Any) -> bool:
    """Whether the person asked for the payment, or approves payments."""
    return holds(user, payout.payee_id, Role.SUPPLIER) or approves_payments(user, payout)


def who_found_it_owed(payout: Any) -> set[int | None]:
    """Return the ids of those who requested the payment, accepted the delivery or released the performance part."""
    return {
        payout.requested_by_id,
        payout.milestone.accepted_by_id if payout.milestone else None,
        payout.decision.by_id if payout.decision else None,
    }


FINANCE = _("the buyer's finance officer")
SECOND = _("the buyer's finance officer or approver")

grant("projects.request_payout", sees=can_see_milestone, role=delivers, who=SUPPLIER)
grant("projects.request_performance_payout", sees=can_see_contract, role=is_suppliers_person, who=SUPPLIER)
grant(
    "projects.approve_payout",
    sees=can_see_payout,
    role=approves_payments,
    who=SECOND,
    other_than=who_found_it_owed,
)
grant(
    "projects.send_payout",
    sees=can_see_payout,
    role=keeps_the_purse,
    who=FINANCE,
    other_than=lambda payout: {payout.approved_by_id, payout.requested_by_id},
)
grant("projects.confirm_payout", sees=can_see_payout, role=keeps_the_purse, who=FINANCE)
grant("projects.fail_payout", sees=can_see_payout, role=keeps_the_purse, who=FINANCE)
grant("projects.defer_payout", sees=can_see_payout, role=approves_payments, who=SECOND)
grant("projects.take_up_payout", sees=can_see_payout, role=approves_payments, who=SECOND)
grant(
    "projects.cancel_payout",
    sees=can_see_payout,
    role=may_take_back,
    who=_("the supplier who asked, or the buyer's finance officer or approver"),
)
grant(
    "projects.release_performance",
    sees=can_see_contract,
    role=is_of_the_buyer,
    who=_("the buyer's officer or approver"),
)
