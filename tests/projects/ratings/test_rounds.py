"""The round itself: closed by time, reviewed, published by a second person; every other step is refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from accounts.models import Notification
from core.audit.outbox import relay
from core.clock import next_deadline, run_sweeps
from core.rights import Denial
from core.transitions import CLOCK, Refused, move, steps_for
from projects.contracts.models import Contract
from projects.ratings import services
from projects.ratings.models import RatingRound
from projects.ratings.rules import can_see_rating_round
from projects.ratings.states import RATING_ROUND_STATE_NAMES, RatingRoundState
from tests.factories.ratings import RatingRoundFactory
from tests.procurement.cast import by_denial
from tests.projects.ratings.world import AFTER, CLOSES_AT, answer, published
from tests.projects.story import Story, acts
from tests.refusals import denial, why

pytestmark = pytest.mark.django_db

OFFICERS = ("officer", "colleague", "both")
APPROVERS = ("approver", "both")
# From each state the one step that leads out of it; the end has none.
WAY = {"OPEN": "close", "CLOSED": "review", "REVIEWED": "publish", "PUBLISHED": None}


def in_state(contract: Contract, state: str) -> RatingRound:
    """Return a round of the contract in a state, its closing time gone by."""
    return RatingRoundFactory.create(contract=contract, **({} if state == "OPEN" else {state.lower(): True}))


def take(rating_round: RatingRound, step: str, story: Story) -> None:
    """Take a step as the person, or the time, whose step it is."""
    if step == "close":
        move(rating_round.close, by=CLOCK)
    elif step == "review":
        move(rating_round.review, by=story.cast.officer, reviewer=story.cast.officer)
    else:
        move(rating_round.publish, by=story.cast.approver, result={})


def test_every_state_has_three_names() -> None:
    assert set(RATING_ROUND_STATE_NAMES) == set(RatingRoundState) == set(WAY)


@pytest.mark.parametrize("state", WAY)
@pytest.mark.parametrize("step", ["close", "review", "publish"])
def test_from_every_state_one_step_leads_on(
    story: Story, contract: Contract, clock: Any, state: str, step: str
) -> None:
    clock(AFTER)
    rating_round = in_state(contract, state)
    if WAY[state] == step:
        take(rating_round, step, story)
        assert rating_round.state == list(WAY)[list(WAY).index(state) + 1]
        return
    with translation.override("en"), pytest.raises(Refused, match="is not possible now"):
        take(rating_round, step, story)
    assert rating_round.state == state


def test_the_whole_way(story: Story, small: RatingRound, clock: Any) -> None:
    answer(small, {5: 2})
    assert published(story, small, clock).state == "PUBLISHED"
    assert [(verb, after) for verb, _before, after, _why in acts(small)] == [
        ("open_round", "OPEN"),
        ("rate", ""),
        ("rate", ""),
        ("close", "CLOSED"),
        ("review", "REVIEWED"),
        ("publish", "PUBLISHED"),
    ]


class TestClose:
    def test_only_time_closes_a_round(self, story: Story, small: RatingRound, clock: Any) -> None:
        clock(AFTER)
        for person in (story.cast.officer, story.cast.both, story.cast.supervisor):
            assert denial(move, small.close, by=person) == Denial.WRONG_ROLE

    def test_and_not_before_its_time(self, small: RatingRound) -> None:
        assert why(move, small.close, by=CLOCK) == ["The round is still open: people may rate until its closing time."]
        assert not services.close_round_if_due(small.pk)

    def test_the_sweep_closes_what_is_due_and_nothing_twice(self, small: RatingRound, clock: Any) -> None:
        later = RatingRoundFactory.create(closes_at=CLOSES_AT.replace(day=30))
        clock(CLOSES_AT)
        assert services.close_due_rounds() == 1
        assert services.close_due_rounds() == 0
        states = [RatingRound.objects.get(pk=one.pk).state for one in (small, later)]
        assert states == ["CLOSED", "OPEN"]

    def test_it_is_among_the_sweeps_and_the_coming_instants(self, small: RatingRound, clock: Any) -> None:
        assert next_deadline() <= CLOSES_AT
        clock(AFTER)
        run_sweeps()
        assert RatingRound.objects.get(pk=small.pk).state == "CLOSED"


class TestReview:
    def test_a_review_closes_the_round_itself_where_no_worker_has(
        self, story: Story, small: RatingRound, clock: Any
    ) -> None:
        clock(AFTER)
        reviewed = services.review_round(small.pk, by=story.cast.officer)
        assert (reviewed.state, reviewed.reviewed_by) == ("REVIEWED", story.cast.officer)

    def test_an_open_round_is_not_reviewed(self, story: Story, small: RatingRound) -> None:
        assert why(services.review_round, small.pk, by=story.cast.officer) == [
            "“Finish the review” is not possible now: Open for ratings."
        ]

    def test_a_held_ballot_stands_against_it(self, story: Story, small: RatingRound, clock: Any) -> None:
        [ballot] = answer(small, {5: 1})
        services.hold_ballot(ballot.pk, reason="可疑", by=story.cast.officer)
        clock(AFTER)
        assert why(services.review_round, small.pk, by=story.cast.officer) == [
            "Some ballots are held. Two people have to decide each of them first."
        ]

    def test_nobody_else_reviews(self, story: Story, contract: Contract) -> None:
        rating_round = in_state(contract, "CLOSED")
        met = by_denial(story.cast.but(*OFFICERS), lambda by: services.review_round(rating_round.pk, by=by))
        assert met == story.expected(*OFFICERS, public=True)


class TestPublish:
    def test_nobody_else_publishes(self, story: Story, contract: Contract) -> None:
        rating_round = in_state(contract, "REVIEWED")
        met = by_denial(story.cast.but(*APPROVERS), lambda by: services.publish_round(rating_round.pk, by=by))
        assert met == story.expected(*APPROVERS, public=True)

    def test_whoever_reviewed_does_not_publish(self, story: Story, contract: Contract) -> None:
        rating_round = RatingRoundFactory.create(contract=contract, reviewed=True, reviewed_by=story.cast.both)
        assert denial(services.publish_round, rating_round.pk, by=story.cast.both) == Denial.SAME_PERSON

    def test_it_is_published_once(self, story: Story, small: RatingRound, clock: Any) -> None:
        published(story, small, clock)
        assert why(services.publish_round, small.pk, by=story.cast.approver) == [
            "“Publish” is not possible now: Published."
        ]
        assert small.contract.performance_decisions.count() == 1

    def test_what_was_published_is_not_changed(self, story: Story, small: RatingRound, clock: Any) -> None:
        published(story, small, clock)
        with pytest.raises(DatabaseError, match="what was published"), transaction.atomic():
            RatingRound.objects.update(result={"counted": {"index": 100}})

    def test_a_result_is_not_written_before(self, small: RatingRound) -> None:
        with pytest.raises(DatabaseError, match="what was published"), transaction.atomic():
            RatingRound.objects.update(result={"counted": {"index": 100}})

    def test_the_supplier_hears_of_it(self, story: Story, small: RatingRound, clock: Any) -> None:
        published(story, small, clock)
        relay()
        assert Notification.objects.filter(topic="rating_round.published", recipient=story.cast.supplier).count() == 1


def test_every_round_is_public(story: Story, small: RatingRound) -> None:
    for name, person in story.cast.people.items():
        assert list(RatingRound.objects.visible_to(person)) == [small], name
        assert can_see_rating_round(person, small), name


def test_the_steps_that_people_meet(story: Story, contract: Contract) -> None:
    closed = in_state(contract, "CLOSED")
    assert [(step.name, step.is_open) for step in steps_for(story.cast.officer, closed)] == [("review", True)]
    assert [(step.name, step.is_open) for step in steps_for(story.cast.grid_worker, closed)] == [("review", False)]
    assert steps_for(story.cast.officer, in_state(contract, "OPEN")) == []
