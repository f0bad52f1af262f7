"""The steps of a payout: requested with an invoice, approved by a second person, sent, paid or failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.audit.outbox import announce
from core.audit.record import record
from core.database.uniqueness import numbered_once
from core.money import display
from core.time import core_now, day_of, today
from core.transitions import check, move, refuse
from procurement.wording import said
from projects.contracts.models import Contract
from projects.milestones.models import Milestone
from projects.milestones.queries import ACCEPTED_STATES
from projects.milestones.states import MilestoneState
from projects.payouts.books import book_decision, book_deferral, book_obligation, book_payment, book_reversal
from projects.payouts.models import Part, Payout, PerformanceDecision
from projects.payouts.overdue import last_day_to_pay
from projects.payouts.states import PayoutState
from projects.signals import payout_paid, performance_decided


@dataclass(frozen=True)
class Invoice:
    """The record of an invoice: number, date, amount in minor units, name of its file."""

    number: str
    on: date
    amount_fen: int
    file_name: str


@transaction.atomic
def request_payout(milestone_id: int, *, invoice: Invoice, by: Any) -> Payout:
    """Request the base part of an accepted milestone with an invoice of exactly this amount. Raises Refused."""
    contract_id = Milestone.objects.values_list("contract_id", flat=True).get(pk=milestone_id)
    contract = _locked_contract(contract_id)
    milestone = Milestone.objects.select_for_update(of=("self",)).with_contract().get(pk=milestone_id)
    check("projects.request_payout", by=by, thing=milestone)
    if milestone.state not in ACCEPTED_STATES:
        raise refuse(_("The milestone is not accepted yet: nothing is owed for it."), "payment")
    if milestone.base_fen == 0:
        raise refuse(_("This milestone has no base part: all of it waits for the residents' rating."))
    return _request(contract, Part.BASE, milestone.base_fen, invoice, by, milestone=milestone)


@transaction.atomic
def request_performance_payout(contract_id: int, *, period: str, invoice: Invoice, by: Any) -> Payout:
    """Request what the rating of a period has released, with an invoice of exactly this amount. Raises Refused."""
    contract = _locked_contract(contract_id)
    check("projects.request_performance_payout", by=by, thing=contract)
    decision = contract.performance_decisions.of_period(period)
    if decision is None or decision.amount_fen == 0:
        raise refuse(_("The rating of this period has released nothing to pay."), "rating_payment")
    return _request(contract, Part.PERFORMANCE, decision.amount_fen, invoice, by, decision=decision)


@transaction.atomic
def approve_payout(payout_id: int, *, by: Any) -> Payout:
    """Confirm as a second person that the payment is owed; the obligation is booked. Raises Refused."""
    payout = lock(payout_id)
    move(payout.approve, by=by, approved_by=by, approved_at=core_now())
    book_obligation(payout, by=by)
    tell_of_payout(payout, "payout.approved")
    return payout


@transaction.atomic
def send_payout(payout_id: int, *, order_number: str, by: Any) -> Payout:
    """Hand the payment order of this number to the treasury. Raises Refused."""
    payout = lock(payout_id)
    payout.order_number = order_number.strip()
    with numbered_once(_("This payment order number is taken already. Look at the number again.")):
        move(payout.send, by=by, sent_by=by, sent_at=core_now(), detail={"order_number": payout.order_number})
    return payout


@transaction.atomic
def confirm_payout_paid(
    payout_id: int, *, voucher: str, voucher_file: str = "", left_on: date | None = None, by: Any
) -> Payout:
    """Record the treasury's voucher and book the payment; a base part makes its milestone PAID. Raises Refused.

    `left_on` is the day that the voucher names, today where none is given; lateness counts up to it.
    """
    payout = lock(payout_id)
    left_on = left_on or today()
    if left_on > today():
        raise refuse(_("The voucher bears a day to come. Correct the day."))
    payout.voucher_number, payout.voucher_file = voucher.strip(), voucher_file
    with numbered_once(_("This voucher is recorded already. Look at the number again.")):
        detail = {"voucher": payout.voucher_number, "left_on": left_on.isoformat()}
        move(payout.confirm, by=by, paid_by=by, paid_at=core_now(), left_on=left_on, detail=detail)
    book_payment(payout, by=by)
    if payout.milestone_id is not None:
        milestone = Milestone.objects.select_for_update(of=("self",)).with_contract().get(pk=payout.milestone_id)
        if milestone.state == MilestoneState.ACCEPTED:
            move(milestone.pay, by=by)
    payout_paid.send(sender=Payout, payout=payout, by=by)
    tell_of_payout(payout, "payout.paid")
    return payout


@transaction.atomic
def fail_payout(payout_id: int, *, reason: str, by: Any) -> Payout:
    """Record that the money did not arrive; the booking is reversed and the payment may be requested again."""
    payout = lock(payout_id)
    why = said(reason)
    move(payout.fail, by=by, reason=why, why=why)
    book_reversal(payout, by=by)
    tell_of_payout(payout, "payout.failed", reason=why)
    return payout


@transaction.atomic
def defer_payout(payout_id: int, *, reason: str, by: Any) -> Payout:
    """Put a requested payment off, with a reason; its legal clock goes on. Raises Refused."""
    payout = lock(payout_id)
    why = said(reason)
    move(payout.defer, by=by, reason=why, why=why)
    tell_of_payout(payout, "payout.deferred", reason=why)
    return payout


@transaction.atomic
def take_up_payout(payout_id: int, *, by: Any) -> Payout:
    """Take a deferred payment up again. Raises Refused."""
    payout = lock(payout_id)
    move(payout.take_up, by=by)
    return payout


@transaction.atomic
def cancel_payout(payout_id: int, *, reason: str, by: Any) -> Payout:
    """Take a request back before it is sent; what was booked for it is reversed. Raises Refused."""
    payout = lock(payout_id)
    was_booked = payout.state == PayoutState.APPROVED
    why = said(reason)
    move(payout.cancel, by=by, reason=why, why=why)
    if was_booked:
        book_reversal(payout, by=by)
    tell_of_payout(payout, "payout.cancelled", reason=why)
    return payout


@transaction.atomic
def release_performance(
    contract_id: int, *, period: str, amount_fen: int, lines: list[dict[str, Any]], claw_back_fen: int = 0, by: Any
) -> PerformanceDecision:
    """Decide the performance part of all that was accepted and not decided yet: `amount_fen` of it may be requested.

    A published rating of the period stands behind it.
    `lines` show the calculation; `claw_back_fen` is what the supplier pays back besides. Deciding a period again in
    the same way changes nothing. Raises Refused.
    """
    contract = _locked_contract(contract_id)
    check("projects.release_performance", by=by, thing=contract)
    stake_fen = contract.milestones.performance_to_settle_fen()
    decided = contract.performance_decisions.of_period(period)
    if decided is not None:
        return _same_decision(decided, is_deferral=False, amount_fen=amount_fen)
    _refuse_unrated(contract, period)
    if not 0 <= amount_fen <= stake_fen:
        raise refuse(
            _("%(amount)s cannot be released: %(stake)s of accepted work waits for a decision.")
            % {"amount": display(amount_fen), "stake": display(stake_fen)},
            "rating_payment",
        )
    decision = PerformanceDecision.objects.create(
        contract=contract,
        period=period,
        accepted_fen=contract.milestones.accepted_to_settle_fen(),
        stake_fen=stake_fen,
        amount_fen=amount_fen,
        claw_back_fen=claw_back_fen,
        lines=lines,
        by=by,
        at=core_now(),
    )
    book_decision(decision, by=by)
    performance_decided.send(sender=PerformanceDecision, decision=decision)
    record(
        decision,
        verb="release",
        by=by,
        role="projects.release_performance",
        detail={
            "period": period,
            "stake_fen": stake_fen,
            "amount_fen": amount_fen,
            "claw_back_fen": claw_back_fen,
        },
    )
    topic = "performance.released" if amount_fen else "performance.nothing"
    _tell_of_decision(decision, topic, amount=display(amount_fen))
    return decision


@transaction.atomic
def defer_performance(contract_id: int, *, period: str, reason: str, by: Any) -> PerformanceDecision:
    """Let the performance part wait for the next period: neither forfeited nor paid. Raises Refused."""
    contract = _locked_contract(contract_id)
    check("projects.release_performance", by=by, thing=contract)
    why = said(reason)
    decided = contract.performance_decisions.of_period(period)
    if decided is not None:
        return _same_decision(decided, is_deferral=True, amount_fen=0)
    _refuse_unrated(contract, period)
    decision = PerformanceDecision.objects.create(
        contract=contract,
        period=period,
        is_deferral=True,
        stake_fen=0,
        amount_fen=0,
        lines=[{"text": why}],
        by=by,
        at=core_now(),
    )
    book_deferral(decision, contract.milestones.performance_to_settle_fen(), by=by)
    record(decision, verb="defer", by=by, role="projects.release_performance", reason=why, detail={"period": period})
    _tell_of_decision(decision, "performance.deferred", reason=why)
    return decision


def _refuse_unrated(contract: Contract, period: str) -> None:
    """Refuse a decision that no published rating stands behind: nobody releases or withholds the part by hand."""
    if not contract.rating_rounds.published_for(period).exists():
        raise refuse(_("No published rating decides about this period. Publish the rating first."), "rating_payment")


def _same_decision(decided: PerformanceDecision, *, is_deferral: bool, amount_fen: int) -> PerformanceDecision:
    if (decided.is_deferral, decided.amount_fen) != (is_deferral, amount_fen):
        raise refuse(_("The performance part of this period is decided already, and otherwise."), "rating_payment")
    return decided


def _tell_of_decision(decision: PerformanceDecision, topic: str, **payload: Any) -> None:
    contract = decision.contract
    announce(
        topic,
        str(decision.pk),
        contract=contract.pk,
        ocid=decision.ocid,
        period=decision.period,
        supplier=contract.supplier_id,
        **payload,
    )


def lock(payout_id: int) -> Payout:
    """Return a payout with its ground, under its lock."""
    return Payout.objects.select_for_update(of=("self",)).with_ground().get(pk=payout_id)


def _locked_contract(contract_id: int) -> Contract:
    return Contract.objects.select_for_update(of=("self",)).with_parties().get(pk=contract_id)


def _request(contract: Contract, part: str, amount_fen: int, invoice: Invoice, by: Any, **ground: Any) -> Payout:
    """Write the request down, after the questions that need no second person."""
    if not (invoice.number.strip() and invoice.file_name.strip()):
        raise refuse(_("Give the invoice's number and its file."), "payment")
    if invoice.on > today():
        raise refuse(_("The invoice bears a date to come. Correct the date."), "payment")
    if invoice.amount_fen != amount_fen:
        raise refuse(
            _("The invoice is over %(invoice)s, but %(amount)s is owed. Send an invoice of exactly this amount.")
            % {"invoice": display(invoice.amount_fen), "amount": display(amount_fen)},
            "payment",
        )
    if contract.payouts.live().filter(**ground).exists():
        raise refuse(_("This payment is requested already."))
    if contract.payouts.live().total_fen() + amount_fen > contract.total_fen:
        raise refuse(_("The contract's amount does not allow this payment."), "contract_no_substantive_change")
    now = core_now()
    accepted = day_of(ground["milestone"].accepted_at if "milestone" in ground else ground["decision"].at)
    with numbered_once(_("This invoice is used for another payment already. Look at the number again.")):
        payout = Payout.objects.create(
            contract=contract,
            payee=contract.supplier,
            part=part,
            amount_fen=amount_fen,
            currency=contract.currency,
            invoice_number=invoice.number.strip(),
            invoice_on=invoice.on,
            invoice_fen=invoice.amount_fen,
            invoice_file=invoice.file_name.strip(),
            requested_by=by,
            requested_at=now,
            pay_by=last_day_to_pay(contract, accepted=accepted, received=day_of(now)),
            **ground,
        )
    role = "projects.request_payout" if part == Part.BASE else "projects.request_performance_payout"
    record(payout, verb="request", after=payout.state, by=by, role=role, detail={"invoice": payout.invoice_number})
    tell_of_payout(payout, "payout.requested")
    return payout


def tell_of_payout(payout: Payout, topic: str, **payload: Any) -> None:
    """Say in the outbox what became of a payout."""
    announce(
        topic,
        f"{payout.pk}:{core_now().isoformat()}",
        payout=payout.pk,
        ocid=payout.ocid,
        invoice=payout.invoice_number,
        amount=display(payout.amount_fen),
        buyer=payout.contract.buyer_id,
        supplier=payout.payee_id,
        **payload,
    )
