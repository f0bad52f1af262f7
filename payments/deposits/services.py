"""The verbs of a deposit: asked, paid, sent back, kept, converted, waived."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.audit.outbox import announce
from core.audit.record import record
from core.law.limits import at_most
from core.time import core_now
from core.transitions import CLOCK, check, move, refuse
from payments.bank_refunds.services import BankAccount, ask_bank_refund
from payments.deposits.books import book_converted, book_forfeited, book_interest_paid
from payments.deposits.guards import card_rail_is_on, is_payable_now
from payments.deposits.models import Deposit, LateInterest
from payments.deposits.returning import order_return, send_back
from payments.deposits.states import DepositKind, DepositState
from payments.rail.models import CardPayment, Order, Purpose
from payments.rail.services import new_reference, order_checkout

LIMITS = {DepositKind.BID: "bid_deposit", DepositKind.PERFORMANCE: "performance_deposit"}


@transaction.atomic
def require_deposit(
    *,
    kind: str,
    ocid: str,
    lot: int,
    title: str,
    supplier_id: int,
    buyer_id: int,
    amount_fen: int,
    base_fen: int,
    by: Any,
    waiver_rule: str = "NONE",
    pay_by: datetime | None = None,
    is_known: bool = False,
) -> Deposit:
    """Ask a supplier for a deposit on a lot, or return the one that stands; at most the lawful share of `base_fen`.

    `is_known` where the buyer may know of it from the first: after the opening. Raises Refused.
    """
    standing = Deposit.objects.standing().filter(kind=kind, lot=lot, supplier=supplier_id).first()
    if standing is not None:
        return standing
    rule_key = LIMITS[DepositKind(kind)]
    if not 0 < amount_fen <= at_most(base_fen, rule_key):
        raise refuse(_("The deposit is above the lawful share. Lower it."), rule_key)
    now = core_now()
    deposit = Deposit.objects.create(
        reference=new_reference("D"),
        kind=kind,
        purchase_ocid=ocid,
        lot=lot,
        title=title,
        supplier_id=supplier_id,
        buyer_id=buyer_id,
        amount_fen=amount_fen,
        waiver_rule=waiver_rule,
        pay_by=pay_by,
        required_at=now,
        disclosed_at=now if is_known else None,
    )
    record(deposit, verb="require", by=by, role="payments.require_deposit", after=deposit.state)
    return deposit


@transaction.atomic
def pay_deposit(deposit_id: int, *, back_url: str, locale: str, by: Any) -> Order:
    """Ask for the page on which the deposit is paid, or return the one that is open. Raises Refused.

    The order is sent after the commit; the page's address stands in its answer.
    """
    deposit = lock(deposit_id)
    check("payments.pay_deposit", by=by, thing=deposit)
    if deposit.state == DepositState.PENDING:
        for question in (card_rail_is_on, is_payable_now):
            if not question(deposit):
                raise refuse(question.sentence)  # type: ignore[attr-defined]
        under_way = Order.objects.of_reference(deposit.reference).open_checkouts().last()
        if under_way is not None:
            return under_way
    else:
        move(deposit.pay, by=by)
    return order_checkout(
        purpose=Purpose.DEPOSIT,
        reference=deposit.reference,
        amount_fen=deposit.to_pay_fen,
        name=f"{deposit.get_kind_display()} {deposit.reference}",
        back_url=back_url,
        locale=locale,
    )


@transaction.atomic
def waive_deposit(deposit_id: int, *, by: Any) -> Deposit:
    """Claim the exemption that the tender gives and the register shows. Raises Refused."""
    deposit = lock(deposit_id)
    move(deposit.waive, by=by, detail={"rule": deposit.waiver_rule})
    return deposit


@transaction.atomic
def refund_deposit(deposit_id: int, *, by: Any) -> Deposit:
    """Send back a deposit that is owed back. Raises Refused."""
    deposit = lock(deposit_id)
    check("payments.refund_deposit", by=by, thing=deposit)
    if deposit.state != DepositState.HELD or deposit.refund_owed_at is None:
        raise refuse(_("This deposit is not owed back: nothing has happened yet that sets its refund going."))
    if deposit.forfeit_proposed_at is not None:
        raise refuse(_("Somebody has proposed to keep this deposit: decide on that first."), "deposit_forfeit")
    send_back(deposit, by=by)
    return deposit


@transaction.atomic
def propose_forfeit(deposit_id: int, *, reason: str, by: Any) -> Deposit:
    """Propose as the first person to keep a deposit, with the reason. Raises Refused."""
    deposit = lock(deposit_id)
    check("payments.propose_forfeit", by=by, thing=deposit)
    if deposit.state != DepositState.HELD or deposit.refund_ordered_at is not None:
        raise refuse(_("Only a deposit that is held, and whose refund is not under way, can be kept."))
    if deposit.forfeit_proposed_at is not None:
        raise refuse(_("It is proposed already. A second person decides."))
    if not reason.strip():
        raise refuse(_("Say why it is to be kept; the supplier reads the reason."), "deposit_forfeit")
    deposit.forfeit_proposed_by, deposit.forfeit_proposed_at = by, core_now()
    deposit.forfeit_reason = reason.strip()
    deposit.save()
    record(deposit, verb="propose_forfeit", by=by, role="payments.propose_forfeit", reason=deposit.forfeit_reason)
    announce("deposit.forfeit_proposed", deposit.reference, deposit=deposit.pk)
    return deposit


@transaction.atomic
def drop_forfeit(deposit_id: int, *, by: Any) -> Deposit:
    """Drop the proposal to keep a deposit; its refund goes on. Raises Refused."""
    deposit = lock(deposit_id)
    check("payments.drop_forfeit", by=by, thing=deposit)
    if deposit.state != DepositState.HELD or deposit.forfeit_proposed_at is None:
        raise refuse(_("Nobody has proposed to keep this deposit."))
    deposit.forfeit_proposed_by, deposit.forfeit_proposed_at, deposit.forfeit_reason = None, None, ""
    deposit.save()
    record(deposit, verb="drop_forfeit", by=by, role="payments.drop_forfeit")
    return deposit


@transaction.atomic
def forfeit_deposit(deposit_id: int, *, by: Any) -> Deposit:
    """Keep a deposit as the second person. Raises Refused."""
    deposit = lock(deposit_id)
    move(deposit.forfeit, by=by, reason=deposit.forfeit_reason, **_now_and_by(deposit, by))
    book_forfeited(deposit, deposit.amount_fen, by=by)
    announce("deposit.forfeited", deposit.reference, deposit=deposit.pk)
    return deposit


def _now_and_by(deposit: Deposit, by: Any) -> dict[str, Any]:
    deposit.forfeited_by, deposit.forfeited_at = by, core_now()
    return {}


@transaction.atomic
def convert_deposit(deposit_id: int, *, by: Any) -> Deposit:
    """Let a held bid deposit count towards the performance deposit; what is too much goes back. Raises Refused."""
    deposit = lock(deposit_id)
    wanted = Deposit.objects.performance_of(deposit)
    into = lock(wanted.pk) if wanted is not None else None
    move(deposit.convert, by=by, converted_into=into)
    assert into is not None  # the guard has found it
    covered = min(deposit.amount_fen, into.to_pay_fen)
    into.converted_fen += covered
    into.save()
    book_converted(deposit, into, covered, by=by)
    if deposit.amount_fen > covered:
        for payment in CardPayment.objects.with_unasked().of_reference(deposit.reference):
            if payment.unasked_fen:  # what was paid too often is on its way back already
                key = f"deposit:{deposit.reference}:excess:{payment.pk}"
                order_return(payment, key=key, amount_fen=deposit.amount_fen - covered)
    if into.to_pay_fen == 0:
        into.held_at = core_now()
        move(into.cover, by=by)
    return into


@transaction.atomic
def name_bank_account(deposit_id: int, *, account: BankAccount, by: Any) -> Deposit:
    """Name the account to which everything goes that the card did not take back. Raises Refused."""
    deposit = lock(deposit_id)
    check("payments.name_bank_account", by=by, thing=deposit)
    waiting = Order.objects.of_reference(deposit.reference).not_taken().without_bank_refund()
    if not waiting:
        raise refuse(_("Nothing of this deposit waits for a bank account."))
    for order in waiting:
        ask_bank_refund(order.pk, account=account, by=by, role="payments.name_bank_account")
    return lock(deposit_id)


@transaction.atomic
def approve_late_interest(interest_id: int, *, by: Any) -> LateInterest:
    """Find as the first person that days and amount are right; another pays. Raises Refused."""
    interest = _locked_interest(interest_id)
    check("payments.approve_interest", by=by, thing=interest)
    if interest.approved_at is not None:
        raise refuse(_("This interest is approved already."))
    interest.approved_by, interest.approved_at = by, core_now()
    interest.save()
    record(interest, verb="approve", by=by, role="payments.approve_interest")
    return interest


@transaction.atomic
def pay_late_interest(interest_id: int, *, voucher: str, voucher_file: str = "", by: Any) -> LateInterest:
    """Record as a second person the voucher with which approved interest was paid; once. Raises Refused."""
    interest = _locked_interest(interest_id)
    check("payments.pay_interest", by=by, thing=interest)
    if interest.paid_at is not None:
        raise refuse(_("This interest is paid already."))
    if interest.approved_at is None:
        raise refuse(_("Nobody has approved this interest yet. It takes a first person."))
    if not voucher.strip():
        raise refuse(_("The voucher number is missing."))
    interest.paid_by, interest.paid_at = by, core_now()
    interest.voucher_number, interest.voucher_file = voucher.strip(), voucher_file
    interest.save()
    record(interest, verb="pay", by=by, role="payments.pay_interest", detail={"voucher": interest.voucher_number})
    book_interest_paid(interest, by=by)
    return interest


def _locked_interest(interest_id: int) -> LateInterest:
    rows = LateInterest.objects.select_for_update(of=("self",)).select_related("deposit__buyer__area")
    return rows.get(pk=interest_id)


def send_due_refunds(day: Any) -> int:
    """Send back what has to be back by a day, and what nobody may know of; returns how many. A proposal stops it."""
    due = Q(refund_due_on__lte=day) | Q(disclosed_at=None)
    numbers = Deposit.objects.owed_back().filter(due, forfeit_proposed_at=None).values_list("pk", flat=True)
    sent = 0
    for number in list(numbers):
        with transaction.atomic():
            deposit = lock(number)
            if deposit.state == DepositState.HELD and deposit.refund_ordered_at is None:
                send_back(deposit, by=CLOCK)
                sent += 1
    return sent


def lock(deposit_id: int) -> Deposit:
    """Return a deposit under its lock."""
    return Deposit.objects.select_for_update(of=("self",)).select_related("supplier", "buyer__area").get(pk=deposit_id)
