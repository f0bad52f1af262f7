"""Objective items whose points follow from the register alone: the grade of an organisation, its track record.

A scale is filled by the machine only when every entry of it is understood; otherwise the leader enters the points
once, for all members. Understood are grades ("5A", "3A级以上"), the newcomer's entry ("截标前两年内登记"),
"其他或未评级", and entries that name a fact of the track record: {"fact": "RATING", "at_least": "80", …}.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

GRADE = re.compile(r"([1-5])A级?((?:及|或)?以上)?")
NEWCOMER = re.compile(r".*(两|二|2)年内(登记|注册|成立).*")
OTHERWISE = re.compile(r"其他|其它|未评级|无等级|其他或未评级|其他或者未评级|其他、未评级")
NEWCOMER_YEARS = 2  # what the entry itself says
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Facts:
    """What the register knows of a bidder on the day of the deadline."""

    grade: int | None
    registered_on: date
    deadline_on: date
    # Per kind of the track record: one figure.
    track_record: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def is_newcomer(self) -> bool:
        """Whether the bidder was registered within the two years before the deadline."""
        year = self.deadline_on.year - NEWCOMER_YEARS
        try:
            start = self.deadline_on.replace(year=year)
        except ValueError:  # 29 February
            start = date(year, 2, 28)
        return self.registered_on >= start


@dataclass(frozen=True)
class Filled:
    """Points that the register gave, and the fact they rest on."""

    points: Decimal
    source: str


def applies(entry: Mapping[str, Any], facts: Facts) -> bool | None:
    """Return whether an entry of a scale applies; None where the machine does not understand it."""
    if "fact" in entry:
        try:
            least = Decimal(str(entry["at_least"]))
        except (KeyError, InvalidOperation):
            return None
        value = facts.track_record.get(str(entry["fact"]))
        return value is not None and value >= least
    text = str(entry.get("condition_zh") or "").strip()
    grade = GRADE.fullmatch(text)
    if grade:
        wanted = int(grade[1])
        return facts.grade is not None and (facts.grade >= wanted if grade[2] else facts.grade == wanted)
    if NEWCOMER.fullmatch(text):
        return facts.is_newcomer
    return True if OTHERWISE.fullmatch(text) else None


def fill(scale: Sequence[Mapping[str, Any]], weight: Decimal, facts: Facts) -> Filled | None:
    """Return the points of an item whose scale is one part of "best" entries; None where a person has to look."""
    if not scale or any(entry.get("mode") != "best" for entry in scale) or len({e.get("part") for e in scale}) != 1:
        return None
    met = []
    for entry in scale:
        holds = applies(entry, facts)
        try:
            percent = Decimal(str(entry["points_percent"]))
        except (KeyError, InvalidOperation):
            return None
        if holds is None or not 0 <= percent <= 100:
            return None
        if holds:
            met.append((percent, str(entry.get("condition_zh") or entry.get("fact"))))
    percent, source = max(met, key=lambda each: each[0], default=(Decimal(0), "-"))
    return Filled((weight * percent / 100).quantize(CENT, rounding=ROUND_HALF_UP), source)
