"""Scoring: alone, blind, within the weights; and what is frozen stays, whoever writes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from core.rights import Denial
from procurement.bids.models import Bid
from procurement.evaluations.models import CommitteeMember, Evaluation, ObjectiveScore, Score
from procurement.evaluations.rules import can_see_score
from procurement.evaluations.services import (
    blind_bids,
    enter_objective,
    enter_scores,
    freeze_scores,
    replace_member,
)
from procurement.evaluations.services.declaring import letters
from procurement.evaluations.services.filling import sheet_items
from procurement.tenders.models import ScoringItem, Tender
from tests.factories.accounts import GradeFactory
from tests.procurement.evaluations.test_objective import GRADES
from tests.procurement.evaluations.world import World
from tests.refusals import denial, why

Clock = Callable[[datetime], None]


def items(world: World, kind: str = "subjective") -> list[ScoringItem]:
    return sheet_items(world.evaluation, kind)


def ready(world: World) -> World:
    """Scoring, with every bid found conforming and the objective points filled."""
    world.scoring()
    world.conform()
    world.fill_objective()
    return world


# --- blind
def test_letters_go_on_after_z() -> None:
    endless = letters()
    assert [next(endless) for _number in range(28)][-3:] == ["Z", "AA", "AB"]


def test_a_member_meets_letters_without_price(world: World) -> None:
    world.scoring()
    seen = blind_bids(world.evaluation, world.seats()[0])
    assert [bid.letter for bid in seen] == ["A", "B", "C"]
    assert [bid.price_fen for bid in seen] == [None, None, None]


def test_nothing_is_seen_before_the_declaration_or_after_the_recusal(world: World) -> None:
    world.draw()
    seat = world.seats()[0]
    assert blind_bids(world.evaluation, seat) == []
    world_seat = CommitteeMember.objects.get(pk=seat.pk)
    world_seat.recused_at = world_seat.declared_at = world_seat.seated_at
    assert blind_bids(world.evaluation, world_seat) == []


def test_answers_to_what_is_the_same_for_all_are_not_shown(world: World) -> None:
    objective, judged = items_of(world.tender)
    Bid.objects.filter(pk=world.bids[0].pk).update(content={"answers": {str(objective): "5A", str(judged): "计划"}})
    world.scoring()
    letter = world.letter_of(world.bids[0])
    seen = {each.letter: each.answers for each in blind_bids(world.evaluation, world.seats()[0])}
    assert seen[letter] == {str(judged): "计划"}


def items_of(tender: Tender) -> tuple[int, int]:
    rows = ScoringItem.objects.filter(section__tender=tender)
    return rows.filter(kind="objective")[0].pk, rows.filter(kind="subjective")[0].pk


def test_the_price_shows_after_ones_own_freeze_only(world: World) -> None:
    ready(world)
    first, second = world.seats()[:2]
    for seat in (first, second):
        world.score(seat.user)
    freeze_scores(world.evaluation.pk, by=first.user)
    first, second = world.seats()[:2]
    assert sorted(bid.price_fen for bid in blind_bids(world.evaluation, first)) == [
        3_800_000_00,
        3_900_000_00,
        4_000_000_00,
    ]
    assert {bid.price_fen for bid in blind_bids(world.evaluation, second)} == {None}


# --- entering
def test_points_are_entered_and_changed_until_the_freeze(world: World) -> None:
    world.scoring()
    user, item = world.seats()[0].user, items(world)[0]
    for given in ("30.5", "31"):
        enter_scores(world.evaluation.pk, letter="A", points={item.pk: Decimal(given)}, by=user)
    assert [score.points for score in Score.objects.all()] == [Decimal("31.00")]


@pytest.mark.parametrize("given", ["-0.01", "40.01", "1.005", "NaN", "Infinity"])
def test_points_lie_between_nought_and_the_weight(world: World, given: str) -> None:
    world.scoring()
    item = items(world)[0]  # weighs 40
    with pytest.raises(Exception) as caught:  # noqa: PT011 (the class is asserted below)
        enter_scores(world.evaluation.pk, letter="A", points={item.pk: Decimal(given)}, by=world.seats()[0].user)
    assert type(caught.value).__name__ == "Refused"
    assert Score.objects.count() == 0


def test_the_bounds_themselves_are_lawful(world: World) -> None:
    world.scoring()
    item, user = items(world)[0], world.seats()[0].user
    enter_scores(world.evaluation.pk, letter="A", points={item.pk: Decimal(0)}, by=user)
    enter_scores(world.evaluation.pk, letter="A", points={item.pk: Decimal(40)}, by=user)
    assert Score.objects.get().points == Decimal(40)


def test_objective_and_price_items_are_not_scored_by_members(world: World) -> None:
    world.scoring()
    for kind in ("objective", "price"):
        points = {items(world, kind)[0].pk: Decimal(1)}
        reasons = why(enter_scores, world.evaluation.pk, letter="A", points=points, by=world.seats()[0].user)
        assert reasons[0].startswith("This item of the sheet is not scored here.")


def test_a_letter_that_no_bid_has(world: World) -> None:
    world.scoring()
    reasons = why(enter_scores, world.evaluation.pk, letter="Z", points={}, by=world.seats()[0].user)
    assert reasons == ["No bid that is being judged has the letter “Z”."]


def test_nobody_but_a_member_scores(world: World) -> None:
    world.scoring()
    idle = next(expert for expert in world.experts if expert.pk not in {seat.expert_id for seat in world.seats()})
    for person, missing in (
        (world.officer, Denial.WRONG_ROLE),
        (world.supervisor, Denial.WRONG_ROLE),
        (world.suppliers[0], Denial.STRANGER),
        (idle.user, Denial.STRANGER),
    ):
        assert denial(enter_scores, world.evaluation.pk, letter="A", points={}, by=person) == missing
        assert denial(freeze_scores, world.evaluation.pk, by=person) == missing


def test_nobody_scores_before_the_committee_has_declared(world: World) -> None:
    world.draw()
    reasons = why(enter_scores, world.evaluation.pk, letter="A", points={}, by=world.seats()[0].user)
    assert reasons[0].startswith("Scores are entered after the declaration")


# --- objective items
def test_the_grade_is_filled_from_the_register_for_everybody(world: World) -> None:
    item = ScoringItem.objects.get(section__tender=world.tender, name_zh="评估等级")
    item.scale = GRADES
    item.save()
    GradeFactory.create(organisation=world.bids[0].supplier, level=4, granted_on=date(2024, 1, 2))
    world.scoring()
    filled = ObjectiveScore.objects.filter(item=item).order_by("bid_id").values_list("points", "source", "entered_by")
    assert list(filled) == [
        (Decimal("8.00"), "4A", None),
        (Decimal("0.00"), "其他或未评级", None),
        (Decimal("0.00"), "其他或未评级", None),
    ]
    reasons = why(
        enter_objective, world.evaluation.pk, letter="A", points={item.pk: Decimal(9)}, source="x", by=world.leader
    )
    assert reasons[0].startswith("These points come from the register")


def test_the_leader_enters_the_others_once_for_all(world: World) -> None:
    world.scoring()
    item = items(world, "objective")[0]
    member = next(seat.user for seat in world.seats() if not seat.is_leader)
    call = {"letter": "A", "points": {item.pk: Decimal(5)}, "source": "两份合同"}
    assert denial(enter_objective, world.evaluation.pk, by=member, **call) == Denial.WRONG_ROLE
    assert denial(enter_objective, world.evaluation.pk, by=world.officer, **call) == Denial.WRONG_ROLE
    enter_objective(world.evaluation.pk, by=world.leader, **call)
    assert ObjectiveScore.objects.get().entered_by == world.leader


def test_objective_points_need_their_source_and_stay_within_the_weight(world: World) -> None:
    world.scoring()
    item = items(world, "objective")[0]
    lacking = why(
        enter_objective, world.evaluation.pk, letter="A", points={item.pk: Decimal(1)}, source=" ", by=world.leader
    )
    assert lacking[0].startswith("Say what the points rest on.")
    above = why(
        enter_objective, world.evaluation.pk, letter="A", points={item.pk: Decimal(11)}, source="x", by=world.leader
    )
    assert above[0].startswith("Points for “评估等级” lie between 0 and")


# --- freezing
def test_a_freeze_needs_every_score(world: World) -> None:
    ready(world)
    user = world.seats()[0].user
    enter_scores(world.evaluation.pk, letter="A", points={item.pk: Decimal(1) for item in items(world)}, by=user)
    assert why(freeze_scores, world.evaluation.pk, by=user) == ["For bid B, “服务计划” lacks your score."]


def test_a_freeze_needs_the_objective_points(world: World) -> None:
    world.scoring()
    world.conform()
    user = world.seats()[0].user
    world.score(user)
    assert why(freeze_scores, world.evaluation.pk, by=user) == [
        "For bid A, “评估等级” lacks the objective points that the leader enters."
    ]


def test_a_freeze_waits_for_the_check_of_conformity(world: World) -> None:
    world.scoring()
    user = world.seats()[0].user
    world.score(user)
    assert why(freeze_scores, world.evaluation.pk, by=user)[0].startswith("The leader has not yet checked")


def test_the_last_freeze_freezes_the_evaluation(world: World) -> None:
    ready(world)
    for seat in world.seats():
        assert world.evaluation.state == "SCORING"
        world.score(seat.user)
        freeze_scores(world.evaluation.pk, by=seat.user)
    assert world.evaluation.state == "FROZEN"


def test_frozen_scores_are_not_edited_by_the_service(world: World) -> None:
    ready(world)
    user = world.seats()[0].user
    world.score(user)
    freeze_scores(world.evaluation.pk, by=user)
    points = {items(world)[0].pk: Decimal(1)}
    for call in (
        lambda: why(enter_scores, world.evaluation.pk, letter="A", points=points, by=user),
        lambda: why(freeze_scores, world.evaluation.pk, by=user),
    ):
        assert call()[0].startswith("Your scores are frozen; they are not changed any more.")


def test_the_opinion_of_a_replaced_member_is_void(world: World) -> None:
    ready(world)
    gone = world.seats()[1]
    world.score(gone.user)
    replace_member(world.evaluation.pk, member_id=gone.pk, reason="离场", by=world.officer)
    assert Score.objects.count() == 6
    assert Score.objects.counting().count() == 0


@pytest.mark.usefixtures("owner")
class TestTheDatabaseKeepsIt:
    """Whoever writes past the services, as the owner of the database even, is refused by a trigger."""

    def refused(self, call: Callable[[], object], sentence: str) -> None:
        with pytest.raises(DatabaseError, match=sentence), transaction.atomic():
            call()

    def test_an_update_of_a_frozen_score(self, world: World) -> None:
        world.frozen()
        frozen = "frozen scores are never changed"
        self.refused(lambda: Score.objects.update(points=Decimal(1)), frozen)
        self.refused(lambda: Score.objects.all().delete(), frozen)
        score = Score.objects.first()
        self.refused(
            lambda: Score.objects.create(
                member=score.member, bid=score.bid, item=items(world, "objective")[0], points=1
            ),
            frozen,
        )

    def test_a_score_moved_to_another_member(self, world: World) -> None:
        ready(world)
        first, second = world.seats()[:2]
        world.score(second.user)
        world.score(first.user)
        freeze_scores(world.evaluation.pk, by=first.user)
        self.refused(
            lambda: Score.objects.filter(member=second).update(member=first), "frozen scores are never changed"
        )

    def test_objective_points_after_the_first_freeze(self, world: World) -> None:
        ready(world)
        world.score(world.seats()[0].user)
        freeze_scores(world.evaluation.pk, by=world.seats()[0].user)
        stands = "objective points are never changed once a member has frozen"
        self.refused(lambda: ObjectiveScore.objects.update(points=Decimal(1)), stands)
        self.refused(lambda: ObjectiveScore.objects.all().delete(), stands)

    def test_a_freeze_taken_back(self, world: World) -> None:
        world.frozen()
        stands = "what a committee member has declared, frozen or signed stands"
        self.refused(lambda: CommitteeMember.objects.update(frozen_at=None), stands)
        self.refused(lambda: CommitteeMember.objects.update(declared_at=None), stands)

    def test_a_member_taken_off_the_record(self, world: World) -> None:
        world.draw()
        self.refused(lambda: CommitteeMember.objects.all().delete(), "a committee member stays on record")

    def test_a_draw_changed(self, world: World) -> None:
        world.draw()
        for change in ({"seed": "x"}, {"draw_order": []}, {"register_snapshot": [1]}, {"size": 7}):
            self.refused(lambda change=change: Evaluation.objects.update(**change), "a draw is never changed")

    def test_a_state_moved_past_its_door(self, world: World) -> None:
        world.scoring()
        self.refused(lambda: Evaluation.objects.update(state="FROZEN"), "state moves only through its transition")


# --- who reads which score
def test_each_member_sees_only_their_own_scores_until_all_are_frozen(world: World) -> None:
    ready(world)
    seats = world.seats()
    for seat in seats:
        world.score(seat.user)
    everybody = [*(seat.user for seat in seats), world.officer, world.supervisor, *world.suppliers]
    assert [Score.objects.visible_to(person).count() for person in everybody] == [6] * 5 + [0] * 5
    for seat in seats:
        freeze_scores(world.evaluation.pk, by=seat.user)
    assert [Score.objects.visible_to(person).count() for person in everybody] == [30] * 7 + [0] * 3


def test_seeing_scores_means_the_same_in_python_and_in_sql(world: World) -> None:
    ready(world)
    for seat in world.seats():
        world.score(seat.user)
    people = [*(seat.user for seat in world.seats()), world.officer, world.approver, world.supervisor, *world.suppliers]
    for _round in ("scoring", "frozen"):
        for person in people:
            seen = set(Score.objects.visible_to(person).values_list("pk", flat=True))
            assert seen == {score.pk for score in Score.objects.all() if can_see_score(person, score)}
        for seat in world.seats():
            if world.evaluation.state == "SCORING":
                freeze_scores(world.evaluation.pk, by=seat.user)
