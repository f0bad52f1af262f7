"""A held ballot is neither counted nor dropped until two people have said the same of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.roles import Role
from core.audit.models import AuditRow
from core.clock import CLOCKS
from core.law.calendar import load_calendar
from core.law.periods import clock_end
from core.rights import Denial
from core.time import day_of
from projects.contracts.models import Contract
from projects.ratings.clock import held_ballots
from projects.ratings.collecting import rate, rate_for
from projects.ratings.models import Ballot, RatingRound
from projects.ratings.services import decide_ballot, hold_ballot, review_round
from tests.factories.accounts import MembershipFactory
from tests.factories.ratings import BallotFactory
from tests.procurement.cast import by_denial
from tests.projects.ratings.world import AFTER, frame, opened, people, token
from tests.projects.story import Story
from tests.refusals import denial, why
from tests.threads import at_once

pytestmark = pytest.mark.django_db

WHY = "同一采集人25分钟内12份全部为最高档"
REVIEWERS = ("officer", "colleague", "approver", "both", "supervisor")


@pytest.fixture
def ballot(story: Story, small: RatingRound) -> Ballot:
    """An answer of level 5 that a grid worker took down."""
    return rate_for(people(small, "assist")[0].pk, level=5, by=story.cast.grid_worker)


@pytest.fixture
def held(story: Story, ballot: Ballot) -> Ballot:
    """The same, held."""
    return hold_ballot(ballot.pk, reason=WHY, by=story.cast.supervisor)


def counted(rating_round: RatingRound) -> int:
    """Return how many ballots make the figure."""
    return Ballot.objects.of_round(rating_round.pk).counted().count()


class TestHold:
    def test_a_held_ballot_is_not_counted_and_not_gone(self, story: Story, small: RatingRound, held: Ballot) -> None:
        assert (counted(small), small.ballots().count(), small.ballots().held().count()) == (0, 1, 1)
        row = AuditRow.objects.get(verb="hold_ballot")
        assert (row.reason, row.detail, row.actor_id) == (WHY, {"ballot": held.pk}, str(story.cast.supervisor.pk))

    def test_the_buyers_people_are_reminded_within_five_working_days(self, story: Story, held: Ballot) -> None:
        assert held_ballots in CLOCKS
        assert held.held_at is not None
        last = clock_end("rating_held", day_of(held.held_at), load_calendar()).result
        assert list(held_ballots(last - timedelta(days=1))) == []
        [clock] = held_ballots(last)
        assert (clock.rule_key, clock.thing_id, clock.ends_on) == ("rating_held", held.pk, last)
        assert story.cast.officer.pk in clock.people
        assert clock.ocid == held.beneficiary.round.ocid, "a ballot itself does not tell its purchase"
        for officer in (story.cast.officer, story.cast.approver):
            decide_ballot(held.pk, counts=True, by=officer)
        assert list(held_ballots(last)) == []

    def test_it_says_why(self, story: Story, ballot: Ballot) -> None:
        assert why(hold_ballot, ballot.pk, reason=" ", by=story.cast.officer) == ["Say why the ballot is held."]

    def test_it_is_held_once(self, story: Story, held: Ballot) -> None:
        assert why(hold_ballot, held.pk, reason=WHY, by=story.cast.officer) == [
            "This ballot is replaced or already held."
        ]

    def test_a_replaced_ballot_is_not_held(self, story: Story, small: RatingRound, ballot: Ballot) -> None:
        rate(token(ballot.beneficiary), level=1)
        assert why(hold_ballot, ballot.pk, reason=WHY, by=story.cast.officer) == [
            "This ballot is replaced or already held."
        ]

    def test_nobody_else_holds_or_decides(self, story: Story, held: Ballot) -> None:
        expected = story.expected(*REVIEWERS, public=True)
        others = story.cast.but(*REVIEWERS)
        assert by_denial(others, lambda by: hold_ballot(held.pk, reason=WHY, by=by)) == expected
        assert by_denial(others, lambda by: decide_ballot(held.pk, counts=True, by=by)) == expected

    def test_nobody_who_works_for_the_supplier_does(self, story: Story, held: Ballot) -> None:
        MembershipFactory.create(person=story.cast.officer, organisation=story.supplier)
        assert denial(decide_ballot, held.pk, counts=True, by=story.cast.officer) == Denial.WRONG_ROLE


class TestReplacingWhatIsHeld:
    def test_taking_it_down_again_does_not_wash_it(self, story: Story, small: RatingRound, held: Ballot) -> None:
        again = rate_for(held.beneficiary_id, level=5, by=story.cast.grid_worker)
        assert (again.held_reason, again.held_by, counted(small)) == (WHY, story.cast.supervisor, 0)
        assert small.ballots().held().get() == again

    def test_nor_does_it_bring_back_what_two_people_did_not_count(
        self, story: Story, small: RatingRound, held: Ballot
    ) -> None:
        for person in (story.cast.officer, story.cast.approver):
            decide_ballot(held.pk, counts=False, by=person)
        rate_for(held.beneficiary_id, level=5, by=story.cast.grid_worker)
        assert (counted(small), small.ballots().held().count()) == (0, 1)

    def test_a_held_answer_by_token_stays_held_too(self, story: Story, small: RatingRound) -> None:
        [person, *_] = people(small)
        hold_ballot(rate(token(person), level=5).pk, reason=WHY, by=story.cast.officer)
        rate(token(person), level=5)
        assert (counted(small), small.ballots().held().count()) == (0, 1)

    def test_the_persons_own_answer_is_free_of_it(self, story: Story, small: RatingRound, held: Ballot) -> None:
        rate(token(held.beneficiary), level=2)
        assert (counted(small), small.ballots().held().count()) == (1, 0)


class TestDecide:
    @pytest.mark.parametrize("counts", [True, False])
    def test_two_people_who_say_the_same_decide(
        self, story: Story, small: RatingRound, held: Ballot, counts: bool
    ) -> None:
        first = decide_ballot(held.pk, counts=counts, by=story.cast.supervisor)
        assert (first.decided_at, counted(small)) == (None, 0)
        second = decide_ballot(held.pk, counts=counts, by=story.cast.officer)
        assert (second.first_decider, second.second_decider) == (story.cast.supervisor, story.cast.officer)
        assert (small.ballots().held().count(), counted(small)) == (0, int(counts))

    def test_the_same_person_is_not_the_second(self, story: Story, held: Ballot) -> None:
        decide_ballot(held.pk, counts=True, by=story.cast.officer)
        assert why(decide_ballot, held.pk, counts=True, by=story.cast.officer) == [
            "A second person has to decide too. Ask a colleague."
        ]

    def test_two_who_differ_decide_nothing_until_the_first_agrees(self, story: Story, held: Ballot) -> None:
        decide_ballot(held.pk, counts=True, by=story.cast.officer)
        assert why(decide_ballot, held.pk, counts=False, by=story.cast.approver) == [
            "The first person decided otherwise. Talk to them; either of you may change the decision."
        ]
        assert decide_ballot(held.pk, counts=False, by=story.cast.officer).decided_at is None
        assert decide_ballot(held.pk, counts=False, by=story.cast.approver).decided_at is not None

    def test_whoever_took_the_answer_down_decides_nothing(self, story: Story, small: RatingRound) -> None:
        MembershipFactory.create(person=story.cast.grid_worker, organisation=story.cast.office, role=Role.BUYER_OFFICER)
        ballot = rate_for(people(small, "assist")[0].pk, level=5, by=story.cast.grid_worker)
        hold_ballot(ballot.pk, reason=WHY, by=story.cast.officer)
        assert why(decide_ballot, ballot.pk, counts=True, by=story.cast.grid_worker) == [
            "You took this answer down. Let two others decide whether it counts."
        ]

    def test_what_is_not_held_or_is_decided_is_not_decided(self, story: Story, ballot: Ballot) -> None:
        not_held = ["This ballot is not held, or it has been decided."]
        assert why(decide_ballot, ballot.pk, counts=True, by=story.cast.officer) == not_held
        hold_ballot(ballot.pk, reason=WHY, by=story.cast.officer)
        for person in (story.cast.officer, story.cast.approver):
            decide_ballot(ballot.pk, counts=True, by=person)
        assert why(decide_ballot, ballot.pk, counts=False, by=story.cast.supervisor) == not_held


class TestAfterTheReview:
    def test_nothing_is_held_or_decided(self, story: Story, small: RatingRound, ballot: Ballot, clock: Any) -> None:
        clock(AFTER)
        review_round(small.pk, by=story.cast.officer)
        over = ["The review is finished; ballots are not held or decided any more."]
        assert why(hold_ballot, ballot.pk, reason=WHY, by=story.cast.approver) == over
        assert why(decide_ballot, ballot.pk, counts=True, by=story.cast.approver) == over

    @pytest.mark.django_db(transaction=True)
    def test_a_review_does_not_end_while_a_ballot_is_being_held(
        self, story: Story, contract: Contract, clock: Any
    ) -> None:
        rating_round = opened(story, contract, frame(self=1))
        ballot = rate(token(people(rating_round)[0]), level=5)
        officer, approver = story.cast.officer, story.cast.approver
        clock(AFTER)

        def review_quickly() -> None:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '300ms'")
            review_round(rating_round.pk, by=officer)

        with transaction.atomic():
            hold_ballot(ballot.pk, reason=WHY, by=approver)
            [outcome] = at_once(review_quickly)
            assert isinstance(outcome, DatabaseError)
        assert why(review_round, rating_round.pk, by=officer) == [
            "Some ballots are held. Two people have to decide each of them first."
        ]


class TestWhatTheDatabaseKeeps:
    def test_a_ballot_is_decided_by_two_people(self, story: Story, held: Ballot) -> None:
        with pytest.raises(IntegrityError, match="ballot_deciders_are_two_people"), transaction.atomic():
            Ballot.objects.filter(pk=held.pk).update(
                counts=True,
                first_decider=story.cast.officer,
                second_decider=story.cast.officer,
                decided_at=held.held_at,
            )
        with pytest.raises(IntegrityError, match="ballot_decided_by_two_and_at"), transaction.atomic():
            Ballot.objects.filter(pk=held.pk).update(counts=True, decided_at=held.held_at)

    @pytest.mark.parametrize("change", [{"held_at": None, "held_by": None}, {"held_reason": "无"}])
    def test_a_hold_is_not_taken_back(self, held: Ballot, change: dict[str, Any]) -> None:
        with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
            Ballot.objects.update(**change)

    def test_nor_is_a_decision(self, story: Story, held: Ballot) -> None:
        for person in (story.cast.officer, story.cast.approver):
            decide_ballot(held.pk, counts=False, by=person)
        with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
            Ballot.objects.update(counts=True)

    def test_a_hold_has_somebody_behind_it(self) -> None:
        with pytest.raises(IntegrityError, match="ballot_held_by_and_at"), transaction.atomic():
            BallotFactory.create(held=True, held_by=None)
