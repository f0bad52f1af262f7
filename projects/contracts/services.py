"""The steps of a contract: drawn up, offered, signed twice, published, ended."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.organisations.kinds import TrackRecordKind
from accounts.organisations.services import note_track_record
from core.audit.outbox import announce
from core.audit.record import record
from core.money import fen, yuan
from core.time import core_now, day_of, today
from core.transitions import check, move, refuse
from procurement.awards.models import Award
from procurement.awards.services import revoke_award
from procurement.tenders.models import Tender
from procurement.wording import said
from projects.contracts import guards
from projects.contracts.deposits import ask_for_performance_deposit, owe_performance, owe_winner
from projects.contracts.models import Contract, Signature
from projects.contracts.states import ContractState, Party
from projects.contracts.text import compose, fingerprint, last_day_of_term, statement_for
from projects.periods import last_day
from projects.signals import contract_published


@transaction.atomic
def draft_contract(award_id: int) -> Contract:
    """Return the contract of a published award, drawn up from tender and bid if it is not there yet."""
    award = (
        Award.objects.select_for_update(of=("self",))
        .select_related("bid__supplier", "lot__tender__plan_item", "lot__tender__buyer", "published_by")
        .get(pk=award_id)
    )
    found = Contract.objects.filter(award=award).first()
    if found is not None:
        return found
    if award.published_at is None:
        raise refuse(_("The award is not published yet: there is no award letter to sign on."), "contract_sign")
    tender = award.lot.tender
    contract = Contract(
        award=award,
        lot=award.lot,
        buyer=tender.buyer,
        supplier=award.bid.supplier,
        purchase_ocid=tender.ocid,
        amount_fen=award.amount_fen,
        performance_percent=tender.performance_percent,
        payout_policy=tender.payout_policy,
        term_months=tender.term_months,
        sign_by=last_day("contract_sign", day_of(award.published_at)),
    )
    contract.text = compose(contract)
    contract.save()
    record(contract, verb="draft", after=contract.state, by=award.published_by, role="procurement.publish_award")
    ask_for_performance_deposit(contract, by=award.published_by)
    _tell(contract, "contract.drafted")
    return contract


@transaction.atomic
def offer_contract(
    contract_id: int,
    *,
    starts_on: date | None = None,
    payment_days: int | None = None,
    overdue_percent: Decimal | None = None,
    by: Any,
) -> Contract:
    """Fix the first day (today where none is given) and lay the text before both sides. Raises Refused.

    `payment_days` from the acceptance and `overdue_percent` a year are agreed beside the law; without them it holds.
    """
    contract = _locked(contract_id)
    check("projects.offer_contract", by=by, thing=contract)
    if contract.state == ContractState.DRAFTED:
        contract.starts_on = starts_on or today()
        if contract.starts_on < today():
            raise refuse(_("The first day lies in the past. Choose today or a later day."))
        contract.ends_on = last_day_of_term(contract.starts_on, contract.term_months or 1)
        contract.payment_days, contract.overdue_percent = payment_days, overdue_percent
        contract.text = compose(contract)
        if any(fen(one["yuan"]) <= 0 for one in contract.text["payment"]["milestones"]):
            raise refuse(_("An instalment of this price is worth nothing: the price is too small for its split."))
    move(contract.offer, by=by, offered_by=by, offered_at=core_now(), detail={"sha256": fingerprint(contract.text)})
    _tell(contract, "contract.offered")
    return contract


@transaction.atomic
def sign_contract(contract_id: int, *, statement: str, by: Any) -> Contract:
    """Sign for the side that is next: the supplier first, then the buyer, whose signature binds both.

    `statement` is `statement_for(contract, party)` as the signer read it; another one is refused. Raises Refused.
    """
    contract = _locked(contract_id)
    party = Party.BUYER if contract.signatures.signers(Party.SUPPLIER) else Party.SUPPLIER
    if party == Party.SUPPLIER:
        check("projects.sign_as_supplier", by=by, thing=contract)
        _refuse_unsignable(contract)
        _sign(contract, party, statement, by)
        record(
            contract, verb="sign_as_supplier", by=by, role="projects.sign_as_supplier", detail={"statement": statement}
        )
        _tell(contract, "contract.signed_by_supplier")
        return contract
    signed_at = core_now()
    publish_by = last_day("contract_publish", day_of(signed_at))
    move(contract.sign, by=by, signed_at=signed_at, publish_by=publish_by, detail={"statement": statement})
    _sign(contract, party, statement, by)
    owe_winner(contract, by=by)
    _tell(contract, "contract.signed")
    return contract


@transaction.atomic
def refuse_contract(contract_id: int, *, reason: str, by: Any) -> Contract:
    """Say for the supplier that it will not sign; the buyer may then give the contract up (法§49)."""
    contract = _locked(contract_id)
    check("projects.refuse_contract", by=by, thing=contract)
    if contract.state != ContractState.OFFERED or contract.signatures.signers(Party.SUPPLIER) or contract.refused_at:
        raise refuse(_("There is nothing to refuse: the contract is not offered to you, or you have answered already."))
    contract.refused_by, contract.refused_at, contract.end_reason = by, core_now(), said(reason)
    contract.save()
    record(contract, verb="refuse", by=by, role="projects.refuse_contract", reason=reason)
    _tell(contract, "contract.refused", reason=contract.end_reason)
    return contract


@transaction.atomic
def publish_contract(contract_id: int, *, by: Any) -> Contract:
    """Publish the signed contract; from now on it is in force, and its milestones are planned. Raises Refused."""
    contract = _locked(contract_id)
    move(contract.publish, by=by, published_by=by, published_at=core_now())
    contract_published.send(sender=Contract, contract=contract)
    _tell(contract, "contract.published")
    return contract


@transaction.atomic
def file_contract(contract_id: int, *, by: Any) -> Contract:
    """Note that a copy went to the finance department (法§47); filing twice changes nothing. Raises Refused."""
    contract = _locked(contract_id)
    check("projects.file_contract", by=by, thing=contract)
    if contract.signed_at is None:
        raise refuse(_("Only a signed contract is filed."), "contract_file")
    if contract.filed_at is None:
        contract.filed_by, contract.filed_at = by, core_now()
        contract.save()
        record(contract, verb="file", by=by, role="projects.file_contract")
    return contract


@transaction.atomic
def complete_contract(contract_id: int, *, by: Any) -> Contract:
    """Close a contract of which everything is delivered, decided and paid; note it in the track record."""
    contract = _locked(contract_id)
    now = core_now()
    move(contract.complete, by=by, ended_at=now)
    owe_performance(contract, by=by)
    note_track_record(
        organisation_id=contract.supplier_id,
        ocid=contract.ocid,
        lot=contract.lot.code,
        kind=TrackRecordKind.CONTRACT,
        value=yuan(contract.total_fen),
        detail={"buyer": contract.buyer.name, "ended_on": day_of(now).isoformat()},
        by=by,
    )
    _tell(contract, "contract.completed")
    return contract


@transaction.atomic
def suspend_contract(contract_id: int, *, reason: str, by: Any) -> Contract:
    """Interrupt the delivery where going on would harm the public interest (法§50). Raises Refused."""
    contract = _locked(contract_id)
    move(contract.suspend, by=by, reason=said(reason))
    _tell(contract, "contract.suspended", reason=reason.strip())
    return contract


@transaction.atomic
def resume_contract(contract_id: int, *, reason: str, by: Any) -> Contract:
    """Let a suspended delivery go on. Raises Refused."""
    contract = _locked(contract_id)
    move(contract.resume, by=by, reason=said(reason))
    _tell(contract, "contract.resumed", reason=reason.strip())
    return contract


@transaction.atomic
def terminate_contract(contract_id: int, *, reason: str, by: Any) -> Contract:
    """End a signed contract early where going on would harm the public interest (法§50). Raises Refused."""
    contract = _locked(contract_id)
    why = said(reason)
    move(contract.terminate, by=by, reason=why, ended_at=core_now(), end_reason=why)
    owe_performance(contract, by=by)
    _tell(contract, "contract.terminated", reason=reason.strip())
    return contract


@transaction.atomic
def lapse_contract(contract_id: int, *, reason: str, by: Any) -> Contract:
    """Give up a contract that nobody signed, and revoke its award, so that the next candidate follows (条例§49)."""
    why = said(reason)
    award_id, tender_id = Contract.objects.values_list("award_id", "lot__tender_id").get(pk=contract_id)
    Tender.objects.select_for_update(of=("self",)).get(pk=tender_id)  # first, as the awards do: no circle
    contract = _locked(contract_id)
    _lapse(contract, why, by)
    revoke_award(award_id, reason=why, by=by)
    return contract


def give_up_with_award(award: Award, *, by: Any) -> None:
    """Give up the unsigned contract of an award that is being revoked; raises Refused when it was signed meanwhile."""
    contract_id = Contract.objects.filter(award=award).values_list("pk", flat=True).first()
    if contract_id is None:
        return
    contract = _locked(contract_id)
    if contract.signed_at is not None:
        raise refuse(_("The contract of this award is signed. Terminate the contract instead."), "contract_unilateral")
    if contract.state != ContractState.TERMINATED:
        _lapse(contract, award.revoke_reason, by)


def _lapse(contract: Contract, why: str, by: Any) -> None:
    move(contract.lapse, by=by, reason=why, ended_at=core_now(), end_reason=why)
    _tell(contract, "contract.lapsed", reason=why)


def _locked(contract_id: int) -> Contract:
    return Contract.objects.select_for_update(of=("self",)).with_parties().get(pk=contract_id)


def _refuse_unsignable(contract: Contract) -> None:
    """Refuse the supplier's signature for the reasons that would also stand against the buyer's."""
    if contract.state != ContractState.OFFERED:
        raise refuse(_("The contract is not offered for signature. The buyer offers it first."))
    for question in (guards.award_stands, guards.signing_period_runs, guards.supplier_has_not_refused):
        if not question(contract):
            raise refuse(question.sentence, question.rule_key)  # type: ignore[attr-defined]


def _sign(contract: Contract, party: str, statement: str, by: Any) -> None:
    if statement.strip() != statement_for(contract, party):
        raise refuse(_("The statement is not the one that belongs to this text. Read the contract again and sign it."))
    Signature.objects.create(
        contract=contract,
        party=party,
        by=by,
        statement=statement.strip(),
        text_sha256=fingerprint(contract.text),
        at=core_now(),
    )


def _tell(contract: Contract, topic: str, **payload: Any) -> None:
    announce(
        topic,
        f"{contract.pk}:{core_now().isoformat()}",
        contract=contract.pk,
        ocid=contract.ocid,
        buyer=contract.buyer_id,
        supplier=contract.supplier_id,
        **payload,
    )
