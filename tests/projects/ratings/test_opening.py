"""Opening a round: who was served, their tokens, and the terms that the tender's document fixed."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accounts.models import Notification
from core.audit.models import AuditRow
from core.audit.outbox import relay
from core.time import SHANGHAI
from projects.contracts.models import Contract
from projects.contracts.services import terminate_contract
from projects.ratings import services
from projects.ratings.models import Ballot, Beneficiary, RatingRound, Stratum
from projects.ratings.services import Served, token_for
from tests.factories.accounts import ResidentFactory
from tests.factories.milestones import MilestoneFactory
from tests.factories.ratings import BeneficiaryFactory, RatingRoundFactory
from tests.procurement.cast import by_denial
from tests.projects.ratings.world import CLOSES_AT, frame, opened, people, token
from tests.projects.story import Story, begin
from tests.refusals import why

pytestmark = pytest.mark.django_db


def test_the_frame_is_who_was_served_in_strata_of_known_size(story: Story, contract: Contract) -> None:
    rating_round = opened(story, contract)
    assert [(stratum.key, stratum.population) for stratum in rating_round.strata.all()] == [
        ("self", 70),
        ("assist", 110),
    ]
    assert rating_round.beneficiaries.count() == 180
    row = AuditRow.objects.of_thing(rating_round).get()
    assert (row.verb, row.after, row.detail, row.ocid) == ("open_round", "OPEN", {"population": 180}, contract.ocid)


def test_target_and_floor_are_those_of_the_tenders_document(clock: Any, story: Story) -> None:
    other = begin(payout_policy={"policy": "interval", "target": "82.5", "floor": "60"})
    rating_round = opened(other, other.contract(in_force=True), frame(self=1))
    assert (rating_round.target, rating_round.floor) == (Decimal("82.5"), Decimal(60))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"served": []}, "Nobody is named who was served. Take the people from the service records first."),
        (
            {"served": [Served("a", "self"), Served("a", "assist")]},
            "A person is named twice among those served. Name each person once.",
        ),
        (
            {"served": [Served("a", "self", 7), Served("b", "assist", 7)]},
            "A person is named twice among those served. Name each person once.",
        ),
        (
            {"closes_at": datetime(2026, 6, 15, 9, 59, tzinfo=SHANGHAI)},
            "The closing time has gone by. Choose a later one.",
        ),
    ],
)
def test_a_round_that_asks_nobody_or_somebody_twice_or_too_late_is_refused(
    story: Story, contract: Contract, given: dict[str, Any], sentence: str
) -> None:
    assert why(opened, story, contract, **given) == [sentence]
    assert RatingRound.objects.count() == 0


RATED = "Residents were asked about these months before, or about some of them. Choose others."
MONTHS = "A period is a month, or the first and the last of several. Choose the months that are rated."


@pytest.mark.parametrize("period", ["January to June 2026", "2026", "2026-13", "2026-06/2026-01", "2026-01/", ""])
def test_a_period_is_months_in_their_order(story: Story, contract: Contract, period: str) -> None:
    assert why(opened, story, contract, frame(self=1), period=period) == [MONTHS]


def test_a_month_that_is_named_twice_is_that_month(story: Story, contract: Contract) -> None:
    assert opened(story, contract, frame(self=1), period="2026-06/2026-06").period == "2026-06"


def test_a_period_is_rated_once(story: Story, contract: Contract, small: RatingRound) -> None:
    assert why(opened, story, contract, frame(self=1)) == [RATED]
    for period in ("2026-03", "2025-12/2026-01", "2026-06/2026-07"):
        assert why(opened, story, contract, frame(self=1), period=period) == [RATED]
    with pytest.raises(IntegrityError, match="one_rating_round_per_period"), transaction.atomic():
        RatingRoundFactory.create(contract=contract, period=small.period)


@pytest.mark.parametrize("state", ["offered", "signed", "suspended", "completed"])
def test_only_a_contract_that_runs_is_rated(story: Story, state: str) -> None:
    contract = story.contract(**{state: True})
    assert why(opened, story, contract, frame(self=1)) == [
        "Only a contract in force is rated, or what was accepted of one that has ended early."
    ]


def test_a_contract_that_nobody_signed_is_not_rated(story: Story) -> None:
    contract = story.contract(terminated=True, published_at=None, published_by=None)
    assert why(opened, story, contract, frame(self=1))[0].startswith("Only a contract in force is rated")


def test_only_the_buyers_officer_opens_a_round(story: Story, contract: Contract) -> None:
    allowed = ("officer", "colleague", "both")
    met = by_denial(story.cast.but(*allowed), lambda by: opened(story, contract, frame(self=1), by=by))
    assert met == story.expected(*allowed, public=True)


def test_the_grid_workers_hear_of_it(story: Story, contract: Contract) -> None:
    grid_worker = story.cast.grid_worker
    opened(story, contract, frame(self=1))
    relay()
    assert Notification.objects.get(topic="rating_round.opened").recipient == grid_worker


class TestTokens:
    def test_a_token_belongs_to_a_person_a_project_and_a_period(self, story: Story, contract: Contract) -> None:
        first = RatingRoundFactory.create(contract=contract, period="2026-01/2026-06")
        second = RatingRoundFactory.create(contract=contract, period="2026-07/2026-12")
        elsewhere = RatingRoundFactory.create(period="2026-01/2026-06")
        tokens = {token_for(rating_round, "a") for rating_round in (first, second, elsewhere)} | {token_for(first, "b")}
        assert len(tokens) == 4
        assert token_for(RatingRound.objects.get(pk=first.pk), "a") == token_for(first, "a")

    def test_without_the_key_nobody_makes_one(self, small: RatingRound, settings: Any) -> None:
        [person, *_] = people(small)
        before = token(person)
        settings.SECRET_KEY = "another"
        assert token(person) != before

    def test_the_database_does_not_know_it(self, small: RatingRound) -> None:
        for person in people(small):
            assert len(token(person)) == 32
            assert token(person) not in (person.token_hash, person.person_key)
            assert token(person) not in person.token_hash


class TestTheLastPeriod:
    def test_a_buyer_who_never_says_so_does_not_put_the_part_off_for_ever(
        self, story: Story, contract: Contract
    ) -> None:
        day_before = datetime(2027, 5, 30, 18, 0, tzinfo=SHANGHAI)
        assert not opened(story, contract, frame(self=1), period="2026-05", closes_at=day_before).is_last
        last_day = datetime(2027, 5, 31, 18, 0, tzinfo=SHANGHAI)
        assert opened(story, contract, frame(self=1), period="2026-06", closes_at=last_day).is_last

    def test_it_is_not_the_last_while_a_milestone_is_to_come(self, story: Story, contract: Contract) -> None:
        assert why(opened, story, contract, frame(self=1), is_last=True) == [
            "A milestone is still to be accepted: this is not the last period."
        ]

    def test_it_is_the_last_when_the_buyer_says_so_and_everything_is_accepted(self, story: Story) -> None:
        contract = story.contract(in_force=True)
        MilestoneFactory.create(contract=contract, accepted=True)
        assert opened(story, contract, frame(self=1), is_last=True).is_last
        assert not opened(story, contract, frame(self=1), period="2026-07/2026-12").is_last

    def test_it_is_the_last_when_the_contract_has_ended_early(self, story: Story, contract: Contract) -> None:
        terminate_contract(contract.pk, reason="继续履行将损害公共利益。", by=story.cast.approver)
        assert opened(story, contract, frame(self=1)).is_last


class TestWhatTheDatabaseKeeps:
    def test_a_person_stands_in_the_frame_once(self, small: RatingRound) -> None:
        [person, *_] = people(small)
        with pytest.raises(IntegrityError, match="one_place_in_the_frame"), transaction.atomic():
            BeneficiaryFactory.create(stratum=person.stratum, person_key=person.person_key)

    def test_the_frame_is_not_changed(self, small: RatingRound, owner: None) -> None:
        for change in (
            lambda: Stratum.objects.update(population=1),
            lambda: Beneficiary.objects.update(person_key="somebody else"),
            lambda: Beneficiary.objects.all()._raw_delete(using="default"),
        ):
            with pytest.raises(DatabaseError, match="frame of a rating round"), transaction.atomic():
                change()

    @pytest.mark.parametrize("change", [{"target": 99}, {"floor": 0}, {"closes_at": CLOSES_AT.replace(day=20)}])
    def test_the_terms_of_a_round_are_not_changed(self, small: RatingRound, change: dict[str, Any]) -> None:
        with pytest.raises(DatabaseError, match="what was asked"), transaction.atomic():
            RatingRound.objects.update(**change)

    def test_a_target_stands_above_its_floor(self) -> None:
        with pytest.raises(IntegrityError, match="rating_target_above_floor"), transaction.atomic():
            RatingRoundFactory.create(target=50, floor=50)

    def test_a_state_moves_by_its_transition_only(self, small: RatingRound) -> None:
        with pytest.raises(DatabaseError, match="only through its transition"), transaction.atomic():
            RatingRound.objects.update(state="PUBLISHED")


def test_a_resident_of_the_frame_is_named(story: Story, contract: Contract) -> None:
    resident = ResidentFactory.create(community=story.cast.community)
    rating_round = opened(story, contract, [Served(f"resident-{resident.pk}", "self", resident.pk)])
    assert rating_round.beneficiaries.get().resident == resident
    assert Ballot.objects.of_round(rating_round.pk).count() == 0


def test_opening_asks_the_same_questions_at_any_size(
    story: Story, contract: Contract, django_assert_max_num_queries: Any
) -> None:
    for period, size in (("2026-01", 1), ("2026-02", 300)):
        with django_assert_max_num_queries(16):
            services.open_round(
                contract.pk, period=period, frame=frame(self=size), closes_at=CLOSES_AT, by=story.cast.officer
            )
