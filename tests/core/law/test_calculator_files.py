"""The calculators' files: what is wrong in one place is refused, and what may be so is not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from core.law.calculator_files import read_round, read_sheet
from core.law.json_shapes import read_json
from core.law.ratings import RatingEstimate, estimate_rating
from core.law.refusals import LawError
from core.law.scoring import Ranked, score_sheet
from tests.core.law.examples import ROUND, SHEET


@pytest.fixture
def written(tmp_path: Path):
    """Writes a value as a JSON file; returns its path."""

    def write(content: Any) -> Path:
        path = tmp_path / "given.json"
        path.write_text(json.dumps(content), encoding="utf-8")
        return path

    return write


def scored(path: Path) -> list[Ranked]:
    """The lines of a sheet's file."""
    return score_sheet(*read_sheet(read_json(path))).result


def rated(path: Path) -> RatingEstimate:
    """The figures of a round's file."""
    return estimate_rating(**read_round(read_json(path))._asdict()).result


def changed(base: dict, path: str, value: Any) -> dict:
    """The base with one place changed; the value `...` takes the place away."""
    copy = json.loads(json.dumps(base))
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    place = copy
    for step in way:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return copy


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("method", ...),
        ("method", "negotiation"),
        ("method", 7),
        ("price_weight", ...),
        ("price_weight", True),
        ("price_weight", "10"),
        ("price_weight", 9),
        ("price_weight", 11),
        ("price_weight", [10]),
        ("ceiling", "much"),
        ("ceiling", True),
        ("ceiling", "-100"),
        ("ceiling", "NaN"),
        ("deduction", "0.09"),
        ("deduction", "0.21"),
        ("deduction", "10%"),
        ("criteria", {}),
        ("criteria", "plan"),
        ("criteria.0", "plan"),
        ("criteria.0.max", ...),
        ("criteria.0.max", True),
        ("criteria.0.max", -90),
        ("criteria.0.id", 7),
        ("criteria.0.id", ...),
        ("bids", ...),
        ("bids", []),
        ("bids", {}),
        ("bids", "a"),
        ("bids.0", "a"),
        ("bids.0.id", ...),
        ("bids.0.id", ""),
        ("bids.0.id", "b"),
        ("bids.0.id", "\ud800"),
        ("bids.0.price", ...),
        ("bids.0.price", None),
        ("bids.0.price", True),
        ("bids.0.price", "0"),
        ("bids.0.price", 0),
        ("bids.0.price", "-88"),
        ("bids.0.price", "NaN"),
        ("bids.0.price", "1e2"),
        ("bids.0.price", ["88"]),
        ("bids.0.price", 10**30),
        ("bids.0.qualified", ...),
        ("bids.0.qualified", "yes"),
        ("bids.0.qualified", 1),
        ("bids.0.small_micro", "no"),
        ("bids.0.scores", ...),
        ("bids.0.scores", []),
        ("bids.0.scores.plan", ...),
        ("bids.0.scores.plan", 80),
        ("bids.0.scores.plan", "80"),
        ("bids.0.scores.plan", []),
        ("bids.0.scores.plan.0", "80"),
        ("bids.0.scores.plan.0", None),
        ("bids.0.scores.plan.0", True),
        ("bids.0.scores.plan.0", 91),
        ("bids.0.scores.plan.0", -1),
        ("bids.0.scores.plan.0", ...),
        ("bids.0.scores.other", [1]),
        ("tie_price", "lowest"),
        ("tie_price", True),
        ("approved", "yes"),
        ("fixed_price", 1),
        ("fixed_price", True),
    ],
)
def test_a_sheet_that_is_wrong_in_one_place(written, path, value):
    with pytest.raises(LawError):
        scored(written(changed(SHEET, path, value)))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("ceiling", ...),
        ("ceiling", 100.5),
        ("deduction", ...),
        ("deduction", 0.2),
        ("bids.0.small_micro", ...),
        ("bids.0.price", 88),
        ("tie_price", "adjusted"),
        ("note", "unknown keys are ignored"),
    ],
)
def test_a_sheet_that_may_be_so(written, path, value):
    assert len(scored(written(changed(SHEET, path, value)))) == 3


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("population", ...),
        ("population", {}),
        ("population", [70, 110]),
        ("population.self", 0.5),
        ("population.self", "70"),
        ("population.self", True),
        ("population.self", -70),
        ("population.self", 34),
        ("population.self", 70.0),
        ("population.self", 10**12),
        ("ballots", ...),
        ("ballots", []),
        ("ballots.others", {"5": 1}),
        ("ballots.self", 35),
        ("ballots.self.5", -1),
        ("ballots.self.5", 1.5),
        ("ballots.self.5", True),
        ("ballots.self.5", "14"),
        ("ballots.self.5", 70),
        ("ballots.self.6", 1),
        ("ballots.self.0", 1),
        ("ballots.self.five", 1),
        ("target", ...),
        ("target", "75"),
        ("target", 50),
        ("target", 101),
        ("floor", ...),
        ("floor", 75),
        ("floor", -1),
        ("floor", True),
        ("ranking", 80),
        ("ranking", {"mean": 80}),
        ("ranking", {"mean": 80, "tau2": 0}),
        ("ranking", {"mean": "80", "tau2": 36}),
    ],
)
def test_a_round_that_is_wrong_in_one_place(written, path, value):
    with pytest.raises(LawError):
        rated(written(changed(ROUND, path, value)))
