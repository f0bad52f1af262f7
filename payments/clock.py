"""What time wakes among money: refunds that are due, and the rounds that repair what a lost message broke."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from accounts.models import Membership
from accounts.roles import Role
from core.clock import RunningClock, clocks, sweep
from core.time import today
from payments.deposits.models import Deposit
from payments.deposits.services import send_due_refunds


@sweep
def due_refunds() -> int:
    """Order the refunds whose last day has come, unless somebody has proposed to keep the deposit."""
    return send_due_refunds(today())


@clocks
def refunds_to_send(until: date) -> Iterator[RunningClock]:
    """Deposits that have to be back on or before a day; the buyer's finance officers are reminded."""
    day = today()
    for deposit in Deposit.objects.owed_back().due_by(until):
        people = Membership.objects.people([deposit.buyer_id], Role.FINANCE, day=day)
        yield RunningClock(deposit.refund_rule, "payments.Deposit", deposit.pk, deposit.refund_due_on, tuple(people))
