"""What a payout leaves in the ledger: the obligation when it is approved, the payment when it has arrived."""

from __future__ import annotations

from typing import Any

from payments.ledger.models import Account, AccountKind
from payments.ledger.services import Line, open_account, post, reverse
from projects.payouts.models import Payout


def services_of(organisation_id: int) -> Account:
    """Return the account of what a buyer has bought."""
    return open_account(f"buyer:{organisation_id}:services", kind=AccountKind.EXPENSE, organisation_id=organisation_id)


def treasury_of(organisation_id: int) -> Account:
    """Return the account of a buyer's treasury money; a payment credits it."""
    return open_account(f"buyer:{organisation_id}:treasury", kind=AccountKind.TREASURY, organisation_id=organisation_id)


def owed_to(organisation_id: int) -> Account:
    """Return the account of what is owed to a supplier; what is owed stands on its credit side, below zero."""
    return open_account(
        f"supplier:{organisation_id}:payable", kind=AccountKind.PAYABLE, organisation_id=organisation_id
    )


def book_obligation(payout: Payout, *, by: Any) -> None:
    """Book that the payout is owed."""
    lines = [
        Line(services_of(payout.contract.buyer_id), payout.amount_fen, payout.currency),
        Line(owed_to(payout.payee_id), -payout.amount_fen, payout.currency),
    ]
    post(key=key_of(payout, "owed"), ocid=payout.ocid, text=f"应付 {payout.invoice_number}", lines=lines, by=by)


def book_payment(payout: Payout, *, by: Any) -> None:
    """Book that the treasury has paid."""
    lines = [
        Line(owed_to(payout.payee_id), payout.amount_fen, payout.currency),
        Line(treasury_of(payout.contract.buyer_id), -payout.amount_fen, payout.currency),
    ]
    post(key=key_of(payout, "paid"), ocid=payout.ocid, text=f"已付 {payout.voucher_number}", lines=lines, by=by)


def book_reversal(payout: Payout, *, by: Any) -> None:
    """Book that the payout is no longer owed in this form: it failed or was cancelled."""
    reverse(key=key_of(payout, "reversed"), of=key_of(payout, "owed"), text=f"冲销 {payout.invoice_number}", by=by)


def key_of(payout: Payout, fact: str) -> str:
    """Return the business key of one fact about a payout."""
    return f"payout:{payout.pk}:{fact}"
