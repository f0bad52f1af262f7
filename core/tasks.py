"""The bells of core; each is safe to ring twice."""

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

from core.archive.services import make_waiting
from core.audit.chain import sequence
from core.audit.outbox import relay
from core.clock import remind, run_sweeps

log = logging.getLogger(__name__)


@shared_task(name="core.relay_outbox")
def relay_outbox() -> None:
    """Deliver the outbox, then give the audit rows their places."""
    relay()
    sequence()


@shared_task(name="core.sweep_clocks")
def sweep_clocks() -> None:
    """Write the states that time has changed."""
    run_sweeps()


@shared_task(name="core.remind_clocks")
def remind_clocks() -> None:
    """Remind people of clocks that end within two working days."""
    remind()


@shared_task(name="core.make_documents")
def make_documents() -> None:
    """Make the files of the documents that wait."""
    make_waiting()


def ring_press() -> None:
    """Ring the press after a commit; without a broker the schedule comes by."""
    try:
        make_documents.delay()
    except OperationalError as unreachable:
        log.warning("the broker did not answer; the press will come by itself", exc_info=unreachable)


def ring() -> None:
    """Ring the relay after a commit; an unreachable broker costs seconds, not the message: the sweep comes by."""
    try:
        relay_outbox.delay()
    except OperationalError as unreachable:
        log.warning("the broker did not answer; the relay will come by itself", exc_info=unreachable)
