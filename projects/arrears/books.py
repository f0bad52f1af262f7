"""What interest and repayments leave in the ledger."""

from __future__ import annotations

from typing import Any

from payments.ledger.models import Account, AccountKind
from payments.ledger.services import Line, open_account, post
from projects.arrears.models import OverdueInterest, Repayment
from projects.payouts.books import claim_on, owed_to, treasury_of


def interest_of(organisation_id: int) -> Account:
    """Return the account of what a buyer's late payments have cost."""
    code = f"buyer:{organisation_id}:overdue_interest"
    return open_account(code, kind=AccountKind.INTEREST, organisation_id=organisation_id)


def book_interest_owed(interest: OverdueInterest, *, by: Any) -> None:
    """Book that the interest is owed to the supplier."""
    contract = interest.contract
    lines = [
        Line(interest_of(contract.buyer_id), interest.amount_fen),
        Line(owed_to(contract.supplier_id), -interest.amount_fen),
    ]
    _post(interest, "owed", f"应付逾期利息 {interest.payout.invoice_number}", lines, by)


def book_interest_paid(interest: OverdueInterest, *, by: Any) -> None:
    """Book that the treasury has paid it."""
    contract = interest.contract
    lines = [
        Line(owed_to(contract.supplier_id), interest.amount_fen),
        Line(treasury_of(contract.buyer_id), -interest.amount_fen),
    ]
    _post(interest, "paid", f"已付逾期利息 {interest.voucher_number}", lines, by)


def book_repaid(repayment: Repayment, *, by: Any) -> None:
    """Book that the supplier's money is back in the treasury and the claim is settled."""
    lines = [
        Line(treasury_of(repayment.contract.buyer_id), repayment.amount_fen),
        Line(claim_on(repayment.decision), -repayment.amount_fen),
    ]
    _post(repayment, "received", f"已收退款 {repayment.voucher_number}", lines, by)


def _post(thing: Any, fact: str, text: str, lines: list[Line], by: Any) -> None:
    post(key=f"{thing._meta.model_name}:{thing.pk}:{fact}", ocid=thing.ocid, text=text, lines=lines, by=by)
