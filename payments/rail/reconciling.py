"""Comparing with the provider's lists: what was lost on the way is taken in, what differs is noted for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from payments import gateway
from payments.gateway import Declined, Moved, Unknown
from payments.rail.models import CardPayment, DifferenceKind, Order, OrderKind
from payments.rail.sending import collect, look_again, note_difference, send_waiting
from payments.rail.settling import purpose_of

BACK = timedelta(days=30)
EDGE = timedelta(minutes=5)  # what lies on the edge of the window may be listed or not


@dataclass(frozen=True)
class Swept:
    """What a round has found: orders sent, pages and refunds brought to their end, differences noted."""

    sent: int
    closed: int
    differences: int


def settle_open() -> int:
    """Ask after every page and refund that is open; return how many came to their end."""
    ended = 0
    for order in [*Order.objects.unpaid_checkouts(), *Order.objects.under_way()]:
        try:
            after = collect(order.pk) if order.kind == OrderKind.CHECKOUT else look_again(order.pk)
        except Unknown:
            break
        except Declined:
            continue
        ended += after.closed_at is not None
    return ended


def reconcile(*, since: datetime | None = None) -> Swept:
    """Compare everything since an instant of the provider's clock (30 days where none is given). Raises Unknown."""
    begin = since or datetime.now(UTC) - BACK  # the provider's clock, which no demo moves
    sent, closed = send_waiting(), settle_open()
    found = _payments(begin) + _refunds(begin) + _transfers(begin)
    return Swept(sent, closed, found)


def _payments(begin: datetime) -> int:
    listed = {one.id: one for one in gateway.payments_since(begin)}
    paid = CardPayment.objects.filter(payment_id__in=listed) | CardPayment.objects.filter(
        order__answer__at__gte=_at(begin)
    )
    ours = {one.payment_id: (one.amount_fen, one.purpose, one.reference) for one in paid}
    return _compare(DifferenceKind.UNKNOWN_PAYMENT, listed, ours)


def _refunds(begin: datetime) -> int:
    listed = {one.id: one for one in gateway.refunds_since(begin)}
    _hear_of_failures(listed)
    return _compare(DifferenceKind.UNKNOWN_REFUND, listed, _ours(OrderKind.REFUND, begin))


def _transfers(begin: datetime) -> int:
    listed = {one.id: one for one in gateway.transfers_since(begin)}
    _hear_of_failures(listed)
    return _compare(DifferenceKind.UNKNOWN_TRANSFER, listed, _ours(OrderKind.TRANSFER, begin))


def _hear_of_failures(listed: dict[str, Moved]) -> None:
    """Take in what failed or came back after it had arrived, where that news was lost."""
    failed = [one.id for one in listed.values() if one.has_failed]
    for order in Order.objects.filter(provider_id__in=failed, refused_at=None, by_bank=False):
        look_again(order.pk)


def _at(begin: datetime) -> int:
    return int((begin + EDGE).timestamp())


def _ours(kind: str, begin: datetime) -> dict[str, tuple[int, str, str]]:
    asked = Order.objects.filter(kind=kind, done_at__isnull=False, answer__at__gte=_at(begin))
    return {one.provider_id: (one.amount_fen, one.purpose, one.reference) for one in asked}


def _compare(unknown: str, listed: dict[str, Moved], ours: dict[str, tuple[int, str, str]]) -> int:
    """Note what only one side knows, and what both know with different amounts; return how many."""
    for moved in listed.values():
        known = ours.get(moved.id)
        if known is None:
            note_difference(
                unknown, purpose_of(moved.reference), moved.reference, moved.id, theirs_fen=moved.amount_fen
            )
        elif known[0] != moved.kept_fen:
            _, purpose, reference = known
            theirs = moved.kept_fen
            note_difference(
                DifferenceKind.OTHER_AMOUNT, purpose, reference, moved.id, ours_fen=known[0], theirs_fen=theirs
            )
    missing = {key: known for key, known in ours.items() if key not in listed}
    for key, (amount_fen, purpose, reference) in missing.items():
        note_difference(DifferenceKind.NOT_AT_PROVIDER, purpose, reference, key, ours_fen=amount_fen)
    others = sum(1 for moved in listed.values() if ours.get(moved.id, (None,))[0] != moved.kept_fen)
    return others + len(missing)
