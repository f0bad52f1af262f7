"""What the tender's policy makes of the performance part once a rating is published, by the rulebook's reckoning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from core.law.amounts import two_decimals
from core.law.policies import Instalments, IntervalPolicy, PolicyLine
from core.law.policy_files import read_policy
from core.law.ratings import RatingEstimate
from core.law.refusals import BadInput
from core.money import display, fen, yuan


@dataclass(frozen=True)
class Settled:
    """What is released of the part at stake, what the supplier pays back besides, and the lines that lead there."""

    amount_fen: int
    claw_back_fen: int
    lines: list[dict[str, str]]


def settle_part(
    given: dict[str, Any], *, accepted_fen: int, stake_fen: int, rating: RatingEstimate, may_print: bool
) -> Settled:
    """Return what a policy releases of the performance part of accepted work, in minor units.

    The interval policy looks at the part alone. A policy by score takes its deduction from the whole of the accepted
    work: from the part that waits first, and what that cannot bear is paid back. Without `may_print` too few people
    answered for their figure to be shown.
    """
    policy = read_policy(given)
    if isinstance(policy, Instalments) or rating.interval is None or rating.index is None:
        raise BadInput(_("This policy pays nothing by a rating."))
    if isinstance(policy, IntervalPolicy):
        lower, upper = (Decimal(repr(end)) for end in rating.interval)
        paid = policy.pay(yuan(stake_fen), lower, upper)
        lines = shown(paid.lines, may_print)
        return Settled(fen(paid.payable), 0, lines)
    score = two_decimals(Decimal(repr(rating.index)))
    paid = policy.pay(yuan(accepted_fen), score)
    deducted = fen(paid.deducted)
    released, back = max(0, stake_fen - deducted), max(0, deducted - stake_fen)
    lines = shown(paid.lines[:3], may_print)
    lines[0]["text"] = _("Accepted work, to which the policy is applied")  # not always all of the contract
    lines.append(line(_("Base part, owed on acceptance"), stake_fen - accepted_fen))
    if back:
        lines.append(line(_("To be paid back by the supplier"), back))
    lines.append(line(_("Performance part to pay"), released))
    return Settled(released, back, lines)


def shown(lines: tuple[PolicyLine, ...], may_print: bool) -> list[dict[str, str]]:
    """Return the rulebook's lines as payer and payee read them; the second one names the rating."""
    said = [line(each.text, fen(each.amount)) for each in lines]
    if not may_print:
        said[1]["text"] = _("Too few people rated to print the figure; the deduction follows from it")
    return said


def in_both_languages(lines_of: Callable[[], list[dict[str, str]]]) -> list[dict[str, str]]:
    """Return lines with their English twins: what is decided is kept, and read by people of either language."""
    with override("zh-hans"):
        lines = lines_of()
    with override("en"):
        twins = lines_of()
    return [{**one, "text_en": twin["text"]} for one, twin in zip(lines, twins, strict=True)]


def line(text: str, minor: int) -> dict[str, str]:
    """Return one line of a calculation."""
    return {"text": text, "amount": display(minor)}
