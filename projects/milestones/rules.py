"""Who may do what with a milestone."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role, covers, holds, is_member, resident_of, supervises
from core.rights import grant
from projects.contracts.rules import (
    OFFICER,
    SUPPLIER,
    can_see_contract,
    is_buyers_officer,
    works_for_the_supplier,
)


def can_see_milestone(user: Any, milestone: Any) -> bool:
    """A milestone is read by those who read its contract."""
    return can_see_contract(user, milestone.contract)


def delivers(user: Any, milestone: Any) -> bool:
    """Whether the person acts for the supplier who delivers."""
    return holds(user, milestone.contract.supplier_id, Role.SUPPLIER)


def accepts_for_buyer(user: Any, milestone: Any) -> bool:
    """Whether the person checks deliveries for the buyer."""
    return is_buyers_officer(user, milestone.contract)


def handles_money_of_buyer(user: Any, milestone: Any) -> bool:
    """Whether the person belongs to those of the buyer who accept or pay."""
    return holds(user, milestone.contract.buyer_id, Role.BUYER_OFFICER, Role.APPROVER, Role.FINANCE)


def area_served(milestone: Any) -> Any:
    """Return the area whose residents the service is for."""
    return milestone.contract.lot.tender.plan_item.area


def speaks_for_the_served(user: Any, milestone: Any) -> bool:
    """Whether the person is a resident of the area, or a grid worker who writes down what an assisted one says.

    The supplier's own people never are: nobody witnesses what the own organisation has delivered.
    """
    if works_for_the_supplier(user, milestone.contract):
        return False
    area = area_served(milestone)
    resident = resident_of(user)
    return (resident is not None and area.covers(resident.community)) or covers(user, area, Role.GRID_WORKER)


def answers_for_delivery(user: Any, milestone: Any) -> bool:
    """Whether the person belongs to a party of the contract or supervises the buyer: who may open the evidence."""
    contract = milestone.contract
    return (
        is_member(user, contract.buyer_id)
        or is_member(user, contract.supplier_id)
        or supervises(user, contract.buyer.area)
    )


grant(
    "projects.open_evidence",
    sees=can_see_milestone,
    role=answers_for_delivery,
    who=_("the parties of the contract and the supervisor"),
)
grant("projects.submit_milestone", sees=can_see_milestone, role=delivers, who=SUPPLIER)
grant(
    "projects.witness_milestone",
    sees=can_see_milestone,
    role=speaks_for_the_served,
    who=_("a resident whom the service is for"),
)
grant(
    "projects.accept_milestone",
    sees=can_see_milestone,
    role=accepts_for_buyer,
    who=OFFICER,
    other_than=lambda milestone: {
        milestone.submitted_by_id,
        *milestone.opinions.on_submission(milestone.submission).values_list("by_id", flat=True),
    },
)
grant("projects.send_back_milestone", sees=can_see_milestone, role=accepts_for_buyer, who=OFFICER)
grant(
    "projects.pay_milestone", sees=can_see_milestone, role=handles_money_of_buyer, who=_("the buyer's finance officer")
)
