"""The steps of what is owed besides the payments."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from psycopg.errors import UniqueViolation

from core.audit.outbox import announce
from core.audit.record import record
from core.money import display
from core.time import core_now, today
from core.transitions import move, refuse
from procurement.wording import said
from projects.arrears.books import book_interest_owed, book_interest_paid, book_repaid
from projects.arrears.models import OverdueInterest, Repayment
from projects.payouts.models import Payout, PerformanceDecision
from projects.payouts.overdue import Lateness

FINEST = Decimal("1e-10")  # decimals of a day's rate as it is kept; the amount is reckoned with the exact one


@transaction.atomic
def charge_interest(payout: Payout, *, by: Any) -> OverdueInterest | None:
    """Book the interest of a payment that has arrived after its last day; None where it bears none."""
    overdue = Lateness(today()).of(payout)
    if overdue is None or not overdue.interest_fen:
        return None
    rate = Decimal(overdue.daily_rate.numerator) / Decimal(overdue.daily_rate.denominator)
    interest = OverdueInterest.objects.create(
        payout=payout,
        contract=payout.contract,
        days=overdue.days,
        daily_rate=rate.quantize(FINEST),
        amount_fen=overdue.interest_fen,
        owed_at=core_now(),
    )
    book_interest_owed(interest, by=by)
    detail = {"days": overdue.days, "amount_fen": overdue.interest_fen}
    record(interest, verb="charge", after=interest.state, by=by, role="projects.confirm_payout", detail=detail)
    _tell(interest, "interest.owed", invoice=payout.invoice_number)
    return interest


@transaction.atomic
def approve_interest(interest_id: int, *, by: Any) -> OverdueInterest:
    """Confirm as a second person that the interest is owed. Raises Refused."""
    interest = _interest(interest_id)
    move(interest.approve, by=by, approved_by=by, approved_at=core_now())
    return interest


@transaction.atomic
def pay_interest(interest_id: int, *, voucher: str, voucher_file: str = "", by: Any) -> OverdueInterest:
    """Record the treasury's voucher and book the payment of the interest. Raises Refused."""
    interest = _interest(interest_id)
    interest.voucher_number, interest.voucher_file = voucher.strip(), voucher_file
    with _numbered_once():
        move(interest.pay, by=by, paid_by=by, paid_at=core_now(), detail={"voucher": interest.voucher_number})
    book_interest_paid(interest, by=by)
    _tell(interest, "interest.paid", invoice=interest.payout.invoice_number)
    return interest


@transaction.atomic
def demand_repayment(decision: PerformanceDecision) -> Repayment | None:
    """Ask the supplier for what a rating has clawed back; None where it has clawed nothing back."""
    if not decision.claw_back_fen:
        return None
    repayment = Repayment.objects.create(
        decision=decision, contract=decision.contract, amount_fen=decision.claw_back_fen, demanded_at=core_now()
    )
    detail = {"amount_fen": repayment.amount_fen}
    role = "projects.release_performance"
    record(repayment, verb="demand", after=repayment.state, by=decision.by, role=role, detail=detail)
    _tell(repayment, "repayment.demanded")
    return repayment


@transaction.atomic
def report_repayment(repayment_id: int, *, transfer: str, transfer_file: str = "", by: Any) -> Repayment:
    """Say for the supplier that the money is on its way, under the bank's number. Raises Refused."""
    repayment = _repayment(repayment_id)
    repayment.transfer_number, repayment.transfer_file = transfer.strip(), transfer_file
    move(repayment.report, by=by, reported_by=by, reported_at=core_now(), detail={"transfer": transfer.strip()})
    _tell(repayment, "repayment.reported")
    return repayment


@transaction.atomic
def receive_repayment(repayment_id: int, *, voucher: str, by: Any) -> Repayment:
    """Record the treasury's voucher of the money that came back, and book the claim off. Raises Refused."""
    repayment = _repayment(repayment_id)
    repayment.voucher_number = voucher.strip()
    with _numbered_once():
        move(
            repayment.receive,
            by=by,
            received_by=by,
            received_at=core_now(),
            detail={"voucher": repayment.voucher_number},
        )
    book_repaid(repayment, by=by)
    _tell(repayment, "repayment.received")
    return repayment


@transaction.atomic
def miss_repayment(repayment_id: int, *, reason: str, by: Any) -> Repayment:
    """Tell the supplier that its money was not found. Raises Refused."""
    repayment = _repayment(repayment_id)
    why = said(reason)
    move(repayment.miss, by=by, reason=why, why=why)
    _tell(repayment, "repayment.missed", reason=why)
    return repayment


def _interest(pk: int) -> OverdueInterest:
    rows = OverdueInterest.objects.select_for_update(of=("self",)).with_ground().select_related("payout")
    return rows.get(pk=pk)


def _repayment(pk: int) -> Repayment:
    rows = Repayment.objects.select_for_update(of=("self",)).with_ground().select_related("decision__contract")
    return rows.get(pk=pk)


@contextmanager
def _numbered_once() -> Iterator[None]:
    """Turn the database's refusal of a voucher that is taken into a sentence."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as taken:
        if not isinstance(taken.__cause__, UniqueViolation):
            raise
        raise refuse(_("This voucher is recorded already. Look at the number again.")) from None


def _tell(thing: Any, topic: str, **payload: Any) -> None:
    announce(
        topic,
        f"{thing.pk}:{core_now().isoformat()}",
        ocid=thing.ocid,
        amount=display(thing.amount_fen),
        buyer=thing.contract.buyer_id,
        supplier=thing.contract.supplier_id,
        **{thing._meta.model_name: thing.pk},
        **payload,
    )
