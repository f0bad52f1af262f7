"""Sending orders to the card provider and hearing what came of them: call outside, write inside a transaction.

Whoever is killed in the middle leaves an order that its next sender asks again under the same key, so nothing is paid
twice; and an order counts only when the provider was asked again how the thing stands.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction

from core.time import CoreNow, core_now
from payments import gateway
from payments.gateway import Checkout, Declined, Moved, Unknown
from payments.rail.balances import read_balance
from payments.rail.models import CardPayment, Difference, DifferenceKind, Order, OrderKind
from payments.rail.settling import SETTLERS

LEASE = timedelta(seconds=60)  # longer than a call may take
MOST = 200  # orders a round
TOO_LITTLE = "The provider has too little to pay out just now."


class Short(Exception):
    """The provider has too little for a transfer: asking it would be refused, under a key that keeps its answer."""


def send(order_id: int) -> Order:
    """Send one order, if nobody else is sending it; return it with its answer. Raises Unknown."""
    order = _claim(order_id)
    if order is None:
        return Order.objects.get(pk=order_id)
    try:
        answer = _ask(order)
    except Unknown as failure:
        Order.objects.filter(pk=order.pk).update(claimed_until=None, error=str(failure))
        raise
    except Short:
        Order.objects.filter(pk=order.pk).update(claimed_until=None, error=TOO_LITTLE)
        return Order.objects.get(pk=order_id)  # it waits for money; the next round looks again
    except Declined as failure:
        return _note_refusal(order.pk, str(failure))
    return _note(order.pk, answer)


def _claim(order_id: int) -> Order | None:
    with transaction.atomic():
        order = Order.objects.select_for_update(skip_locked=True, of=("self",)).waiting().filter(pk=order_id).first()
        if order is not None:
            order.claimed_until = core_now() + LEASE
            order.attempts += 1
            order.save()
    return order


def _ask(order: Order) -> Checkout | Moved:
    if order.kind == OrderKind.CHECKOUT:
        return gateway.open_checkout(
            key=order.key, reference=order.reference, amount_fen=order.amount_fen, **order.facts
        )
    if order.kind == OrderKind.REFUND:
        assert order.payment is not None  # kept by the database
        return gateway.refund(
            key=order.key,
            payment_id=order.payment.payment_id,
            amount_fen=order.amount_fen,
            reference=order.reference,
        )
    # A transfer that was asked for before may have taken the money itself: its key gives the same answer again.
    if order.asked_at is None and read_balance() < order.amount_fen:
        raise Short
    Order.objects.filter(pk=order.pk, asked_at=None).update(asked_at=CoreNow())
    return gateway.transfer(
        key=order.key, account_id=order.facts["account"], amount_fen=order.amount_fen, reference=order.reference
    )


def _note(order_id: int, answer: Checkout | Moved) -> Order:
    """Write down what the provider has answered, once."""
    with transaction.atomic():
        order = Order.objects.select_for_update(of=("self",)).get(pk=order_id)
        if order.done_at is None:
            order.done_at, order.provider_id, order.claimed_until, order.error = core_now(), answer.id, None, ""
            order.answer = {"at": answer.at, **({"url": answer.url} if isinstance(answer, Checkout) else {})}
            order.save()
        if isinstance(answer, Moved):
            _close_moved(order, answer)
    return order


def _close_moved(order: Order, answer: Moved) -> None:
    """Bring a refund or transfer to its end; the caller holds the order."""
    if order.refused_at is not None:
        return
    if answer.has_failed and order.closed_at is not None:
        _take_back(order)
    elif answer.has_failed:
        _refuse(order, "The provider took it, and it failed.")
    elif answer.is_done and order.closed_at is None:
        order.closed_at = core_now()
        order.save()
        SETTLERS[order.purpose].arrived(order)


def _take_back(order: Order) -> None:
    """Write down that what had arrived is back at the provider: a refund that failed later, a transfer reversed."""
    order.refused_at, order.error = core_now(), "It had arrived, and came back."
    order.save()
    SETTLERS[order.purpose].came_back(order)
    note_difference(
        DifferenceKind.CAME_BACK, order.purpose, order.reference, order.provider_id, ours_fen=order.amount_fen
    )


def _note_refusal(order_id: int, error: str) -> Order:
    with transaction.atomic():
        order = Order.objects.select_for_update(of=("self",)).get(pk=order_id)
        if order.done_at is None and order.refused_at is None:
            _refuse(order, error)
    return order


def _refuse(order: Order, error: str) -> None:
    order.refused_at, order.claimed_until, order.error = core_now(), None, error
    order.save()
    SETTLERS[order.purpose].refused(order)
    note_difference(
        DifferenceKind.REFUSED, order.purpose, order.reference, order.key, ours_fen=order.amount_fen, detail=error
    )


def collect(order_id: int) -> Order:
    """Ask the provider how a page stands, and write down that it was paid or has ended. Raises Unknown, Declined."""
    order = Order.objects.get(pk=order_id)
    if order.kind != OrderKind.CHECKOUT or order.done_at is None or order.closed_at is not None:
        return order
    return take_in(order.pk, gateway.read_checkout(order.provider_id))


def close(order_id: int) -> Order:
    """Let a page take no money any more; if it was paid meanwhile, the money is taken in. Raises Unknown, Declined."""
    order = Order.objects.get(pk=order_id)
    if order.done_at is None or order.closed_at is not None:
        return order
    return take_in(order.pk, gateway.close_checkout(order.provider_id, key=f"{order.key}:close"))


def take_in(order_id: int, page: Checkout) -> Order:
    """Write down how a page stands, once; `page` comes fresh from the provider."""
    with transaction.atomic():
        order = Order.objects.select_for_update(of=("self",)).get(pk=order_id)
        if order.closed_at is not None or page.id != order.provider_id:
            return order
        if page.is_paid:
            order.closed_at = core_now()
            order.save()
            payment = CardPayment.objects.create(
                payment_id=page.payment_id,
                order=order,
                purpose=order.purpose,
                reference=order.reference,
                amount_fen=page.amount_fen,
                paid_at=CoreNow(),
            )
            if page.amount_fen != order.amount_fen:
                note_difference(
                    DifferenceKind.OTHER_AMOUNT,
                    order.purpose,
                    order.reference,
                    page.payment_id,
                    ours_fen=order.amount_fen,
                    theirs_fen=page.amount_fen,
                )
            SETTLERS[order.purpose].paid(order, payment)
        elif not page.is_open:
            order.closed_at = core_now()
            order.save()
            SETTLERS[order.purpose].lapsed(order)
    return order


def look_again(order_id: int) -> Order:
    """Ask how a refund or transfer stands; it may have arrived, failed, or come back. Raises Unknown, Declined."""
    order = Order.objects.get(pk=order_id)
    if order.kind == OrderKind.CHECKOUT or order.done_at is None or order.refused_at is not None or order.by_bank:
        return order
    read = gateway.read_refund if order.kind == OrderKind.REFUND else gateway.read_transfer
    return _note(order.pk, read(order.provider_id))


def send_all(reference: str) -> None:
    """Send what waits for one thing. Raises Unknown."""
    for order in Order.objects.waiting().of_reference(reference):
        send(order.pk)


def send_waiting() -> int:
    """Send every order that waits; return how many got an answer. A provider that does not answer ends the round."""
    sent = 0
    for order_id in list(Order.objects.waiting().values_list("pk", flat=True)[:MOST]):
        try:
            sent += send(order_id).done_at is not None
        except Unknown:
            break
    return sent


def note_difference(
    kind: str,
    purpose: str,
    reference: str,
    provider_id: str,
    *,
    ours_fen: int | None = None,
    theirs_fen: int | None = None,
    detail: str = "",
) -> None:
    """Note a difference once; one about a sealed deposit is shown to nobody."""
    settler = SETTLERS.get(purpose)
    buyer, is_sealed = settler.owner(reference) if settler else (None, False)
    facts: dict[str, Any] = {
        "reference": reference,
        "buyer_id": buyer,
        "is_sealed": is_sealed,
        "ours_fen": ours_fen,
        "theirs_fen": theirs_fen,
        "detail": detail,
        "found_at": CoreNow(),
    }
    Difference.objects.get_or_create(kind=kind, provider_id=provider_id, defaults=facts)
