"""The outbox: a word written inside the act's transaction, told after the commit by whoever passes first.

Handlers run in the transaction that marks the message delivered, so what they write to the database happens exactly
once; what they do outside must stand being done twice. Celery only rings the relay; the relay also runs by itself.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, F

from core.audit.models import OutboxMessage
from core.kept import stored
from core.time import CoreNow, core_now

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 8
FIRST_PAUSE = timedelta(seconds=30)  # doubled after every failure

Handler = Callable[[dict[str, Any]], None]
HANDLERS: dict[str, list[Handler]] = {}
BELLS: list[Callable[[], None]] = []


def handles(topic: str) -> Callable[[Handler], Handler]:
    """Register a handler of a topic; it may be called twice with the same payload."""

    def registered(handler: Handler) -> Handler:
        HANDLERS.setdefault(topic, []).append(handler)
        return handler

    return registered


def announce(topic: str, key: str, **payload: Any) -> None:
    """Write a word to be told after the commit. The same topic and key are told once."""
    facts = {name: stored(fact) for name, fact in payload.items()}  # who hears it may have another language
    OutboxMessage.objects.bulk_create(
        [OutboxMessage(topic=topic, key=f"{topic}:{key}", payload=facts, created_at=CoreNow(), due_at=CoreNow())],
        ignore_conflicts=True,
    )
    for bell in BELLS:
        # One ring at the commit, however many words the transaction has written.
        if not any(waiting[1] is bell for waiting in connection.run_on_commit):
            transaction.on_commit(bell, robust=True)


def relay(limit: int = 100) -> int:
    """Deliver what is due, one message a transaction; return how many were delivered. Safe to run side by side."""
    delivered = 0
    for _ in range(limit):
        outcome = _deliver_next()
        if outcome is None:
            break
        delivered += outcome
    return delivered


def _deliver_next() -> bool | None:
    """Deliver the next due message: True delivered, False failed and put off, None nothing is due."""
    with transaction.atomic():
        message = (
            OutboxMessage.objects.select_for_update(skip_locked=True)
            .filter(delivered_at=None, dead_at=None, due_at__lte=CoreNow())
            .order_by("due_at", "pk")
            .first()
        )
        if message is None:
            return None
        try:
            with transaction.atomic():
                for handler in HANDLERS.get(message.topic, []):
                    handler(message.payload)
        except Exception as failure:  # any handler's failure puts the message off; the others go on
            log.warning("outbox %s failed", message.topic, exc_info=failure)
            _put_off(message, failure)
            return False
        OutboxMessage.objects.filter(pk=message.pk).update(delivered_at=CoreNow(), attempts=F("attempts") + 1)
        return True


def _put_off(message: OutboxMessage, failure: Exception) -> None:
    message.attempts += 1
    message.last_error = type(failure).__name__  # the kind alone: what a server answers may name a person
    if message.attempts >= MOST_ATTEMPTS:
        message.dead_at = core_now()
    else:
        message.due_at = core_now() + FIRST_PAUSE * 2 ** (message.attempts - 1)
    message.save()


def dead_letters() -> list[tuple[str, int]]:
    """Return the topics of the words that were given up, and how many of each."""
    dead = OutboxMessage.objects.filter(dead_at__isnull=False)
    return list(dead.values_list("topic").annotate(Count("pk")).order_by("topic"))


def revive(message_id: int) -> None:
    """Send a dead letter again: it gets all its attempts back."""
    OutboxMessage.objects.filter(pk=message_id, dead_at__isnull=False).update(
        dead_at=None, attempts=0, due_at=CoreNow(), last_error=""
    )
