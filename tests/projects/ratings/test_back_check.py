"""Too few answers in the last period: those who were silent are asked once more, in an order that nobody chose."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.db import connection

from accounts.models import Notification
from accounts.roles import Role
from core.audit.models import AuditRow
from core.audit.outbox import relay
from core.law.ratings import answers_missing
from core.time import SHANGHAI
from core.transitions import Refused
from projects.contracts.models import Contract
from projects.ratings import back_check
from projects.ratings.collecting import rate, rate_for
from projects.ratings.models import Ballot, RatingRound
from projects.ratings.models_back_check import Met
from projects.ratings.services import close_round_if_due, publish_round, review_round
from tests.factories.accounts import member
from tests.factories.milestones import MilestoneFactory
from tests.pages import Browser, queries_of
from tests.projects.ratings.world import AFTER, answer, frame, opened, people, token
from tests.projects.story import Story
from tests.refusals import why
from tests.threads import at_once

pytestmark = pytest.mark.django_db
N = 60  # of whom 27 have to answer
UNTIL = date(2026, 7, 10)  # ten working days after 26 June
WRONG = "This person is not among those whom the draw names next. Ask those first."


@pytest.fixture
def last(story: Story) -> Contract:
    """A contract of which everything is accepted."""
    contract = story.contract(in_force=True)
    MilestoneFactory.create(contract=contract, accepted=True)
    return contract


@pytest.fixture
def grid(story: Story, last: Contract) -> Any:
    return member(last.buyer, Role.GRID_WORKER)


def closed(story: Story, contract: Contract, clock: Any, answers: int, **given: Any) -> RatingRound:
    """A round of sixty in which so many have answered, just after its end."""
    rating_round = opened(story, contract, frame(self=N), **{"is_last": True, **given})
    answer(rating_round, {2: answers})
    clock(AFTER)
    close_round_if_due(rating_round.pk)
    return RatingRound.objects.get(pk=rating_round.pk)


@pytest.mark.parametrize(
    ("n", "of", "missing"), [(0, 60, 27), (26, 60, 1), (27, 60, 0), (40, 60, 0), (43, 200, 17), (60, 200, 0), (0, 1, 1)]
)
def test_it_takes_the_least_sample_and_thirty_percent(n: int, of: int, missing: int) -> None:
    assert answers_missing(n, of) == missing


@pytest.mark.parametrize(
    ("answers", "is_last", "drawn"), [(12, True, 48), (27, True, 0), (12, False, 0), (0, True, 60)]
)
def test_only_the_silent_of_a_last_period_with_too_few_answers_are_drawn(
    story: Story, last: Contract, clock: Any, answers: int, is_last: bool, drawn: int
) -> None:
    rating_round = closed(story, last, clock, answers, is_last=is_last)
    assert rating_round.back_checks.count() == drawn
    assert rating_round.back_check_until == (UNTIL if drawn else None)
    assert not Ballot.objects.filter(beneficiary__back_check__isnull=False).exists()


def test_the_order_follows_from_the_seed_in_the_record_and_from_nothing_else(
    story: Story, last: Contract, clock: Any
) -> None:
    rating_round = closed(story, last, clock, 12)
    seed = AuditRow.objects.get(verb="draw_back_check").detail["seed"]
    drawn = [one.beneficiary for one in rating_round.back_checks.open().select_related("beneficiary")]
    assert drawn == sorted(drawn, key=lambda one: sha256(f"{seed}:{one.token_hash}".encode()).hexdigest())
    assert drawn != sorted(drawn, key=lambda one: one.pk)


def test_as_many_are_asked_as_answers_are_missing_and_the_next_takes_the_place_of_who_is_not_met(
    story: Story, last: Contract, clock: Any, grid: Any
) -> None:
    rating_round = closed(story, last, clock, 12)
    first = back_check.to_ask(rating_round)
    assert [one.place for one in first] == list(range(1, 16))
    back_check.note_attempt(rating_round.pk, beneficiary_id=first[0].beneficiary_id, met=Met.ABSENT, by=grid)
    assert [one.place for one in back_check.to_ask(rating_round)] == list(range(2, 17))
    rate_for(first[1].beneficiary_id, level=3, by=grid)
    assert [one.place for one in back_check.to_ask(rating_round)] == list(range(3, 17))
    sixteenth = rating_round.back_checks.get(place=17).beneficiary_id
    for beneficiary in (sixteenth, first[0].beneficiary_id):
        assert why(rate_for, beneficiary, level=5, by=grid) == [WRONG]
        about = {"beneficiary_id": beneficiary, "met": Met.GONE, "by": grid}
        assert why(back_check.note_attempt, rating_round.pk, **about) == [WRONG]
    with pytest.raises(Refused):
        rate(token(people(rating_round)[0]), level=5)


def test_with_enough_answers_it_ends_and_they_decide_the_money(
    story: Story, last: Contract, clock: Any, grid: Any
) -> None:
    rating_round = closed(story, last, clock, 12)
    assert why(review_round, rating_round.pk, by=story.cast.officer)[0].startswith(
        "Too few answered in the last period"
    )
    for drawn in back_check.to_ask(rating_round):
        rate_for(drawn.beneficiary_id, level=1, by=grid)
    rating_round = RatingRound.objects.get(pk=rating_round.pk)
    assert (rating_round.back_check_until, back_check.to_ask(rating_round)) == (None, [])
    review_round(rating_round.pk, by=story.cast.officer)
    found = publish_round(rating_round.pk, by=story.cast.approver).result["counted"]
    assert (found["n"], found["payable"]) == (27, True)
    assert last.performance_decisions.get().amount_fen == 0


@pytest.mark.parametrize("end", ["everybody was tried", "the time is over"])
def test_failing_that_the_part_is_paid_in_full(story: Story, last: Contract, clock: Any, grid: Any, end: str) -> None:
    rating_round = closed(story, last, clock, 12)
    if end == "the time is over":
        clock(datetime.combine(UNTIL, time(23, 59), SHANGHAI))
        assert why(review_round, rating_round.pk, by=story.cast.officer)
        clock(datetime.combine(UNTIL + timedelta(days=1), time(0, 1), SHANGHAI))
        assert back_check.to_ask(rating_round) == []
    while drawn := back_check.to_ask(rating_round):
        back_check.note_attempt(rating_round.pk, beneficiary_id=drawn[0].beneficiary_id, met=Met.DECLINED, by=grid)
        rating_round = RatingRound.objects.get(pk=rating_round.pk)
    review_round(rating_round.pk, by=story.cast.officer)
    publish_round(rating_round.pk, by=story.cast.approver)
    decision = last.performance_decisions.get()
    assert decision.amount_fen == decision.stake_fen > 0


def test_nobody_but_a_grid_worker_of_the_buyer_asks(story: Story, last: Contract, clock: Any, grid: Any) -> None:
    rating_round = closed(story, last, clock, 12)
    person = back_check.to_ask(rating_round)[0].beneficiary_id
    for other in (story.cast.officer, story.cast.supplier, story.cast.stranger):
        with pytest.raises(Refused):
            rate_for(person, level=5, by=other)
        with pytest.raises(Refused):
            back_check.note_attempt(rating_round.pk, beneficiary_id=person, met=Met.GONE, by=other)
        assert Browser(other).get("ratinground_missed", rating_round.pk, person).status_code == 403
    assert Ballot.objects.count() == 12


def test_a_grid_worker_walks_through_it(story: Story, last: Contract, clock: Any, grid: Any) -> None:
    rating_round = closed(story, last, clock, 25)
    while relay(limit=100):
        pass
    assert Notification.objects.filter(recipient=grid, topic="rating_round.back_check").exists()
    browser = Browser(grid)
    assert "Ask those whom the draw names once more" in browser.get("desk").content.decode()
    assert "Finish the review" not in Browser(story.cast.officer).get("desk").content.decode()
    page = browser.get("ratinground_collect", rating_round.pk).content.decode()
    first, second = [one.beneficiary for one in back_check.to_ask(rating_round)]
    assert "2 answers are still missing" in page
    assert page.index(first.person_key) < page.index(second.person_key)
    assert "No answer: note why" in browser.get("ratinground_answer", rating_round.pk, first.pk).content.decode()
    assert browser.post("ratinground_missed", rating_round.pk, first.pk, met="").status_code == 422
    assert browser.post("ratinground_missed", rating_round.pk, first.pk, met="GONE").status_code == 302
    assert browser.get("ratinground_missed", rating_round.pk, first.pk).status_code == 409
    given = {"level": "5", "took_place": "YES", "channel": "HELPER"}
    assert browser.post("ratinground_answer", rating_round.pk, second.pk, **given).status_code == 302
    assert "1 answer is still missing" in browser.get("ratinground_collect", rating_round.pk).content.decode()
    facts = Browser(story.cast.officer).get("ratinground", rating_round.pk).content.decode()
    assert "Back-check until" in facts
    assert queries_of(grid, "ratinground_collect", rating_round.pk) <= 12
    assert queries_of(grid, "ratinground", rating_round.pk) <= 14


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_fill_no_place_twice(story: Story, last: Contract, clock: Any, grid: Any) -> None:
    rating_round = closed(story, last, clock, 25)
    first, second = [one.beneficiary_id for one in back_check.to_ask(rating_round)]
    at_once(
        *(lambda pk=pk: rate_for(pk, level=4, by=grid) for pk in (first, second)),
    )
    rating_round = RatingRound.objects.get(pk=rating_round.pk)
    assert rating_round.back_check_until is None
    assert rating_round.ballots().count() == 27
    assert connection.is_usable()
