"""The ways of a message: planned with it in one transaction, gone afterwards, each tried again until it is given up."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from accounts.invitations.letters import send_link
from accounts.invitations.models import Invitation
from accounts.invitations.services import why_closed
from accounts.notifications.kinds import DIGEST, Channel, When
from accounts.notifications.mails import digest_mail, mail_of, sms_of
from accounts.notifications.models import Delivery, DeliveryState, MessageChoice, Notification
from accounts.notifications.models_delivery import choice_of
from accounts.notifications.queries import DeliveryQuerySet
from accounts.notifications.sms import send_sms
from accounts.people.models import User
from core.time import core_now, today

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 6
FIRST_PAUSE = timedelta(minutes=1)  # doubled after every failure: the last attempt comes half an hour after the first
CLAIM = timedelta(
    minutes=10
)  # for whoever is killed between sending and noting it; longer than any time-out of a server
BELLS: list[Callable[[], None]] = []


def send_on(told: Iterable[Notification], *, now: datetime) -> None:
    """Plan how messages just written go out: as their people want it, what is mandatory at once. The caller commits."""
    rows = list(told)
    people = User.objects.in_bulk({row.recipient_id for row in rows})
    choices = {choice.person_id: choice for choice in MessageChoice.objects.filter(person__in=people)}
    ways = []
    for row in rows:
        person = people[row.recipient_id]
        ways += _ways(row, person, choices.get(person.pk) or MessageChoice(person=person), now)
    Delivery.objects.bulk_create(ways, ignore_conflicts=True)
    if any(way.state == DeliveryState.WAITING for way in ways):
        _ring()


def _ways(row: Notification, person: User, choice: MessageChoice, now: datetime) -> list[Delivery]:
    ways = [Delivery(notification=row, channel=Channel.SITE, state=DeliveryState.SENT, due_at=now, sent_at=now)]
    when = choice.mail_of(row.kind)
    if person.email and when != When.NEVER:
        state = DeliveryState.WAITING if when == When.AT_ONCE else DeliveryState.COLLECTED
        ways.append(Delivery(notification=row, channel=Channel.EMAIL, state=state, due_at=now))
    if person.phone and choice.is_sent_by_sms(row.kind, has_mail=bool(person.email)):
        ways.append(Delivery(notification=row, channel=Channel.SMS, due_at=now))
    return ways


def plan_link(invitation: Invitation) -> None:
    """Plan how the link of an invitation goes out; once, however often the word arrives. The caller commits."""
    channel = Channel.SMS if invitation.phone else Channel.EMAIL
    Delivery.objects.get_or_create(invitation=invitation, defaults={"channel": channel, "due_at": core_now()})
    _ring()


def _ring() -> None:
    for bell in BELLS:
        if not any(waiting[1] is bell for waiting in connection.run_on_commit):
            transaction.on_commit(bell, robust=True)


def deliver_due(limit: int = 200) -> int:
    """Send what is due; return how many went out. Safe to run side by side; called outside any transaction."""
    sent = 0
    for _ in range(limit):
        delivery = _claim()
        if delivery is None:
            break
        sent += _try(delivery)
    return sent


@transaction.atomic
def _claim() -> Delivery | None:
    """Take the next one for a while: if its sender dies, another comes back to it."""
    delivery = (
        Delivery.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("notification__recipient", "invitation__organisation", "invitation__invited_by")
        .due()
        .first()
    )
    if delivery is not None:
        delivery.attempts += 1
        delivery.due_at = core_now() + CLAIM
        delivery.save()
    return delivery


def _try(delivery: Delivery) -> bool:
    try:
        _send(delivery)
    except NothingLeft:
        _still(delivery).update(state=DeliveryState.SKIPPED)
        return False
    except Exception as failure:  # whatever a server answers; the others go on
        log.warning("delivery %s by %s failed: %s", delivery.pk, delivery.channel, type(failure).__name__)
        _put_off(delivery, failure)
        return False
    delivery.state, delivery.sent_at, delivery.last_error = DeliveryState.SENT, core_now(), ""
    delivery.save()
    return True


def _send(delivery: Delivery) -> None:
    if delivery.invitation is not None:
        if why_closed(delivery.invitation):
            raise NothingLeft
        send_link(delivery.invitation)
        return
    told = _told(delivery)
    person = told.recipient
    choice = choice_of(person)
    if delivery.channel == Channel.SMS:
        send_sms(_reachable(person.phone), sms_of(told, choice.language))
    elif told.topic == DIGEST:
        news = [_told(one) for one in delivery.collected.select_related("notification").order_by("pk")]
        if not news:
            raise NothingLeft
        digest_mail(person, news, choice.language, to=_reachable(person.email)).send()
    else:
        mail_of(told, choice.language, to=_reachable(person.email)).send()


def _told(delivery: Delivery) -> Notification:
    assert delivery.notification is not None  # no link of an invitation: the database holds one of the two
    return delivery.notification


class NothingLeft(Exception):
    """What was to be sent is not wanted any more."""


class Unreachable(Exception):
    """The person has no address on this channel any more."""


def _reachable(address: str | None) -> str:
    if not address:
        raise Unreachable
    return address


def _put_off(delivery: Delivery, failure: Exception) -> None:
    error = type(failure).__name__[:80]
    if delivery.attempts >= MOST_ATTEMPTS or isinstance(failure, Unreachable):
        _still(delivery).update(last_error=error, state=DeliveryState.FAILED)
    else:
        due_at = core_now() + FIRST_PAUSE * 2 ** (delivery.attempts - 1)
        _still(delivery).update(last_error=error, due_at=due_at)


def _still(delivery: Delivery) -> DeliveryQuerySet:
    """The row as long as it waits: what was called off while its mail was tried stays so."""
    return Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.WAITING)


def call_off(person_id: int, kinds: Collection[str], *, daily: bool = False) -> None:
    """Let no planned mail of these kinds go, with `daily` none that waits for the daily mail. The caller commits."""
    planned = Delivery.objects.mails_to_come().of_person(person_id).select_for_update(of=("self",))
    ended = [one.pk for one in planned if _told(one).kind in kinds or (daily and one.state == DeliveryState.COLLECTED)]
    Delivery.objects.filter(pk__in=ended).update(state=DeliveryState.SKIPPED, digest=None)


def collect_digests() -> int:
    """Write today's daily mail of everybody for whom something new waits; return how many. A second call adds none."""
    return sum(_collect(person_id) for person_id in Delivery.objects.collected().people())


def _collect(person_id: int) -> bool:
    with transaction.atomic():
        waiting = list(Delivery.objects.collected().of_person(person_id).select_for_update(of=("self",)))
        read = [one.pk for one in waiting if _told(one).read_at is not None]
        Delivery.objects.filter(pk__in=read).update(state=DeliveryState.SKIPPED)
        news = [one.pk for one in waiting if _told(one).read_at is None]
        if not news:
            return False
        now = core_now()
        try:
            with transaction.atomic():
                told = Notification.objects.create(
                    recipient_id=person_id, topic=DIGEST, key=f"{DIGEST}:{today().isoformat()}", created_at=now
                )
        except IntegrityError:
            return False  # one mail a day; what came since goes with tomorrow's
        carrier = Delivery.objects.create(notification=told, channel=Channel.EMAIL, due_at=now)
        Delivery.objects.filter(pk__in=news).update(digest=carrier, attempts=F("attempts") + 1)
        _ring()
        return True


def try_again(delivery_id: int, **_by: Any) -> None:
    """Give a delivery that was given up all its attempts back."""
    Delivery.objects.filter(pk=delivery_id, state=DeliveryState.FAILED).update(
        state=DeliveryState.WAITING, attempts=0, due_at=core_now(), last_error=""
    )
