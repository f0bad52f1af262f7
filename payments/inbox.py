"""The one door by which news of money comes in: a webhook is kept once, acted on once, in any order.

An event is only a hint: what counts is the object as the provider tells it when it is asked again.
"""

from __future__ import annotations

import logging
from typing import Any

from django.db import DataError, OperationalError
from django.http import HttpRequest, HttpResponse, RawPostDataException
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic.base import View

from core.audit.outbox import announce
from core.time import CoreNow
from payments import gateway
from payments.gateway import Declined, Unknown, Unsigned
from payments.payees.services import refresh
from payments.rail.models import Order, OrderKind, ProviderEvent
from payments.rail.sending import collect, look_again

log = logging.getLogger(__name__)
LARGEST = 512 * 1024  # bytes


@method_decorator(csrf_exempt, name="dispatch")
class Webhook(View):
    """Where the provider tells its news; it signs them, and hears in milliseconds that they were kept."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep the event; 400 for what the provider has not signed."""
        size = _stated_size(request)
        if size is None or size > LARGEST:
            return HttpResponse(status=400 if size is None else 413)
        try:
            keep(request.body, request.headers.get("Stripe-Signature", ""))
        except RawPostDataException:  # a form with parts, which has been read as such: never the provider
            return HttpResponse(status=400)
        except Unsigned as wrong:
            log.warning("a webhook was not signed by the provider: %s", wrong)
            return HttpResponse(status=400)
        return HttpResponse(status=200)


def _stated_size(request: HttpRequest) -> int | None:
    """Return how many bytes the sender says to send; None where that is no number of bytes."""
    try:
        size = int(request.headers.get("Content-Length") or 0)
    except ValueError:
        return None
    return size if size >= 0 else None


def keep(body: bytes, signature: str) -> ProviderEvent:
    """Keep a verified event, once by its number; raises Unsigned."""
    event = gateway.event_of(body, signature)
    facts = {"kind": event["type"][:80], "body": event, "received_at": CoreNow()}
    try:
        kept, is_new = ProviderEvent.objects.get_or_create(event_id=event["id"], defaults=facts)
    except DataError as wrong:  # signs or numbers in it that PostgreSQL cannot hold
        raise Unsigned("The event cannot be kept.") from wrong
    if is_new:
        announce("rail.told", kept.event_id, event=kept.pk)
    return kept


class NotUnderstood(ValueError):
    """An event has another shape than the provider's events have."""


def act_on_waiting() -> int:
    """Act on every event that waits; return how many. A provider that does not answer ends the round."""
    acted = 0
    for event in ProviderEvent.objects.to_act_on()[:200]:
        try:
            act_on(event)
        except Unknown:
            break
        except OperationalError as failure:  # the database was in the way, not the event: it waits for the next round
            log.warning("event %s was not acted on; the next round tries again", event.event_id, exc_info=failure)
            continue
        except Exception as failure:  # whatever is wrong with one event, the others are heard
            log.exception("event %s cannot be acted on", event.event_id)
            _end(event, type(failure).__name__)
        acted += 1
    return acted


def act_on(event: ProviderEvent) -> None:
    """Ask again for what the event is about and write down how it stands. Raises Unknown; then it is tried again."""
    error = ""
    try:
        thing = _part(_part(event.body, "data"), "object")
        for order in _orders_about(event.kind, thing):
            collect(order.pk) if order.kind == OrderKind.CHECKOUT else look_again(order.pk)
        if event.kind == "account.updated":
            refresh(str(thing.get("id", "")))
    except (Declined, NotUnderstood) as failure:
        error = str(failure)
    _end(event, error)


def _end(event: ProviderEvent, error: str) -> None:
    ProviderEvent.objects.filter(pk=event.pk, acted_at=None).update(acted_at=CoreNow(), error=error)


def _orders_about(kind: str, thing: dict[str, Any]) -> list[Order]:
    """The orders that an event may concern; none for what is not ours."""
    number = str(thing.get("id", ""))
    if kind.startswith(("checkout.session.", "refund.", "transfer.")):
        return list(Order.objects.filter(provider_id=number))
    if kind.startswith("payment_intent."):
        reference = str(_part(thing, "metadata").get("reference", ""))
        return list(Order.objects.unpaid_checkouts().of_reference(reference)) if reference else []
    return []


def _part(thing: dict[str, Any], name: str) -> dict[str, Any]:
    """Return an object inside an object, empty where there is none; raises NotUnderstood."""
    part = thing.get(name) or {}
    if not isinstance(part, dict):
        raise NotUnderstood(f"“{name}” is no object.")
    return part
