"""The payment rule of a draft: which policy, and those of its figures that are written already."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.law.policy_files import POLICIES as KNOWN

FIGURES = (
    "target",
    "floor",
    "full_from",
    "deduct_below",
    "rate_per_point",
    "terminate_below",
    "amount_per_point",
)
# Shares of the contract are its milestones; they pay by no score.
POLICIES = [
    ("interval", _("By the interval of the residents' rating")),
    ("shenzhen_90", _("Below 90 points: (90 − score) ÷ 90 of the contract")),
    ("point_rate", _("A share of the fee for every point")),
    ("point_amount", _("An amount for every point")),
]


def figures_of(policy: str) -> tuple[str, ...]:
    """Return the figures that a policy asks a tender for; a tail is the part that waits, and asked for elsewhere."""
    _reader, own, _case = KNOWN[policy]
    return tuple(name for name in own if name in FIGURES)


def policy_from(given: dict[str, Any]) -> dict[str, str]:
    """Return the policy that is chosen, with those of its own figures that are written."""
    name = given.get("policy") or "interval"
    figures = {key: plain(given.get(key)) for key in figures_of(name)}
    return {"policy": name, **{key: figure for key, figure in figures.items() if figure}}


def plain(number: Decimal | None) -> str | None:
    """Return a number without the zeros that a column adds."""
    return None if number is None else f"{number:f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:f}"
