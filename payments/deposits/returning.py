"""How a deposit goes back: what sets the time going, what is sent, and what a late one costs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.audit.models import AuditRelease
from core.audit.outbox import announce
from core.audit.record import record, release
from core.law.calendar import load_calendar
from core.law.late_refunds import days_late, late_refund_interest
from core.law.periods import clock_end
from core.law.refusals import UncoveredYear
from core.time import core_now, day_of, today
from core.transitions import CLOCK, Clock, move, refuse
from payments.bank_refunds.models import BankRefund
from payments.bank_refunds.services import return_by_bank
from payments.deposits.books import book_came_back, book_disclosed, book_interest, book_received, book_refunded
from payments.deposits.models import Deposit, LateInterest, seal_of
from payments.deposits.states import TO_PAY, DepositKind, DepositState
from payments.rail.models import CardPayment, Difference, Order, OrderKind, Purpose
from payments.rail.services import order_refund
from payments.rail.settling import PROVIDER, Settler, settles, teller_of

UNDER_WAY = (DepositState.PENDING, DepositState.HELD)


@transaction.atomic
def disclose(lot: int, supplier_ids: Collection[int], *, by: Any) -> int:
    """Let the buyer know of the deposits of those whose bids were opened; returns how many."""
    known = 0
    sealed = Deposit.objects.select_for_update(of=("self",)).sealed_on(lot)
    for deposit in sealed.filter(supplier__in=supplier_ids):
        _disclose(deposit, by=by)
        known += 1
    return known


def _disclose(deposit: Deposit, *, by: Any) -> None:
    deposit.disclosed_at = core_now()
    deposit.save()
    release(seal_of(deposit))
    Difference.objects.about(deposit.reference).update(is_sealed=False)
    BankRefund.objects.about(deposit.reference).update(is_sealed=False)
    book_disclosed(deposit, by=by)


@transaction.atomic
def owe_back(
    lot: int, rule_key: str, *, by: Any, only: Collection[int] | None = None, but: Collection[int] = ()
) -> int:
    """Set the time to refund going for bid deposits on a lot, of all suppliers or `only` some; returns of how many.

    What nobody may know of goes back at once: no person of the buyer could send it.
    """
    found = Deposit.objects.standing().filter(kind=DepositKind.BID, lot=lot, state__in=UNDER_WAY)
    if only is not None:
        found = found.filter(supplier__in=only)
    rows = list(
        found.exclude(supplier__in=but).filter(refund_owed_at=None).select_for_update(of=("self",)).order_by("pk")
    )
    for deposit in rows:
        _owe(deposit, rule_key, by=by)
    return len(rows)


@transaction.atomic
def owe_performance_back(lot: int, supplier_id: int, *, by: Any) -> int:
    """Let a performance deposit go back: the contract is over. When, the contract says; returns of how many."""
    rows = Deposit.objects.performance_of_contract(lot, supplier_id).filter(state__in=UNDER_WAY, refund_owed_at=None)
    rows_locked = list(rows.select_for_update(of=("self",)))
    for deposit in rows_locked:
        _owe(deposit, "performance_deposit", by=by)
    return len(rows_locked)


def _owe(deposit: Deposit, rule_key: str, *, by: Any) -> None:
    now = core_now()
    deposit.refund_owed_at, deposit.refund_rule = now, rule_key
    deposit.refund_due_on = None if rule_key == "performance_deposit" else _last_day(rule_key, day_of(now))
    deposit.save()
    record(deposit, verb="owe_back", by=by, role="payments.owe_back", detail={"rule": rule_key})
    if deposit.state == DepositState.HELD:
        if deposit.disclosed_at is None:
            send_back(deposit, by=CLOCK)
        else:
            announce("deposit.owed_back", deposit.reference, deposit=deposit.pk)


def _last_day(rule_key: str, start: date) -> date | None:
    try:
        return clock_end(rule_key, start, load_calendar()).result
    except UncoveredYear:
        return None


def send_back(deposit: Deposit, *, by: Any) -> None:
    """Let all of a held deposit go back the way it came; the caller holds its lock. Asking again asks once."""
    deposit.refund_ordered_at = deposit.refund_ordered_at or core_now()
    deposit.save()
    for payment in CardPayment.objects.with_unasked().of_reference(*_references_of(deposit)):
        if payment.unasked_fen:
            key = f"deposit:{deposit.reference}:refund:{payment.pk}"
            order_return(payment, key=key, amount_fen=payment.unasked_fen, reference=deposit.reference)
    record(deposit, verb="send_back", by=by, role=str(by) if isinstance(by, Clock) else "payments.refund_deposit")


def order_return(payment: CardPayment, *, key: str, amount_fen: int, reference: str = "") -> None:
    """Let an amount go back the way it came: to the card, or by the bank to the account that had sent it."""
    order = order_refund(payment, key=key, amount_fen=amount_fen, reference=reference)
    if order.by_bank:
        return_by_bank(order)


def _references_of(deposit: Deposit) -> list[str]:
    """The deposit's own reference, and those of the deposits that were converted into it."""
    return [deposit.reference, *deposit.converted_from.values_list("reference", flat=True)]


@settles
class DepositSettler(Settler):
    """What news of a deposit's money bring about."""

    purpose, letter = Purpose.DEPOSIT, "D"

    def find(self, reference: str) -> Deposit:
        """The deposit."""
        rows = Deposit.objects.select_for_update(of=("self",)).select_related("supplier", "buyer__area")
        return rows.get(reference=reference)

    def owner(self, reference: str) -> tuple[int | None, bool]:
        """The office that holds it, and whether nobody may know of it yet; an unknown one is shown to nobody."""
        found = Deposit.objects.filter(reference=reference).values_list("buyer", "disclosed_at").first()
        return (found[0], found[1] is None) if found else (None, True)

    def confinement(self, reference: str) -> tuple[str, str]:
        """Under the deposit's own seal until the opening."""
        return Deposit.objects.get(reference=reference).audit_confinement()

    def asked_fen(self, reference: str) -> int | None:
        """What is still to be paid; nothing where it is paid, waived or over."""
        deposit = Deposit.objects.of_reference(reference)
        return deposit.to_pay_fen if deposit is not None and deposit.state in TO_PAY else None

    def paid(self, order: Order, payment: CardPayment) -> None:
        """Hold what was paid; send back at once what was paid twice, or in another amount than was asked."""
        deposit, teller = self.find(order.reference), teller_of(order)
        book_received(deposit, payment, by=teller)
        expected = TO_PAY if order.by_bank else (DepositState.PENDING,)
        if deposit.state not in expected or payment.amount_fen != deposit.to_pay_fen:
            key = f"deposit:{deposit.reference}:stray:{payment.pk}"
            order_return(payment, key=key, amount_fen=payment.amount_fen)
            return
        deposit.held_at = core_now()
        step = deposit.receive_transfer if order.by_bank else deposit.receive
        move(step, by=teller, detail={"payment": payment.payment_id})
        if deposit.disclosed_at is None and AuditRelease.objects.filter(seal=seal_of(deposit)).exists():
            _disclose(deposit, by=teller)
        announce("deposit.held", deposit.reference, deposit=deposit.pk)
        if deposit.refund_owed_at is None and deposit.kind == DepositKind.BID and _is_too_late(deposit):
            _owe(deposit, "deposit_refund_withdrawn", by=teller)
        elif deposit.refund_owed_at is not None and deposit.disclosed_at is None:
            send_back(deposit, by=teller)

    def refused(self, order: Order) -> None:
        """A refund that the card does not take waits for the supplier's bank account; the supplier is told."""
        super().refused(order)
        if order.kind == OrderKind.REFUND:
            deposit = self.find(order.reference)
            announce("deposit.refund_refused", order.key, deposit=deposit.pk)

    def arrived(self, order: Order) -> None:
        """Book what has gone back; with the last of it the deposit is refunded, and a late one bears interest."""
        deposit = self.find(order.reference)
        book_refunded(deposit, order, by=PROVIDER)
        if deposit.state != DepositState.HELD or deposit.refund_ordered_at is None:
            return
        refunds = Order.objects.of_reference(deposit.reference).filter(kind=OrderKind.REFUND, key__contains=":refund:")
        if refunds.filter(closed_at=None).exists() or refunds.not_taken().exists():
            return
        deposit.refunded_at = core_now()
        move(deposit.refund, by=PROVIDER, detail={"order": order.key})
        _charge_for_lateness(deposit)
        announce("deposit.refunded", deposit.reference, deposit=deposit.pk)

    def came_back(self, order: Order) -> None:
        """Book that it is held again; nothing is refunded until it has arrived in another way."""
        deposit = self.find(order.reference)
        book_came_back(deposit, order, by=PROVIDER)
        another = Deposit.objects.standing().filter(lot=deposit.lot, supplier=deposit.supplier_id, kind=deposit.kind)
        if deposit.state == DepositState.REFUNDED and not another.exists():
            deposit.refunded_at = None
            move(deposit.return_failed, by=PROVIDER, detail={"order": order.key})
        announce("deposit.refund_refused", f"{order.key}:back", deposit=deposit.pk)

    def repaid_by_bank(self, order: Order) -> None:
        """The buyer's people may know of it from now on. Not before the bids are in: that would tell who bids."""
        deposit = self.find(order.reference)
        if deposit.disclosed_at is None:
            if not _is_too_late(deposit):
                raise refuse(_("Until the deadline for bids nobody may know of this deposit. Come back after it."))
            _disclose(deposit, by=PROVIDER)

    def not_repaid(self, order: Order) -> None:
        """Another account is wanted; the supplier is told."""
        deposit = self.find(order.reference)
        count = order.bank_refunds.count()
        announce("deposit.refund_refused", f"{order.key}:bank:{count}", deposit=deposit.pk)


def _is_too_late(deposit: Deposit) -> bool:
    """Whether no bid can stand on it any more: the deadline was over before the money came."""
    return deposit.pay_by is not None and deposit.disclosed_at is None and core_now() >= deposit.pay_by


def _charge_for_lateness(deposit: Deposit) -> None:
    day = today()
    interest_fen = late_refund_interest(deposit.amount_fen, deposit.refund_due_on, day)
    # Once: that a card sent it back again is no fault of the buyer's.
    if interest_fen and not LateInterest.objects.filter(deposit=deposit).exists():
        days = days_late(deposit.refund_due_on, day)
        interest = LateInterest.objects.create(deposit=deposit, days=days, amount_fen=interest_fen, owed_at=core_now())
        book_interest(interest, by=PROVIDER)
