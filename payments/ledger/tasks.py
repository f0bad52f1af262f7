"""The bell of the books: every night they are recomputed; safe to ring twice."""

import logging

from celery import shared_task

from payments.ledger.services import check_and_note

log = logging.getLogger(__name__)


@shared_task(name="payments.check_ledger")
def check_ledger() -> None:
    """Recompute the books; what is not sound is kept, told and logged."""
    for fault in check_and_note().faults:
        log.error("the books are not sound: %s", fault)
