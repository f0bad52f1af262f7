"""The one door by which money leaves: every call of the card provider, under an idempotency key of ours.

No call is made inside a transaction: a slow provider would hold its locks. What is not known afterwards (a time-out, an
error of the provider) raises `Unknown` and may be asked again under the same key; what is refused raises `Declined`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import Any, TypeVar

import stripe
from django.conf import settings
from django.db import transaction

from core.money import CURRENCY
from payments.rail.switch import is_on

Answer = TypeVar("Answer")
TOLERANCE = 300  # seconds that a webhook's signature stays good
SWEPT = 100  # objects a page of the provider's lists
NUMBER_OF_EVENT = re.compile(r"[!-~]{1,120}")
KIND_OF_EVENT = re.compile(r"[!-~]+")


class Unknown(Exception):
    """Nothing is known of what came of a call; ask again under the same key."""


class Declined(Exception):
    """The provider refuses; asking again in the same way changes nothing."""


class Unsigned(Exception):
    """A webhook that the provider did not sign, or long ago, or that is no event."""


@dataclass(frozen=True)
class Checkout:
    """A page on which somebody pays, as the provider tells it now."""

    id: str
    reference: str
    amount_fen: int
    is_open: bool
    is_paid: bool
    payment_id: str
    url: str
    at: int  # seconds, by the provider's clock


@dataclass(frozen=True)
class Moved:
    """Money that the provider has moved: a payment, a refund or a transfer. `of` is what it goes back from or to."""

    id: str
    reference: str
    amount_fen: int
    currency: str
    of: str = ""
    is_done: bool = True
    has_failed: bool = False
    back_fen: int = 0  # what of a transfer was reversed, where not all of it was
    at: int = 0  # seconds, by the provider's clock

    @property
    def kept_fen(self) -> int:
        """What it has moved, less the part that was reversed; all of it where it failed as a whole."""
        return self.amount_fen if self.has_failed else self.amount_fen - self.back_fen


@dataclass(frozen=True)
class ConnectedAccount:
    """A payee's account at the provider."""

    id: str
    reference: str
    is_submitted: bool  # the owner has said who they are
    may_be_paid: bool
    hindrance: str  # the provider's word for why it may not be paid; "" where nothing stands against it


@lru_cache(maxsize=4)
def _client(key: str, base: str, timeout: tuple[float, float]) -> stripe.StripeClient:
    addresses: Any = {"api": base} if base else None
    # No tries of its own: the rail tries again, with the key that is kept.
    return stripe.StripeClient(
        key, base_addresses=addresses, max_network_retries=0, http_client=stripe.RequestsClient(timeout=timeout)
    )


def _call(act: Callable[[stripe.StripeClient], Answer]) -> Answer:
    """Make one call, outside every transaction, and sort what may go wrong into unknown and declined."""
    if not is_on():
        raise Declined("There is no card rail: no key of the provider is set.")
    with transaction.atomic(durable=True):
        pass  # raises inside a transaction, before anything leaves
    client = _client(settings.STRIPE_API_KEY, settings.STRIPE_API_BASE, settings.STRIPE_TIMEOUT)
    try:
        return act(client)
    except (stripe.APIConnectionError, stripe.RateLimitError) as failure:
        raise Unknown(str(failure)) from failure
    except stripe.StripeError as failure:
        status = failure.http_status or 500
        if status >= 500 or status == 409:  # 409: the same key is at work just now
            raise Unknown(str(failure)) from failure
        raise Declined(str(failure)) from failure


def _read_checkout(session: Any) -> Checkout:
    return Checkout(
        id=session.id,
        reference=session.client_reference_id or "",
        amount_fen=int(session.amount_total or 0),
        is_open=session.status == "open",
        is_paid=session.payment_status == "paid",
        payment_id=_id(session.payment_intent),
        url=session.url or "",
        at=int(session.created),
    )


def _id(thing: Any) -> str:
    return str(getattr(thing, "id", thing) or "")


def _noted(thing: Any, name: str) -> str:
    """Return what we have noted on an object of the provider; its metadata is no dictionary."""
    return str(thing.metadata.to_dict().get(name, "")) if thing.metadata is not None else ""


def _reference(thing: Any) -> str:
    return _noted(thing, "reference")


def _refund_of(found: Any) -> Moved:
    return Moved(
        found.id,
        _reference(found),
        int(found.amount),
        found.currency.upper(),
        of=_id(found.payment_intent),
        is_done=found.status == "succeeded",
        has_failed=found.status in ("failed", "canceled"),
        at=int(found.created),
    )


def open_checkout(
    *, key: str, reference: str, amount_fen: int, name: str, success_url: str, cancel_url: str, locale: str
) -> Checkout:
    """Open a page on which an amount is paid and captured at once. Card holds expire, so none is used."""
    metadata = {"reference": reference}
    line: Any = {
        "quantity": 1,
        "price_data": {"currency": CURRENCY.lower(), "unit_amount": amount_fen, "product_data": {"name": name}},
    }
    params: Any = {
        "mode": "payment",
        "line_items": [line],
        "success_url": success_url,
        "cancel_url": cancel_url,
        "client_reference_id": reference,
        "metadata": metadata,
        "payment_intent_data": {"metadata": metadata, "capture_method": "automatic"},
        "locale": locale,
    }
    return _read_checkout(_call(lambda client: client.v1.checkout.sessions.create(params, {"idempotency_key": key})))


def read_checkout(session_id: str) -> Checkout:
    """Return how a page stands now."""
    return _read_checkout(_call(lambda client: client.v1.checkout.sessions.retrieve(session_id)))


def close_checkout(session_id: str, *, key: str) -> Checkout:
    """Let a page take no money any more; returns how it stands, which may be paid."""
    try:
        closed = _call(lambda client: client.v1.checkout.sessions.expire(session_id, {}, {"idempotency_key": key}))
    except Declined:
        return read_checkout(session_id)  # it was paid or had ended before
    return _read_checkout(closed)


def refund(*, key: str, payment_id: str, amount_fen: int, reference: str) -> Moved:
    """Send an amount of a payment back; once, however often it is asked under the same key.

    After an error of the provider the key may answer with that error for ever: what was done is looked up instead.
    """
    params: Any = {
        "payment_intent": payment_id,
        "amount": amount_fen,
        "metadata": {"reference": reference, "order": key},
    }
    try:
        return _refund_of(_call(lambda client: client.v1.refunds.create(params, {"idempotency_key": key})))
    except Unknown:
        done = next((one for one in _refunds_of(payment_id) if _noted(one, "order") == key), None)
        if done is None:
            raise
        return _refund_of(done)


def _refunds_of(payment_id: str) -> list[Any]:
    params: Any = {"payment_intent": payment_id, "limit": SWEPT}
    return list(_call(lambda client: client.v1.refunds.list(params)).data)


def read_refund(refund_id: str) -> Moved:
    """Return how a refund stands now."""
    return _refund_of(_call(lambda client: client.v1.refunds.retrieve(refund_id)))


def open_account(*, key: str, reference: str) -> ConnectedAccount:
    """Open a payee's account."""
    params: Any = {
        "type": "express",
        "country": "CN",
        "capabilities": {"transfers": {"requested": True}},
        "metadata": {"reference": reference},
    }
    return _account_of(_call(lambda client: client.v1.accounts.create(params, {"idempotency_key": key})))


def read_account(account_id: str) -> ConnectedAccount:
    """Return how a payee's account stands now."""
    return _account_of(_call(lambda client: client.v1.accounts.retrieve(account_id)))


def _account_of(found: Any) -> ConnectedAccount:
    takes_transfers = getattr(found.capabilities, "transfers", "") == "active"
    return ConnectedAccount(
        found.id,
        _reference(found),
        is_submitted=bool(found.details_submitted),
        may_be_paid=bool(found.payouts_enabled) and takes_transfers,
        hindrance=str(getattr(found.requirements, "disabled_reason", "") or ""),
    )


def account_page(account_id: str, *, back_url: str) -> str:
    """Return the address, good for minutes, where the owner of an account tells the provider who they are."""
    params: Any = {
        "account": account_id,
        "refresh_url": back_url,
        "return_url": back_url,
        "type": "account_onboarding",
    }
    return str(_call(lambda client: client.v1.account_links.create(params)).url)


def transfer(*, key: str, account_id: str, amount_fen: int, reference: str) -> Moved:
    """Pay an amount to a connected account; once, however often it is asked under the same key."""
    params: Any = {
        "amount": amount_fen,
        "currency": CURRENCY.lower(),
        "destination": account_id,
        "transfer_group": key,
        "metadata": {"reference": reference},
    }
    try:
        return _transfer_of(_call(lambda client: client.v1.transfers.create(params, {"idempotency_key": key})))
    except Unknown:
        found: Any = _call(lambda client: client.v1.transfers.list({"transfer_group": key, "limit": 1})).data
        if not found:
            raise
        return _transfer_of(found[0])


def read_transfer(transfer_id: str) -> Moved:
    """Return how a transfer stands now; one that was reversed as a whole has failed."""
    return _transfer_of(_call(lambda client: client.v1.transfers.retrieve(transfer_id)))


def _transfer_of(found: Any) -> Moved:
    return Moved(
        found.id,
        _reference(found),
        int(found.amount),
        found.currency.upper(),
        of=_id(found.destination),
        has_failed=bool(found.reversed),
        back_fen=int(found.amount_reversed),
        at=int(found.created),
    )


def available_fen() -> int:
    """Return what the provider can pay out now, in minor units; money that has come in days ago counts, new not yet."""
    found = _call(lambda client: client.v1.balance.retrieve())
    return sum(int(one.amount) for one in found.available if one.currency == CURRENCY.lower())


def payments_since(instant: datetime) -> Iterator[Moved]:
    """Every payment that the provider took since an instant, by its own clock."""
    for found in _pages(lambda client, params: client.v1.payment_intents.list(params), instant):
        if found.status == "succeeded":
            amount, currency = int(found.amount_received), found.currency.upper()
            yield Moved(found.id, _reference(found), amount, currency, at=int(found.created))


def refunds_since(instant: datetime) -> Iterator[Moved]:
    """Every refund since an instant."""
    for found in _pages(lambda client, params: client.v1.refunds.list(params), instant):
        yield _refund_of(found)


def transfers_since(instant: datetime) -> Iterator[Moved]:
    """Every transfer since an instant."""
    for found in _pages(lambda client, params: client.v1.transfers.list(params), instant):
        yield _transfer_of(found)


def _pages(ask: Callable[..., Any], instant: datetime) -> Iterator[Any]:
    params: dict[str, Any] = {"limit": SWEPT, "created": {"gte": int(instant.astimezone(UTC).timestamp())}}
    page = _call(partial(ask, params=params))
    yield from page.data
    while page.has_more:
        page = _call(partial(ask, params={**params, "starting_after": page.data[-1].id}))
        yield from page.data


def event_of(body: bytes, signature: str) -> dict[str, Any]:
    """Return a webhook's event; raises Unsigned unless the provider signed it within the last minutes."""
    try:
        stripe.WebhookSignature.verify_header(
            body.decode(), signature, settings.STRIPE_WEBHOOK_SECRET, tolerance=TOLERANCE
        )
        event = json.loads(body)
    except (stripe.SignatureVerificationError, TypeError, ValueError, RecursionError) as wrong:
        raise Unsigned(str(wrong)) from wrong  # TypeError: signs in the header that no signature has
    if not settings.STRIPE_WEBHOOK_SECRET or not _is_event(event):
        raise Unsigned("Not an event.")
    return dict(event)


def _is_event(body: Any) -> bool:
    if not isinstance(body, dict):
        return False
    number, kind = body.get("id"), body.get("type")
    if not isinstance(number, str) or not isinstance(kind, str):
        return False
    return bool(NUMBER_OF_EVENT.fullmatch(number) and KIND_OF_EVENT.fullmatch(kind))
