"""Words from the outbox that become notifications."""

from __future__ import annotations

from typing import Any

from accounts.notifications.services import notify
from core.audit.outbox import handles


@handles("clock.ending")
def tell_of_ending_clock(payload: dict[str, Any]) -> None:
    """Tell the people concerned that a legal period is about to end."""
    facts = {name: payload[name] for name in ("rule", "thing_kind", "thing_id", "ends_on")}
    key = "{rule}:{thing_kind}:{thing_id}:{ends_on}".format(**facts)
    notify(payload["people"], "clock.ending", key=key, **facts)
