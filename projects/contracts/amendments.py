"""Supplements to a contract: the buyer proposes, the supplier agrees, all of them within 10 % (法§49)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.audit.outbox import announce
from core.audit.record import record
from core.law.limits import supplement_limit
from core.time import core_now, today
from core.transitions import check, refuse
from projects.contracts.models import Amendment, Contract
from projects.contracts.states import ContractState
from projects.contracts.text import statement_for_amendment
from projects.signals import amendment_agreed


@transaction.atomic
def propose_amendment(contract_id: int, *, title: str, text: str, added_fen: int, due_on: date, by: Any) -> Amendment:
    """Propose more of the same service, to be delivered by a day; all supplements stay within 10 %. Raises Refused."""
    contract = Contract.objects.select_for_update(of=("self",)).with_parties().get(pk=contract_id)
    check("projects.propose_amendment", by=by, thing=contract)
    if not (title.strip() and text.strip()):
        raise refuse(_("Give the supplement a title and say what is added."))
    if due_on < today() or (contract.ends_on is not None and due_on > contract.ends_on):
        raise refuse(_("The supplement has to be delivered within the term of the contract. Choose another day."))
    _refuse_excess(contract, added_fen)
    amendment = Amendment.objects.create(
        contract=contract,
        number=contract.amendments.count() + 1,
        title=title.strip(),
        text=text.strip(),
        added_fen=added_fen,
        due_on=due_on,
        proposed_by=by,
        proposed_at=core_now(),
    )
    record(amendment, verb="propose", by=by, role="projects.propose_amendment", detail={"added_fen": added_fen})
    _tell(amendment, "amendment.proposed")
    return amendment


@transaction.atomic
def agree_amendment(amendment_id: int, *, statement: str, by: Any) -> Amendment:
    """Agree for the supplier with `statement_for_amendment(amendment)`; from now on it is part of the contract."""
    contract_id = Amendment.objects.values_list("contract_id", flat=True).get(pk=amendment_id)
    contract = Contract.objects.select_for_update(of=("self",)).with_parties().get(pk=contract_id)
    amendment = Amendment.objects.select_for_update(of=("self",)).get(pk=amendment_id)
    amendment.contract = contract
    check("projects.agree_amendment", by=by, thing=amendment)
    if amendment.agreed_at is not None:
        raise refuse(_("The supplement is agreed already."))
    _refuse_excess(contract, amendment.added_fen)
    if statement.strip() != statement_for_amendment(amendment):
        raise refuse(_("The statement is not the one that belongs to this supplement. Read it again and sign it."))
    amendment.agreed_by, amendment.agreed_at = by, core_now()
    amendment.save()
    record(amendment, verb="agree", by=by, role="projects.agree_amendment", detail={"statement": statement.strip()})
    amendment_agreed.send(sender=Amendment, amendment=amendment)
    _tell(amendment, "amendment.agreed")
    return amendment


def _refuse_excess(contract: Contract, added_fen: int) -> None:
    if contract.state != ContractState.IN_FORCE:
        raise refuse(_("Only a contract in force takes a supplement."))
    if added_fen <= 0:
        raise refuse(_("A supplement adds an amount above zero."))
    if contract.amendments.agreed().added_fen() + added_fen > supplement_limit(contract.amount_fen):
        raise refuse(
            _("All supplements together may add at most 10 % of the contract. Reduce the amount."), "contract_extra"
        )


def _tell(amendment: Amendment, topic: str) -> None:
    contract = amendment.contract
    announce(
        topic,
        str(amendment.pk),
        amendment=amendment.pk,
        contract=contract.pk,
        ocid=contract.ocid,
        buyer=contract.buyer_id,
        supplier=contract.supplier_id,
    )
