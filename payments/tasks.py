"""The bells of money: each is safe to ring twice, and none is needed for anything to count."""

from __future__ import annotations

import logging

from celery import shared_task

from payments.gateway import Declined, Unknown
from payments.inbox import act_on_waiting
from payments.payees.services import refresh_unsettled
from payments.rail.balances import read_balance
from payments.rail.reconciling import reconcile, settle_open
from payments.rail.sending import send_waiting
from payments.rail.switch import is_on

log = logging.getLogger(__name__)


@shared_task(name="payments.settle_cards")
def settle_cards() -> None:
    """Send what waits, act on what was told, ask after what is open."""
    if not is_on():
        return
    for part in (_read_balance, send_waiting, act_on_waiting, settle_open, refresh_unsettled):
        try:
            part()
        except Exception:  # what one part stumbles over holds up none of the others
            log.exception("a part of the round of cards failed; the next round tries it again")


def _read_balance() -> None:
    try:
        read_balance()
    except (Unknown, Declined) as failure:
        log.warning("the card provider did not tell its balance; the next round asks", exc_info=failure)


@shared_task(name="payments.reconcile_cards")
def reconcile_cards() -> None:
    """Compare with the provider's lists."""
    if is_on():
        try:
            reconcile()
        except Unknown as failure:
            log.warning("the card provider did not answer; the next round compares", exc_info=failure)
