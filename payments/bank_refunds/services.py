"""The verbs of a refund by bank transfer: an account is named, one person orders, another records the voucher."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit.record import record
from core.database.uniqueness import numbered_once
from core.time import core_now
from core.transitions import move, refuse
from payments.bank_refunds.models import BankRefund
from payments.rail.funds import book_from_treasury
from payments.rail.models import Difference, Order
from payments.rail.settling import BANK, SETTLERS


@dataclass(frozen=True)
class BankAccount:
    """Where a refund goes: the holder, the bank with its branch, the number."""

    holder: str
    bank: str
    account_number: str


@transaction.atomic
def ask_bank_refund(order_id: int, *, account: BankAccount, by: Any, role: str) -> BankRefund:
    """Name the account to which a refund goes that the card did not take; the caller has asked the right.

    Raises Refused where it goes another way already, or is no longer owed.
    """
    order = Order.objects.select_for_update(of=("self",)).get(pk=order_id)
    if order.refused_at is None or order.bank_refunds.standing().exists():
        raise refuse(_("This refund is under way already."))
    settler = SETTLERS[order.purpose]
    settler.repaid_by_bank(order)
    buyer_id, _is_sealed = settler.owner(order.reference)
    assert buyer_id is not None  # the thing was found just now
    refund = BankRefund.objects.create(
        order=order,
        buyer_id=buyer_id,
        holder=account.holder.strip(),
        bank=account.bank.strip(),
        account_number=account.account_number.strip(),
        asked_by=by,
        asked_at=core_now(),
    )
    record(refund, verb="ask", by=by, role=role, after=refund.state)
    return refund


@transaction.atomic
def return_by_bank(order: Order) -> BankRefund:
    """Ask the finance officer to let the bank send a transfer back along its own way; once for an order.

    The account is the bank's to know: before the opening nobody here learns from it who has paid.
    """
    standing = order.bank_refunds.standing().first()
    if standing is not None:
        return standing
    assert order.payment is not None  # kept by the database
    settler = SETTLERS[order.purpose]
    buyer_id, is_sealed = settler.owner(order.reference)
    assert buyer_id is not None  # its money is here
    refund = BankRefund(
        order=order,
        buyer_id=buyer_id,
        origin=order.payment.order.facts["voucher"],
        is_sealed=is_sealed,
        asked_at=core_now(),
    )
    refund.sealed = settler.confinement(order.reference)
    refund.save()
    record(refund, verb="ask", by=BANK, role=str(BANK), after=refund.state)
    return refund


@transaction.atomic
def order_bank_refund(refund_id: int, *, order_number: str, by: Any) -> BankRefund:
    """Hand the payment order of this number to the treasury. Raises Refused."""
    refund = _locked(refund_id)
    refund.order_number = order_number.strip()
    with numbered_once(_("This payment order number is taken already. Look at the number again.")):
        move(
            refund.order_transfer,
            by=by,
            ordered_by=by,
            ordered_at=core_now(),
            detail={"order_number": refund.order_number},
        )
    return refund


@transaction.atomic
def pay_bank_refund(refund_id: int, *, voucher: str, by: Any) -> BankRefund:
    """Record the voucher as a second person: the money has left, is booked, and whoever waited for it has it.

    What the card did not take is the office's own money at the provider from then on; what came by transfer is simply
    gone again. Raises Refused.
    """
    refund = _locked(refund_id)
    refund.voucher_number = voucher.strip()
    with numbered_once(_("This voucher is recorded already. Look at the number again.")):
        move(refund.pay, by=by, paid_by=by, paid_at=core_now(), detail={"voucher": refund.voucher_number})
    order = Order.objects.select_for_update(of=("self",)).get(pk=refund.order_id)
    order.refused_at, order.error, order.by_bank = None, "", True
    order.done_at = order.done_at or core_now()
    order.closed_at = core_now()
    order.provider_id = order.provider_id or f"bank:{refund.voucher_number}"
    order.save()
    SETTLERS[order.purpose].arrived(order)
    if order.payment is not None and not order.payment.order.by_bank:
        text = f"转账退款 {order.reference} {refund.voucher_number}"
        key = f"bank_refund:{refund.pk}:paid"
        book_from_treasury(refund.buyer_id, order.amount_fen, key=key, ocid="", text=text, by=by)
        settled = {"settled_at": core_now(), "settled_by": by, "note": text}
        Difference.objects.open().filter(provider_id__in=(order.key, order.provider_id)).update(**settled)
    return refund


@transaction.atomic
def fail_bank_refund(refund_id: int, *, reason: str, by: Any) -> BankRefund:
    """Record that the bank sent it back; another account has to be named. Raises Refused."""
    refund = _locked(refund_id)
    why = reason.strip()
    if not why:
        raise refuse(_("Say why, in a sentence that the others can read."))
    move(refund.fail, by=by, reason=why, why=why)
    order = Order.objects.select_for_update(of=("self",)).get(pk=refund.order_id)
    if order.refused_at is None:  # it had come by transfer; from now on it waits for an account like any other
        order.refused_at, order.error = core_now(), why
        order.save()
    SETTLERS[order.purpose].not_repaid(order)
    return refund


def _locked(refund_id: int) -> BankRefund:
    refund = BankRefund.objects.select_for_update(of=("self",)).with_ground().get(pk=refund_id)
    refund.sealed = SETTLERS[refund.order.purpose].confinement(refund.order.reference)
    return refund
