"""Taking ratings: one effective answer a person, replaced until the close; the person's own outranks any other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.roles import Role
from core.audit.models import AuditRow
from core.rights import Denial
from projects.contracts.models import Contract
from projects.ratings.collecting import rate, rate_for
from projects.ratings.models import Ballot, RatingRound
from projects.ratings.services import close_round_if_due
from tests.factories.accounts import MembershipFactory, OrganisationFactory
from tests.factories.contracts import WHILE_RUNNING
from tests.factories.ratings import BallotFactory
from tests.procurement.cast import by_denial
from tests.projects.ratings.world import AFTER, CLOSES_AT, frame, opened, people, token
from tests.projects.story import Story
from tests.refusals import denial, why
from tests.threads import at_once

pytestmark = pytest.mark.django_db

CLOSED = ["The round is closed; thank you for wanting to rate."]


def effective(rating_round: RatingRound) -> list[tuple[int, bool]]:
    """Return the level of every effective ballot, and whether somebody took it down."""
    return [(ballot.level, ballot.is_assisted) for ballot in Ballot.objects.of_round(rating_round.pk).order_by("pk")]


class TestByToken:
    def test_a_rating_gets_a_receipt_that_says_nothing_of_it(self, small: RatingRound) -> None:
        [person, *_] = people(small)
        ballot = rate(token(person), level=2, took_place="PARTLY", reason_tag="迟到", channel="QR")
        assert (ballot.level, ballot.took_place, ballot.reason_tag, ballot.channel) == (2, "PARTLY", "迟到", "QR")
        assert len(ballot.receipt) == 10

    def test_the_record_says_that_somebody_rated_and_neither_who_nor_what(self, small: RatingRound) -> None:
        [person, *_] = people(small)
        rate(token(person), level=1)
        row = AuditRow.objects.get(verb="rate")
        assert (row.actor_id, row.detail, row.thing_id) == ("token", {}, str(small.pk))

    def test_it_replaces_an_earlier_one_until_the_close(self, small: RatingRound, clock: Any) -> None:
        [person, *_] = people(small)
        first = rate(token(person), level=1)
        clock(CLOSES_AT - timedelta(seconds=1))
        second = rate(token(person), level=4)
        assert effective(small) == [(4, False)]
        assert (Ballot.objects.count(), first.receipt == second.receipt) == (2, False)

    def test_from_the_closing_time_on_nothing_is_taken_though_nobody_closed_the_round(
        self, small: RatingRound, clock: Any
    ) -> None:
        [person, *_] = people(small)
        clock(CLOSES_AT)
        assert why(rate, token(person), level=5) == CLOSED

    @pytest.mark.parametrize("guess", ["", "0" * 32, "person-1"])
    def test_a_guessed_token_is_not_known(self, small: RatingRound, guess: str) -> None:
        assert why(rate, guess, level=5) == ["This link is not known. Ask the community office for a new one."]

    def test_the_stored_hash_is_no_token(self, small: RatingRound) -> None:
        [person, *_] = people(small)
        assert why(rate, person.token_hash, level=5)[0].startswith("This link is not known.")

    @pytest.mark.parametrize("level", [0, 6, -1])
    def test_there_are_five_faces(self, small: RatingRound, level: int) -> None:
        assert why(rate, token(people(small)[0]), level=level) == ["Choose one of the five faces."]

    @pytest.mark.parametrize("given", [{"took_place": "MAYBE"}, {"channel": "PIGEON"}])
    def test_only_the_answers_offered_are_taken(self, small: RatingRound, given: dict[str, str]) -> None:
        assert why(rate, token(people(small)[0]), level=5, **given) == ["Choose one of the answers offered."]

    def test_a_low_rating_needs_no_reason(self, small: RatingRound) -> None:
        assert rate(token(people(small)[0]), level=1).reason_tag == ""


class TestWithHelp:
    def test_a_grid_worker_takes_an_answer_down(self, story: Story, small: RatingRound) -> None:
        [person, *_] = people(small, "assist")
        ballot = rate_for(person.pk, level=4, channel="PAPER", by=story.cast.grid_worker)
        assert (ballot.collector, ballot.channel) == (story.cast.grid_worker, "PAPER")
        row = AuditRow.objects.get(verb="rate_for")
        assert (row.actor_id, row.detail) == (str(story.cast.grid_worker.pk), {"ballot": ballot.pk})

    def test_it_may_be_taken_down_again(self, story: Story, small: RatingRound) -> None:
        [person, *_] = people(small, "assist")
        for level in (5, 3):
            rate_for(person.pk, level=level, by=story.cast.grid_worker)
        assert effective(small) == [(3, True)]

    def test_the_persons_own_answer_takes_the_place_of_it(self, story: Story, small: RatingRound) -> None:
        [person, *_] = people(small, "assist")
        rate_for(person.pk, level=5, by=story.cast.grid_worker)
        rate(token(person), level=2)
        assert effective(small) == [(2, False)]

    def test_it_never_takes_the_place_of_the_persons_own(self, story: Story, small: RatingRound) -> None:
        [person, *_] = people(small, "assist")
        rate(token(person), level=2)
        assert why(rate_for, person.pk, level=5, by=story.cast.grid_worker) == [
            "This person has rated already; their own answer stands."
        ]
        assert effective(small) == [(2, False)]

    def test_after_the_close_nothing_is_taken_down(self, story: Story, small: RatingRound, clock: Any) -> None:
        [person, *_] = people(small, "assist")
        clock(AFTER)
        assert why(rate_for, person.pk, level=5, by=story.cast.grid_worker) == CLOSED

    def test_nobody_else_takes_answers_down(self, story: Story, small: RatingRound) -> None:
        [person, *_] = people(small, "assist")
        met = by_denial(story.cast.but("grid_worker"), lambda by: rate_for(person.pk, level=5, by=by))
        assert met == story.expected("grid_worker", public=True)

    @pytest.mark.parametrize("role", [Role.SUPPLIER, Role.GRID_WORKER])
    def test_nobody_who_works_for_the_supplier_does(self, story: Story, small: RatingRound, role: str) -> None:
        [person, *_] = people(small, "assist")
        MembershipFactory.create(person=story.cast.grid_worker, organisation=story.supplier, role=role)
        assert denial(rate_for, person.pk, level=5, by=story.cast.grid_worker) == Denial.WRONG_ROLE

    def test_nor_who_works_for_a_member_of_its_consortium(self, story: Story) -> None:
        partner = OrganisationFactory.create()
        bid = story.award.bid
        bid.consortium_members = [partner.credit_code.lower()]
        bid.save()
        rating_round = opened(story, story.contract(in_force=True), frame(assist=1))
        MembershipFactory.create(person=story.cast.grid_worker, organisation=partner)
        [person] = people(rating_round, "assist")
        assert denial(rate_for, person.pk, level=5, by=story.cast.grid_worker) == Denial.WRONG_ROLE


class TestWhatTheDatabaseKeeps:
    def test_a_person_has_one_effective_ballot(self, small: RatingRound) -> None:
        [person, *_] = people(small)
        rate(token(person), level=2)
        with pytest.raises(IntegrityError, match="one_effective_ballot_per_person"), transaction.atomic():
            BallotFactory.create(beneficiary=person)

    @pytest.mark.parametrize("level", [0, 6])
    def test_a_level_is_one_to_five(self, small: RatingRound, level: int) -> None:
        with pytest.raises(IntegrityError, match="ballot_level_is_one_to_five"), transaction.atomic():
            BallotFactory.create(beneficiary=people(small)[0], level=level)

    @pytest.mark.parametrize("change", [{"level": 5}, {"collector": None}, {"receipt": "X"}])
    def test_an_answer_is_not_rewritten(self, story: Story, small: RatingRound, change: dict[str, Any]) -> None:
        rate_for(people(small, "assist")[0].pk, level=1, by=story.cast.grid_worker)
        with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
            Ballot.objects.update(**change)

    def test_a_replaced_answer_does_not_come_back(self, small: RatingRound) -> None:
        [person, *_] = people(small)
        first = rate(token(person), level=5)
        rate(token(person), level=1)
        with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
            Ballot.objects.filter(pk=first.pk).update(is_effective=True)

    def test_an_answer_is_not_deleted(self, small: RatingRound, owner: None) -> None:
        rate(token(people(small)[0]), level=1)
        with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
            Ballot.objects.all()._raw_delete(using="default")


@pytest.mark.django_db(transaction=True)
def test_two_answers_of_one_person_at_once_leave_one(story: Story, contract: Contract) -> None:
    rating_round = opened(story, contract, frame(self=1))
    mine = token(people(rating_round)[0])
    at_once(*(lambda level=level: rate(mine, level=level) for level in (1, 3, 5)))
    assert (Ballot.objects.count(), len(effective(rating_round))) == (3, 1)


@pytest.mark.django_db(transaction=True)
def test_a_round_does_not_close_in_the_middle_of_an_answer(story: Story, contract: Contract, clock: Any) -> None:
    rating_round = opened(story, contract, frame(self=1), closes_at=WHILE_RUNNING + timedelta(hours=1))
    mine = token(people(rating_round)[0])

    def close_quickly() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '300ms'")
        clock(WHILE_RUNNING + timedelta(hours=2))
        close_round_if_due(rating_round.pk)

    with transaction.atomic():
        rate(mine, level=4)
        [outcome] = at_once(close_quickly)
        assert isinstance(outcome, DatabaseError)
    assert close_round_if_due(rating_round.pk)
    assert effective(rating_round) == [(4, False)]
