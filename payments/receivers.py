"""What money hears: an order was written or the provider has told something, so a worker is woken after the commit.

The relay delivers inside a transaction, where nothing may go over the network: it only rings.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from core.audit.outbox import handles
from payments.deposits import receivers as deposits
from payments.ledger import receivers as ledger
from payments.rail.bell import ring
from payments.shares import receivers as shares

__all__ = ["deposits", "ledger", "shares"]


@handles("rail.ordered")
@handles("rail.told")
def wake(payload: dict[str, Any]) -> None:
    """Ring once the message is marked as delivered."""
    transaction.on_commit(ring, robust=True)
