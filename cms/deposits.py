"""The deposits that a tender asks for, as everybody reads them: how much, how paid, who is exempt, when back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from core.law.rulebook import Rule, rule
from payments.deposits.states import WaiverRule
from payments.rail.switch import is_on


@dataclass(frozen=True)
class AskedDeposit:
    """One deposit: its name, its share, the sum for each lot, how it is paid, and the law's lines about it."""

    name: str
    percent: Any
    of_what: str
    sums: list[tuple[Any, int]]
    how: str
    exempt: str
    rules: list[Rule] = field(default_factory=list)


def deposits_of(tender: Any, lots: Sequence[Any]) -> list[AskedDeposit]:
    """Return what a tender asks for; nothing where it asks for no deposit."""
    by_card = (
        _("By card or bank transfer, at the supplier's desk; never in cash.")
        if is_on()
        else _("By bank transfer, as the supplier's desk says; never in cash.")
    )
    found = []
    if tender.deposit_percent:
        exempt = tender.get_deposit_waiver_display() if tender.deposit_waiver != WaiverRule.NONE else ""
        found.append(
            AskedDeposit(
                _("Bid deposit"),
                tender.deposit_percent,
                _("of the budget"),
                [(lot, _share(tender, lot, lots)) for lot in lots],
                by_card,
                exempt,
                [
                    rule(key)
                    for key in (
                        "bid_deposit",
                        "deposit_refund_withdrawn",
                        "deposit_refund_loser",
                        "deposit_refund_winner",
                        "deposit_forfeit",
                    )
                ],
            )
        )
    if tender.performance_deposit_percent:
        found.append(
            AskedDeposit(
                _("Performance deposit"),
                tender.performance_deposit_percent,
                _("of the amount of the contract"),
                [],
                by_card,
                "",
                [rule("performance_deposit")],
            )
        )
    return found


def _share(tender: Any, lot: Any, lots: Sequence[Any]) -> int:
    """The sum for a lot, rounded down to the fen as it is asked for."""
    base = lot.budget_fen or (tender.budget_fen or 0) // max(len(lots), 1)
    numerator, denominator = (tender.deposit_percent / 100).as_integer_ratio()
    return int(base * numerator // denominator)
