"""Objective items that the register fills: grades as real tenders print them, and the track record."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from procurement.evaluations.objective import Facts, Filled, fill

DEADLINE = date(2026, 4, 10)
# The scale of a real tender for five community centres.
GRADES = [
    {"part": 1, "mode": "best", "condition_zh": "5A", "points_percent": 100},
    {"part": 1, "mode": "best", "condition_zh": "截标前两年内登记", "points_percent": 100},
    {"part": 1, "mode": "best", "condition_zh": "4A", "points_percent": 80},
    {"part": 1, "mode": "best", "condition_zh": "3A", "points_percent": 50},
    {"part": 1, "mode": "best", "condition_zh": "其他或未评级", "points_percent": 0},
]


def facts(grade: int | None, registered_on: date = date(2015, 1, 1), **record: str) -> Facts:
    return Facts(grade, registered_on, DEADLINE, {kind: Decimal(value) for kind, value in record.items()})


@pytest.mark.parametrize(
    ("grade", "points", "source"),
    [
        (5, "8.00", "5A"),
        (4, "6.40", "4A"),
        (3, "4.00", "3A"),
        (2, "0.00", "其他或未评级"),
        (None, "0.00", "其他或未评级"),
    ],
)
def test_a_grade_earns_its_share(grade: int | None, points: str, source: str) -> None:
    assert fill(GRADES, Decimal(8), facts(grade)) == Filled(Decimal(points), source)


def test_a_newcomer_gets_what_the_tender_gives_newcomers() -> None:
    assert fill(GRADES, Decimal(8), facts(None, date(2024, 4, 10))) == Filled(Decimal("8.00"), "截标前两年内登记")
    assert fill(GRADES, Decimal(8), facts(None, date(2024, 4, 9))) == Filled(Decimal("0.00"), "其他或未评级")


def test_a_newcomers_two_years_stand_a_leap_day() -> None:
    assert Facts(None, date(2026, 2, 28), date(2028, 2, 29)).is_newcomer


def test_grade_and_above() -> None:
    scale = [{"part": 1, "mode": "best", "condition_zh": "3A及以上", "points_percent": 100}]
    assert fill(scale, Decimal(5), facts(4)) == Filled(Decimal("5.00"), "3A及以上")
    assert fill(scale, Decimal(5), facts(2)) == Filled(Decimal("0.00"), "-")


def test_the_track_record_counts_where_the_tender_says_so() -> None:
    scale = [
        {"part": 1, "mode": "best", "fact": "RATING", "at_least": "85", "points_percent": 100},
        {"part": 1, "mode": "best", "fact": "RATING", "at_least": "75", "points_percent": 60},
    ]
    assert fill(scale, Decimal(10), facts(None, RATING="85")) == Filled(Decimal("10.00"), "RATING")
    assert fill(scale, Decimal(10), facts(None, RATING="84.9")) == Filled(Decimal("6.00"), "RATING")
    assert fill(scale, Decimal(10), facts(None)) == Filled(Decimal("0.00"), "-")


@pytest.mark.parametrize(
    "scale",
    [
        [],
        [{"part": 1, "mode": "best", "condition_zh": "本区办公场所≥120㎡", "points_percent": 60}],
        [{"part": 1, "mode": "sum", "condition_zh": "5A", "points_percent": 25}],
        [GRADES[0], {**GRADES[1], "part": 2}],
        [{"part": 1, "mode": "best", "condition_zh": "5A", "points_percent": None}],
        [{"part": 1, "mode": "best", "condition_zh": "5A", "points_percent": 120}],
        [{"part": 1, "mode": "best", "fact": "RATING", "points_percent": 100}],
    ],
)
def test_what_the_machine_does_not_understand_is_left_to_a_person(scale: list[dict[str, object]]) -> None:
    assert fill(scale, Decimal(8), facts(5)) is None
