"""Asking something of the card provider: a row first, in the transaction of the act; the call comes afterwards."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.audit.outbox import announce
from core.audit.record import record
from core.time import CoreNow, core_now
from core.transitions import check, refuse
from payments.rail.models import CardPayment, Difference, Order, OrderKind, PayeeAccount, Purpose
from payments.rail.settling import SETTLERS, purpose_of

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that a person misreads
LENGTH = 12


def new_reference(letter: str) -> str:
    """Return an opaque reference: it says what kind of thing it is, and nothing else."""
    return f"{letter}-" + "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))


def order_checkout(
    *, purpose: Purpose, reference: str, amount_fen: int, name: str, back_url: str, locale: str
) -> Order:
    """Ask for the next page on which a thing is paid, from which both ends lead back to `back_url`."""
    number = Order.objects.of_reference(reference).checkouts().count() + 1
    key = f"{purpose.lower()}:{reference}:pay:{number}"
    facts = {"name": name, "success_url": back_url, "cancel_url": back_url, "locale": locale}
    return _order(key, OrderKind.CHECKOUT, purpose, reference, amount_fen, facts)


def order_refund(payment: CardPayment, *, key: str, amount_fen: int, reference: str = "") -> Order:
    """Ask that an amount of a payment goes back; the same key asks once. Raises Refused above what is left.

    `reference` names the thing for which it goes back, where that is no longer the one that was paid for.
    """
    known = Order.objects.filter(key=key).first()
    if known is not None:
        return known
    # Two refunds of one payment take turns: the second sees what the first has left.
    Order.objects.select_for_update(of=("self",)).get(pk=payment.order_id)
    left = CardPayment.objects.with_left().get(pk=payment.pk).left_fen
    if not 0 < amount_fen <= left:
        raise refuse(_("More cannot go back than is left of the payment."))
    return _order(key, OrderKind.REFUND, payment.purpose, reference or payment.reference, amount_fen, {}, payment)


def take_in_transfer(*, number: str, reference: str, amount_fen: int, voucher: str) -> CardPayment:
    """Write down a bank transfer that two persons have confirmed, and settle what it was paid for; once."""
    purpose = purpose_of(reference)
    order = Order.objects.create(
        key=f"{purpose.lower()}:{reference}:{number}",
        kind=OrderKind.RECEIPT,
        purpose=purpose,
        reference=reference,
        amount_fen=amount_fen,
        facts={"voucher": voucher},
        by_bank=True,
        created_at=CoreNow(),
        done_at=CoreNow(),
        closed_at=CoreNow(),
        provider_id=number,
    )
    payment = CardPayment.objects.create(
        payment_id=number, order=order, purpose=purpose, reference=reference, amount_fen=amount_fen, paid_at=CoreNow()
    )
    SETTLERS[purpose].paid(order, payment)
    return payment


def order_transfer(*, key: str, reference: str, organisation_id: int, amount_fen: int) -> Order:
    """Ask for a transfer to an organisation's account at the provider; the same key asks once. Raises Refused."""
    account = PayeeAccount.objects.of_organisation(organisation_id)
    if account is None or not account.may_be_paid:
        raise refuse(_("The payee has no account at the card provider that may be paid. Ask them to open one."))
    return _order(key, OrderKind.TRANSFER, Purpose.PAYOUT, reference, amount_fen, {"account": account.account_id})


def _order(
    key: str,
    kind: str,
    purpose: str,
    reference: str,
    amount_fen: int,
    facts: dict[str, Any],
    payment: CardPayment | None = None,
) -> Order:
    with transaction.atomic():
        order, is_new = Order.objects.get_or_create(
            key=key,
            defaults={
                "kind": kind,
                "purpose": purpose,
                "reference": reference,
                "amount_fen": amount_fen,
                "facts": facts,
                "payment": payment,
                "by_bank": payment is not None and payment.order.by_bank,
                "created_at": CoreNow(),
            },
        )
        if is_new and not order.by_bank:
            announce("rail.ordered", key, order=order.pk)
    return order


@transaction.atomic
def settle_difference(difference_id: int, *, note: str, by: Any) -> Difference:
    """Note how a difference was settled; once. Raises Refused."""
    difference = Difference.objects.select_for_update(of=("self",)).get(pk=difference_id)
    check("payments.settle_difference", by=by, thing=difference)
    if difference.settled_at is not None:
        raise refuse(_("This difference is settled already."))
    if not note.strip():
        raise refuse(_("Say how it was settled."))
    difference.settled_at, difference.settled_by, difference.note = core_now(), by, note.strip()
    difference.save()
    record(difference, verb="settle", by=by, role="payments.settle_difference", reason=difference.note)
    return difference
