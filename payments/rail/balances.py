"""What the card provider can pay out now, read before each transfer and on every round, and kept for the desk.

The figure holds what suppliers have paid for deposits that nobody may know of, so that no page shows it: a page says
whether it covers an amount.
"""

from __future__ import annotations

from core.time import CoreNow
from payments import gateway
from payments.rail.models import ProviderBalance


def read_balance() -> int:
    """Ask the provider what it can pay out now, in minor units, and keep the answer. Raises Unknown and Declined."""
    available = gateway.available_fen()
    ProviderBalance.objects.update_or_create(only=True, defaults={"available_fen": available, "read_at": CoreNow()})
    return available


def last_read() -> ProviderBalance | None:
    """Return what the provider said last; None before it was asked."""
    return ProviderBalance.objects.first()
