"""The clock of a payout: 30 days from the invoice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from accounts.models import Membership
from accounts.roles import Role
from core.clock import RunningClock, clocks
from core.time import today
from projects.payouts.models import Payout


@clocks
def to_pay(until: date) -> Iterable[RunningClock]:
    """Payouts that have to be paid by a day."""
    for payout in Payout.objects.with_ground().to_pay_by(until):
        assert payout.pay_by is not None  # the query asked for it
        people = Membership.objects.people(
            [payout.contract.buyer_id], Role.FINANCE, Role.APPROVER, Role.BUYER_OFFICER, day=today()
        )
        yield RunningClock("payment", "projects.Payout", payout.pk, payout.pay_by, tuple(people))
