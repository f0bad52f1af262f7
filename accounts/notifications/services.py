"""Telling people something inside the system, and noting that they have read it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from accounts.notifications.models import Notification
from accounts.notifications.sending import send_on
from accounts.people.models import User
from core.kept import stored
from core.time import core_now
from core.transitions import check


@transaction.atomic
def notify(user_ids: Iterable[int | None], topic: str, *, key: str = "", url: str = "", **payload: Any) -> int:
    """Tell active people something, each of them once per key; return how many had not been told yet.

    Without a key the topic and the payload are it: the same words are told once. `payload` fills the topic's sentence.
    """
    # A sentence of the system is kept as what it was made of: its reader may have another language.
    plain = json.loads(json.dumps({name: stored(fact) for name, fact in payload.items()}, cls=DjangoJSONEncoder))
    told = f"{topic}:{key or _digest(plain)}"
    people = User.objects.filter(pk__in={pk for pk in user_ids if pk is not None}, is_active=True)
    have = set(Notification.objects.filter(key=told, recipient__in=people).values_list("recipient_id", flat=True))
    fresh = [pk for pk in people.order_by("pk").values_list("pk", flat=True) if pk not in have]
    now = core_now()
    Notification.objects.bulk_create(
        [Notification(recipient_id=pk, topic=topic, key=told, url=url, payload=plain, created_at=now) for pk in fresh],
        ignore_conflicts=True,  # another relay may tell the same at the same instant
    )
    if fresh:
        send_on(Notification.objects.filter(key=told, recipient__in=fresh), now=now)
    return len(fresh)


def read_all_notifications(*, by: Any) -> int:
    """Note that the person has read everything told so far; return how many were new."""
    return Notification.objects.visible_to(by).order_by().unread().update(read_at=core_now())


def _digest(payload: dict[str, Any]) -> str:
    text = json.dumps(payload, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@transaction.atomic
def read_notification(notification_id: int, *, by: Any) -> Notification:
    """Note that the person has read it; the first time counts. Raises Refused for anybody else."""
    notification = Notification.objects.select_for_update().get(pk=notification_id)
    check("accounts.read_notification", by=by, thing=notification)
    if notification.read_at is None:
        notification.read_at = core_now()
        notification.save()
    return notification
