"""What a deposit leaves in the ledger. Before the opening its entries name nothing but its opaque reference."""

from __future__ import annotations

from typing import Any

from payments.deposits.models import Deposit, LateInterest, seal_of
from payments.ledger.models import Account, AccountKind
from payments.ledger.services import Line, open_account, post
from payments.rail.funds import money_of
from payments.rail.models import CardPayment, Order


def holder_of(deposit: Deposit) -> Account:
    """Return the account that holds a deposit: an opaque one until the opening, then the supplier's."""
    if deposit.disclosed_at is None:
        return open_account(f"deposit:{deposit.reference}", kind=AccountKind.HELD)
    code = f"supplier:{deposit.supplier_id}:{deposit.kind.lower()}_deposits"
    return open_account(code, kind=AccountKind.HELD, organisation_id=deposit.supplier_id)


def _post(deposit: Deposit, fact: str, text: str, lines: list[Line], by: Any) -> None:
    sealed = ("", "") if deposit.disclosed_at else (seal_of(deposit), str(deposit.supplier_id))
    key = f"deposit:{deposit.reference}:{fact}"
    post(key=key, ocid=deposit.ocid, text=f"{text} {deposit.reference}", lines=lines, by=by, sealed=sealed)


def book_received(deposit: Deposit, payment: CardPayment, *, by: Any) -> None:
    """Book money that has come in, by card or by bank."""
    lines = [Line(money_of(payment.order), payment.amount_fen), Line(holder_of(deposit), -payment.amount_fen)]
    _post(deposit, f"received:{payment.payment_id}", "收到保证金", lines, by)


def book_disclosed(deposit: Deposit, *, by: Any) -> None:
    """Book the opaque account over to the supplier's; `deposit` is disclosed by now, and locked.

    All that it holds: what was paid too often is on its way back, and leaves from where the deposit lies then.
    """
    opaque = open_account(f"deposit:{deposit.reference}", kind=AccountKind.HELD)
    held_fen = -Account.objects.balance_of(opaque.code)
    if held_fen:
        _post(deposit, "disclosed", "保证金公开", [Line(opaque, held_fen), Line(holder_of(deposit), -held_fen)], by)


def book_refunded(deposit: Deposit, order: Order, *, by: Any) -> None:
    """Book money that has gone back, to the card or by the bank."""
    lines = [Line(holder_of(deposit), order.amount_fen), Line(_brought_by(order), -order.amount_fen)]
    fact = f"refunded:{order.key.rpartition(':')[2]}{':bank' if order.by_bank else ''}"
    _post(deposit, fact, "退还保证金", lines, by)


def book_came_back(deposit: Deposit, order: Order, *, by: Any) -> None:
    """Book money that had gone back and is here again."""
    lines = [Line(_brought_by(order), order.amount_fen), Line(holder_of(deposit), -order.amount_fen)]
    _post(deposit, f"came_back:{order.key.rpartition(':')[2]}", "退款被退回", lines, by)


def _brought_by(refund: Order) -> Account:
    assert refund.payment is not None  # kept by the database
    return money_of(refund.payment.order)


def book_forfeited(deposit: Deposit, amount_fen: int, *, by: Any) -> None:
    """Book a deposit that is kept: it is owed to the buyer's treasury."""
    code = f"buyer:{deposit.buyer_id}:forfeited"
    kept = open_account(code, kind=AccountKind.PAYABLE, organisation_id=deposit.buyer_id)
    _post(deposit, "forfeited", "不予退还保证金", [Line(holder_of(deposit), amount_fen), Line(kept, -amount_fen)], by)


def book_converted(deposit: Deposit, into: Deposit, amount_fen: int, *, by: Any) -> None:
    """Book a bid deposit over to the performance deposit."""
    lines = [Line(holder_of(deposit), amount_fen), Line(holder_of(into), -amount_fen)]
    _post(deposit, "converted", "转为履约保证金", lines, by)


def book_interest(interest: LateInterest, *, by: Any) -> None:
    """Book what a late refund costs: owed to the supplier."""
    deposit = interest.deposit
    cost = open_account(
        f"buyer:{deposit.buyer_id}:late_interest", kind=AccountKind.EXPENSE, organisation_id=deposit.buyer_id
    )
    lines = [Line(cost, interest.amount_fen), Line(_owed_to(deposit), -interest.amount_fen)]
    _post(deposit, "interest", "逾期退还占用费", lines, by)


def book_interest_paid(interest: LateInterest, *, by: Any) -> None:
    """Book that the interest has been paid from the treasury."""
    deposit = interest.deposit
    purse = open_account(
        f"buyer:{deposit.buyer_id}:treasury", kind=AccountKind.TREASURY, organisation_id=deposit.buyer_id
    )
    lines = [Line(_owed_to(deposit), interest.amount_fen), Line(purse, -interest.amount_fen)]
    _post(deposit, "interest_paid", f"已付占用费 {interest.voucher_number}", lines, by)


def _owed_to(deposit: Deposit) -> Account:
    return open_account(
        f"supplier:{deposit.supplier_id}:payable", kind=AccountKind.PAYABLE, organisation_id=deposit.supplier_id
    )
