"""When a payment has to arrive, and what it costs the buyer that it does not: 38号 for all, P§9–17 for the small."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from core.law.overdue import Overdue, overdue_interest
from core.law.rulebook import rule
from core.time import day_of
from projects.contracts.models import Contract
from projects.payouts.models import Payout
from projects.payouts.states import DEAD_STATES
from projects.periods import last_day
from projects.rates.models import PrimeRate


def last_day_to_pay(contract: Contract, *, accepted: date, received: date) -> date | None:
    """Return the last day to pay an invoice; None while it cannot be computed.

    30 days from the invoice (38号). A term from the acceptance, the contract's or the law's for a small or medium
    supplier, may end earlier; an invoice that comes after its end is paid within 30 days like any other.
    """
    by_invoice = last_day("payment", received)
    days = contract.payment_days
    if days is None and contract.supplier.is_sme:
        days = rule("payment_sme").whole
    if days is None:
        return by_invoice
    by_acceptance = accepted + timedelta(days=days)
    if by_acceptance < received:
        return by_invoice
    return by_acceptance if by_invoice is None else min(by_invoice, by_acceptance)


def owed_since(payout: Payout) -> date | None:
    """Return the day on which what is paid was accepted, or decided by a rating."""
    if payout.milestone is not None:
        return day_of(payout.milestone.accepted_at) if payout.milestone.accepted_at else None
    return day_of(payout.decision.at) if payout.decision else None


class Lateness:
    """Overdue days and interest of payments; the prime rates are read once for all of them."""

    def __init__(self, on: date) -> None:
        self.on = on
        self._rates: list[PrimeRate] | None = None

    def of(self, payout: Payout) -> Overdue | None:
        """Return the days and the interest up to the arrival or the day; None where no last day runs."""
        if payout.pay_by is None or payout.state in DEAD_STATES:
            return None
        until = payout.paid_on or self.on
        contract = payout.contract
        agreed = contract.overdue_percent
        return overdue_interest(
            payout.amount_fen,
            payout.pay_by,
            until,
            is_sme=payout.payee.is_sme,
            agreed_yearly=None if agreed is None else agreed / 100,
            prime_rate=None if agreed is None else self._prime_rate(contract),
        ).result

    def _prime_rate(self, contract: Contract) -> Any:
        """The yearly rate, as a share, of the day on which the contract was offered; None where none is recorded."""
        if self._rates is None:
            self._rates = list(PrimeRate.objects.newest_first())
        made = day_of(contract.offered_at) if contract.offered_at else self.on
        percent = next((one.percent for one in self._rates if one.valid_from <= made), None)
        return None if percent is None else percent / 100

    def dress(self, payouts: list[Payout]) -> list[Payout]:
        """Give each payment its `overdue`, for a list."""
        for payout in payouts:
            payout.overdue = self.of(payout)
        return payouts
