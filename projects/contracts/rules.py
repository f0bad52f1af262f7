"""Who may do what with a contract."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.roles import Role, holds, is_member, may_supply, organisations_of, supervises
from core.rights import grant
from projects.contracts.states import ContractState, Party


def can_see_contract(user: Any, contract: Any) -> bool:
    """Everybody reads a published contract; before, its parties and those who supervise the buyer do."""
    return (
        contract.published_at is not None
        or is_member(user, contract.buyer_id)
        or (contract.state != ContractState.DRAFTED and is_member(user, contract.supplier_id))
        or supervises(user, contract.buyer.area)
    )


def may_read_payments(user: Any, contract: Any) -> bool:
    """Payments are read by payer and payee and by those who supervise the buyer."""
    return (
        is_member(user, contract.buyer_id)
        or is_member(user, contract.supplier_id)
        or supervises(user, contract.buyer.area)
    )


def can_see_amendment(user: Any, amendment: Any) -> bool:
    """A supplement is read by those who read its contract; before both sides agree, by the parties."""
    contract = amendment.contract
    if amendment.agreed_at is not None:
        return can_see_contract(user, contract)
    return (
        is_member(user, contract.buyer_id)
        or is_member(user, contract.supplier_id)
        or supervises(user, contract.buyer.area)
    )


def decides_for_the_buyer(user: Any, contract: Any, *roles: str) -> bool:
    """Whether the person holds one of the roles at the buyer; whoever belongs to the supplier stands aside (条例§9)."""
    return holds(user, contract.buyer_id, *roles) and not works_for_the_supplier(user, contract)


def is_buyers_officer(user: Any, contract: Any) -> bool:
    """Whether the person prepares the buyer's acts."""
    return decides_for_the_buyer(user, contract, Role.BUYER_OFFICER)


def is_buyers_approver(user: Any, contract: Any) -> bool:
    """Whether the person signs and decides for the buyer."""
    return decides_for_the_buyer(user, contract, Role.APPROVER)


def is_of_the_buyer(user: Any, contract: Any) -> bool:
    """Whether the person acts for the buyer, as officer or as approver."""
    return decides_for_the_buyer(user, contract, Role.BUYER_OFFICER, Role.APPROVER)


def is_suppliers_person(user: Any, contract: Any) -> bool:
    """Whether the person acts for the supplier in what is running already."""
    return holds(user, contract.supplier_id, Role.SUPPLIER)


def works_for_the_supplier(user: Any, contract: Any) -> bool:
    """Whether the person belongs, in whatever role, to the supplier or to a member of its consortium."""
    if is_member(user, contract.supplier_id):
        return True
    elsewhere = organisations_of(user) - {contract.buyer_id}
    if not elsewhere:  # the buyer's own people, nearly always: the contract's text need not be read
        return False
    codes = [str(code).upper() for code in contract.text.get("consortium") or []]
    return bool(codes) and Organisation.objects.filter(pk__in=elsewhere, credit_code__in=codes).exists()


def may_bind_supplier(user: Any, contract: Any) -> bool:
    """Whether the person may sign for the supplier; a suspended or barred supplier takes on nothing new."""
    return may_supply(user, contract.supplier_id)


def may_agree(user: Any, amendment: Any) -> bool:
    """Whether the person may sign a supplement for the supplier."""
    return may_supply(user, amendment.contract.supplier_id)


def signers(contract: Any, *parties: str) -> set[int | None]:
    """Return the ids of those who signed for the parties."""
    return {pk for party in parties for pk in contract.signatures.signers(party)}


OFFICER = _("the buyer's officer")
APPROVER = _("the buyer's approver")
SUPPLIER = _("the supplier's representative")

grant("projects.offer_contract", sees=can_see_contract, role=is_buyers_officer, who=OFFICER)
grant("projects.sign_as_supplier", sees=can_see_contract, role=may_bind_supplier, who=SUPPLIER)
grant("projects.refuse_contract", sees=can_see_contract, role=is_suppliers_person, who=SUPPLIER)
grant(
    "projects.sign_contract",
    sees=can_see_contract,
    role=is_buyers_approver,
    who=APPROVER,
    other_than=lambda contract: {contract.offered_by_id, *signers(contract, Party.SUPPLIER)},
)
grant(
    "projects.publish_contract",
    sees=can_see_contract,
    role=is_of_the_buyer,
    who=OFFICER,
    other_than=lambda contract: signers(contract, Party.BUYER),
)
grant("projects.file_contract", sees=can_see_contract, role=is_of_the_buyer, who=OFFICER)
grant("projects.complete_contract", sees=can_see_contract, role=is_of_the_buyer, who=OFFICER)
grant("projects.suspend_contract", sees=can_see_contract, role=is_buyers_approver, who=APPROVER)
grant("projects.resume_contract", sees=can_see_contract, role=is_buyers_approver, who=APPROVER)
grant("projects.terminate_contract", sees=can_see_contract, role=is_buyers_approver, who=APPROVER)
grant("projects.lapse_contract", sees=can_see_contract, role=is_of_the_buyer, who=OFFICER)
grant("projects.propose_amendment", sees=can_see_contract, role=is_buyers_officer, who=OFFICER)
grant(
    "projects.agree_amendment",
    sees=can_see_amendment,
    role=may_agree,
    who=SUPPLIER,
    other_than=lambda amendment: {amendment.proposed_by_id},
)
