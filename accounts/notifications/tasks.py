"""The bells of messages; each is safe to ring twice."""

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

from accounts.notifications.sending import collect_digests, deliver_due

log = logging.getLogger(__name__)


@shared_task(name="accounts.deliver_messages")
def deliver_messages() -> None:
    """Send what is due."""
    deliver_due()


@shared_task(name="accounts.send_digests")
def send_digests() -> None:
    """Write today's daily mails, and send them."""
    collect_digests()
    deliver_due()


def ring() -> None:
    """Ring after a commit; without a broker the schedule comes by."""
    try:
        deliver_messages.delay()
    except OperationalError as unreachable:
        log.warning("the broker did not answer; messages go out by themselves", exc_info=unreachable)
