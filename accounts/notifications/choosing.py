"""What a person wants to be told, in which language and on which way; and ending it by one click."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.areas.models import Area
from accounts.notifications.kinds import MANDATORY, MessageKind, When
from accounts.notifications.models import MessageChoice, Subscription
from accounts.notifications.sending import call_off
from accounts.notifications.services import notify
from core.time import core_now
from core.transitions import refuse

DAILY = "DAILY"
MOST_SUBSCRIPTIONS = 30


@transaction.atomic
def choose_messages(*, language: str, mail: Mapping[str, str], sms: list[str], by: Any) -> MessageChoice:
    """Keep a person's choices; what nobody may switch off is left out, whatever was sent."""
    choice, _made = MessageChoice.objects.select_for_update().get_or_create(person=by)
    choice.language = language
    choice.mail = {kind: str(When(when)) for kind, when in mail.items() if MessageKind(kind) not in MANDATORY}
    choice.sms = sorted({str(MessageKind(kind)) for kind in sms})
    choice.save()
    call_off(by.pk, [kind for kind in MessageKind if choice.mail_of(kind) == When.NEVER])
    return choice


@transaction.atomic
def stop_mails(person_id: int, kind: str) -> list[MessageKind]:
    """End mails of a kind, or with "DAILY" all that go with the daily mail, planned ones too; return what has ended."""
    choice, _made = MessageChoice.objects.select_for_update().get_or_create(person_id=person_id)
    free = [one for one in MessageKind if one not in MANDATORY]
    ended = [one for one in free if (choice.mail_of(one) == When.DAILY if kind == DAILY else one == kind)]
    choice.mail = {**choice.mail, **{str(one): str(When.NEVER) for one in ended}}
    choice.save()
    call_off(person_id, ended, daily=kind == DAILY)
    return ended


@transaction.atomic
def subscribe(*, subject: str, area: Area, service_kind: str = "", by: Any) -> Subscription:
    """Subscribe a person; the same once. Raises Refused beyond a number that nobody reads any more."""
    mine = Subscription.objects.of(by)
    if len(mine) >= MOST_SUBSCRIPTIONS:
        raise refuse(_("You have 30 subscriptions already. Remove one, or choose a larger area."))
    subscription, _made = Subscription.objects.get_or_create(
        person=by, subject=subject, area=area, service_kind=service_kind, defaults={"since": core_now()}
    )
    return subscription


def unsubscribe(subscription_id: int, *, by: Any) -> None:
    """Remove one's own subscription; another's is not there."""
    Subscription.objects.of(by).filter(pk=subscription_id).delete()


def tell_subscribers(subject: str, topic: str, *, area: Area, service_kind: str, key: str, **facts: Any) -> int:
    """Tell those who have subscribed to a subject here; each once a key, however many of their subscriptions fit."""
    people = Subscription.objects.hearing(subject, area, service_kind).people()
    return notify(people, f"subscribed.{topic}", key=key, **facts)
