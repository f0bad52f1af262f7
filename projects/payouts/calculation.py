"""How the amount of a payout comes about, line by line, as payer and payee read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.money import display
from core.rights import Text
from core.words import in_words
from projects.contracts.text import plain
from projects.payouts.models import Part, Payout


@dataclass(frozen=True)
class Line:
    """One line: what it says, and an amount."""

    text: Text
    amount: str
    is_sum: bool = False


def calculation_of(payout: Payout) -> list[Line]:
    """Return the lines that lead to the amount of a payout."""
    if payout.part == Part.PERFORMANCE:
        assert payout.decision is not None  # the database asks for it
        return [*decided(payout.decision.lines), Line(_("This payment"), display(payout.amount_fen), True)]
    milestone, contract = payout.milestone, payout.contract
    assert milestone is not None  # the database asks for it
    lines = []
    if milestone.percent is None:
        lines.append(Line(_("Agreed in a supplement"), display(milestone.amount_fen)))
    else:
        lines.append(Line(_("Amount of the contract"), display(contract.amount_fen)))
        share = _("This milestone: %(percent)s %% of it") % {"percent": plain(milestone.percent)}
        lines.append(Line(share, display(milestone.amount_fen)))
    waits = _("Less the performance part (%(percent)s %%), which waits for the rating") % {
        "percent": plain(contract.performance_percent)
    }
    if milestone.performance_fen:
        lines.append(Line(waits, display(-milestone.performance_fen)))
    return [*lines, Line(_("Base part: this payment"), display(payout.amount_fen), True)]


def decided(lines: list[dict[str, Any]]) -> list[Line]:
    """Return the lines under which a rating decided about the performance part."""
    return [
        Line(in_words({"zh": line.get("text"), "en": line.get("text_en")}), line.get("amount", "")) for line in lines
    ]
