"""Waking a worker for the card rail, by name: whoever writes orders knows no task."""

from __future__ import annotations

import logging

from celery import current_app
from django.conf import settings
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def ring() -> None:
    """Wake a worker after the commit; without one the round comes by itself."""
    if settings.RING_WORKERS:
        try:
            current_app.send_task("payments.settle_cards")
        except OperationalError as unreachable:
            log.warning("the broker did not answer; the round will come by itself", exc_info=unreachable)
