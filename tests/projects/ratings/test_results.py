"""What a round says: the published vectors, reached through the services; and what may be printed of few answers."""

from __future__ import annotations

from typing import Any

import pytest

from projects.contracts.models import Contract
from projects.ratings.models import Ballot, RatingRound
from projects.ratings.services import decide_ballot, hold_ballot
from projects.ratings.settlement import printable_cells
from tests.factories.ratings import BallotFactory, BeneficiaryFactory, RatingRoundFactory, StratumFactory
from tests.projects.ratings.world import (
    BURST,
    BY_THEMSELVES,
    WITH_HELP,
    Levels,
    answer,
    frame,
    opened,
    people,
    published,
)
from tests.projects.story import Story

pytestmark = pytest.mark.django_db


def near(**figures: float) -> dict[str, Any]:
    """Return figures within 0.05 points, shares within 0.1 of a percent."""
    shares = {"satisfied_share"}
    return {name: pytest.approx(value, abs=0.001 if name in shares else 0.05) for name, value in figures.items()}


A = near(n=84, index=79.68, se=2.01, kish=83.7, effective_n=156.1, satisfied_share=0.800)
B = near(n=72, index=76.24, se=2.42, kish=69.4, effective_n=115.0, satisfied_share=0.768)


@pytest.fixture
def rated(story: Story, contract: Contract) -> RatingRound:
    """A round of 180 people with the 72 answers of vector B."""
    rating_round = opened(story, contract)
    answer(rating_round, BY_THEMSELVES)
    answer(rating_round, WITH_HELP, stratum="assist", by=story.cast.grid_worker)
    return rating_round


def burst(story: Story, rated: RatingRound, *, counts: bool | None = None) -> list[Ballot]:
    """Let one collector bring twelve more answers of level 5; hold and decide them where `counts` says so."""
    twelve = answer(rated, {5: BURST}, stratum="assist", by=story.cast.grid_worker)
    for ballot in twelve if counts is not None else []:
        hold_ballot(ballot.pk, reason="25分钟内12份全部为最高档", by=story.cast.supervisor)
        for person in (story.cast.supervisor, story.cast.officer):
            decide_ballot(ballot.pk, counts=counts, by=person)
    return twelve


def few(story: Story, contract: Contract, clock: Any, levels: Levels, size: int = 12) -> dict[str, Any]:
    """Return what is published of so many answers among so many people."""
    rating_round = opened(story, contract, frame(self=size))
    answer(rating_round, levels)
    return published(story, rating_round, clock).result


class TestVectors:
    def test_b(self, story: Story, rated: RatingRound, clock: Any) -> None:
        found = published(story, rated, clock).result
        assert {name: found["counted"][name] for name in B} == B
        assert found["counted"]["wilson"] == pytest.approx([0.683, 0.836], abs=0.001)
        assert found["counted"]["bounds"] == pytest.approx([0.306, 0.906], abs=0.001)
        assert (found["counted"]["payable"], found["counted"]["commendation"]) == (True, False)
        assert (found["population"], found["period"]) == ({"self": 70, "assist": 110}, "2026-01/2026-06")
        assert found["with_all"] == found["counted"]
        assert (found["held"], found["under_review"]) == (0, False)

    def test_a_where_nobody_holds_the_burst(self, story: Story, rated: RatingRound, clock: Any) -> None:
        burst(story, rated)
        found = published(story, rated, clock).result
        assert {name: found["counted"][name] for name in A} == A
        assert found["counted"]["wilson"] == pytest.approx([0.731, 0.855], abs=0.001)
        assert found["counted"]["bounds"] == pytest.approx([0.372, 0.906], abs=0.001)
        assert found["counted"]["commendation"]

    def test_with_and_without_what_was_held(self, story: Story, rated: RatingRound, clock: Any) -> None:
        burst(story, rated, counts=False)
        found = published(story, rated, clock).result
        assert {name: found["counted"][name] for name in B} == B
        assert {name: found["with_all"][name] for name in A} == A
        assert (found["held"], found["under_review"], found["counted"]["commendation"]) == (12, True, False)

    def test_what_two_people_let_count_counts(self, story: Story, rated: RatingRound, clock: Any) -> None:
        burst(story, rated, counts=True)
        assert published(story, rated, clock).result["counted"]["n"] == 84

    def test_replaced_answers_do_not_count(self, story: Story, rated: RatingRound, clock: Any) -> None:
        for ballot in Ballot.objects.filter(collector__isnull=False).order_by("pk")[:10]:
            BallotFactory.create(
                beneficiary=ballot.beneficiary, level=1, is_effective=False, collector=story.cast.grid_worker
            )
        assert published(story, rated, clock).result["counted"]["n"] == 72


class TestWhatIsPrinted:
    def test_under_ten_answers_nothing_is_said_of_them(self, story: Story, contract: Contract, clock: Any) -> None:
        found = few(story, contract, clock, {5: 8, 1: 1})
        shown = {name: value for name, value in found["counted"].items() if value is not None}
        assert shown == {"n": 9, "n_min": 10, "publishable": False, "payable": False}
        assert found["cells"] == []

    def test_ten_answers_are_published(self, story: Story, contract: Contract, clock: Any) -> None:
        found = few(story, contract, clock, {5: 9, 1: 1})
        assert (found["counted"]["publishable"], found["counted"]["index"]) == (True, 90.0)

    def test_a_round_that_nobody_answered_is_published_with_its_zero(
        self, story: Story, contract: Contract, clock: Any
    ) -> None:
        found = few(story, contract, clock, {})
        assert (found["counted"]["n"], found["counted"]["index"], found["population"]) == (0, None, {"self": 12})

    def test_a_census_has_no_interval_but_its_index(self, story: Story, contract: Contract, clock: Any) -> None:
        found = few(story, contract, clock, {5: 6, 3: 6})["counted"]
        assert (found["interval"], found["index"], found["wilson"]) == ([75.0, 75.0], 75.0, None)

    @pytest.mark.parametrize(
        ("levels", "cells"),
        [
            ({5: 5, 4: 5, 3: 5, 2: 5, 1: 5}, [([5], 5), ([4], 5), ([3], 5), ([2], 5), ([1], 5)]),
            ({5: 29, 4: 26, 3: 10, 2: 5, 1: 2}, [([5], 29), ([4], 26), ([3], 10), ([2, 1], 7)]),
            ({5: 4, 4: 1, 3: 9, 2: 0, 1: 0}, [([5, 4], 5), ([3, 2, 1], 9)]),
            ({5: 20, 1: 4}, [([5, 4, 3, 2, 1], 24)]),
            ({5: 1, 4: 1, 3: 1, 2: 1, 1: 6}, [([5, 4, 3, 2, 1], 10)]),
            ({5: 0, 4: 0, 3: 0, 2: 0, 1: 10}, [([5, 4, 3, 2, 1], 10)]),
        ],
    )
    def test_no_printed_cell_is_below_five(self, levels: Levels, cells: list[tuple[list[int], int]]) -> None:
        rating_round = RatingRoundFactory.create()
        for stratum in (StratumFactory.create(round=rating_round), StratumFactory.create(round=rating_round)):
            own = {level: (n + stratum.order) // 2 for level, n in levels.items()}
            for level, n in own.items():
                BallotFactory.create_batch(
                    n, beneficiary__stratum=stratum, level=level
                ) if n else BeneficiaryFactory.create(stratum=stratum)
        found = printable_cells(rating_round.ballots())
        assert [(cell["levels"], cell["ballots"]) for cell in found] == cells

    def test_nobody_learns_who_answered_what(self, story: Story, rated: RatingRound, clock: Any) -> None:
        shown = str(published(story, rated, clock).result)
        assert [person.person_key for person in people(rated) if f"{person.person_key!r}" in shown] == []
