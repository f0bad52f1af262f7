"""What payouts leave in the ledger: what waits for a rating, what the rating made of it, what is owed, what is paid.

A performance part is booked as waiting when a rating period first meets it; a deferral, a release, what is withheld
and what is clawed back are bookings of their own, so that no sum ever disappears between two columns.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from payments.ledger.models import Account, AccountKind
from payments.ledger.services import Line, open_account, post, reverse
from payments.rail.funds import funds_of
from projects.payouts.models import Part, Payout, PerformanceDecision
from projects.payouts.states import Rail


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


def part_of(decision: PerformanceDecision, kind: str) -> Account:
    """Return an account of a contract's performance part: DEFERRED, or RELEASED and not invoiced yet."""
    contract = decision.contract
    code = f"contract:{contract.pk}:performance:{kind.lower()}"
    return open_account(code, kind=kind, organisation_id=contract.supplier_id, currency=contract.currency)


def withheld_by(decision: PerformanceDecision) -> Account:
    """Return the buyer's account of what ratings have withheld and clawed back; it lessens what services cost."""
    buyer = decision.contract.buyer_id
    return open_account(f"buyer:{buyer}:withheld", kind=AccountKind.WITHHELD, organisation_id=buyer)


def claim_on(decision: PerformanceDecision) -> Account:
    """Return the buyer's account of what a supplier has to pay back."""
    contract = decision.contract
    code = f"buyer:{contract.buyer_id}:claim:{contract.supplier_id}"
    return open_account(code, kind=AccountKind.CLAIM, organisation_id=contract.buyer_id)


# An account is opened when something is booked on it, not before.
Opening = Callable[[], Account]


def book_deferral(decision: PerformanceDecision, waiting_fen: int, *, by: Any) -> None:
    """Book that all of the part that waits goes over to the next period, as far as it is not booked as deferred yet."""
    more = waiting_fen - _deferred_fen(decision)
    lines: list[tuple[Opening, int]] = [
        (lambda: services_of(decision.contract.buyer_id), more),
        (lambda: part_of(decision, AccountKind.DEFERRED), -more),
    ]
    _post(decision, "deferred", f"绩效部分递延 {decision.period}", lines, by)


def book_decision(decision: PerformanceDecision, *, by: Any) -> None:
    """Book what a rating made of the part: released to be invoiced, withheld, clawed back; nothing stays deferred."""
    waited, back = _deferred_fen(decision), decision.claw_back_fen
    lines: list[tuple[Opening, int]] = [
        (lambda: part_of(decision, AccountKind.DEFERRED), waited),
        (lambda: services_of(decision.contract.buyer_id), decision.stake_fen - waited),
        (lambda: part_of(decision, AccountKind.RELEASED), -decision.amount_fen),
        (lambda: withheld_by(decision), -decision.withheld_fen),
    ]
    _post(decision, "decided", f"绩效部分核定 {decision.period}", lines, by)
    claim: list[tuple[Opening, int]] = [(lambda: claim_on(decision), back), (lambda: withheld_by(decision), -back)]
    _post(decision, "clawed_back", f"应退回 {decision.period}", claim, by)


def _deferred_fen(decision: PerformanceDecision) -> int:
    """Return what earlier periods have left waiting on the contract's account."""
    return -Account.objects.balance_of(f"contract:{decision.contract_id}:performance:deferred")


def _post(decision: PerformanceDecision, fact: str, text: str, lines: list[tuple[Opening, int]], by: Any) -> None:
    said = [Line(opened(), amount) for opened, amount in lines if amount]
    if said:
        post(key=f"performance:{decision.pk}:{fact}", ocid=decision.ocid, text=text, lines=said, by=by)


def ground_of(payout: Payout) -> Account:
    """Return the account that what is owed comes from: services bought, or what a rating has released."""
    if payout.part == Part.PERFORMANCE and payout.decision is not None:
        return part_of(payout.decision, AccountKind.RELEASED)
    return services_of(payout.contract.buyer_id)


def book_obligation(payout: Payout, *, by: Any) -> None:
    """Book that the payout is owed."""
    lines = [
        Line(ground_of(payout), payout.amount_fen, payout.currency),
        Line(owed_to(payout.payee_id), -payout.amount_fen, payout.currency),
    ]
    post(key=key_of(payout, "owed"), ocid=payout.ocid, text=f"应付 {payout.invoice_number}", lines=lines, by=by)


def purse_of(payout: Payout) -> Account:
    """Return the account that a payout is paid out of: the treasury's, or the office's at the card provider."""
    buyer = payout.contract.buyer_id
    return funds_of(buyer) if payout.rail == Rail.CARD else treasury_of(buyer)


def book_payment(payout: Payout, *, by: Any) -> None:
    """Book that the payout has been paid."""
    lines = [
        Line(owed_to(payout.payee_id), payout.amount_fen, payout.currency),
        Line(purse_of(payout), -payout.amount_fen, payout.currency),
    ]
    post(key=key_of(payout, "paid"), ocid=payout.ocid, text=f"已付 {payout.voucher_number}", lines=lines, by=by)


def book_reversal(payout: Payout, *, by: Any) -> None:
    """Book that the payout is no longer owed in this form: it failed or was cancelled."""
    reverse(key=key_of(payout, "reversed"), of=key_of(payout, "owed"), text=f"冲销 {payout.invoice_number}", by=by)


def book_return(payout: Payout, *, by: Any) -> None:
    """Book that what was paid is back: the office has the money again, and owes it no longer in this form."""
    reverse(key=key_of(payout, "returned"), of=key_of(payout, "paid"), text=f"退回 {payout.voucher_number}", by=by)
    book_reversal(payout, by=by)


def key_of(payout: Payout, fact: str) -> str:
    """Return the business key of one fact about a payout."""
    return f"payout:{payout.pk}:{fact}"
