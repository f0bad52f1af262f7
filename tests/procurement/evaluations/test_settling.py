"""Settling: outliers explained, totals by the rulebook, a report that everybody signs; and the draw replayed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from accounts.organisations.kinds import OrganisationKind
from core.database.promises import AppendOnlyError
from core.rights import Denial
from procurement.bids.models import Bid
from procurement.evaluations.draw import draw_order
from procurement.evaluations.models import Evaluation, ResultLine
from procurement.evaluations.services import (
    declare_interests,
    enter_scores,
    fingerprint,
    freeze_scores,
    invalidate_bid,
    lapse_evaluations,
    note_score,
    settle_evaluation,
    sign_report,
    void_evaluation,
)
from procurement.evaluations.services.filling import sheet_items
from procurement.signals import evaluation_reported
from procurement.tenders.models import Lot
from tests.factories.accounts import OrganisationFactory
from tests.factories.awards import put
from tests.factories.bids import BidFactory
from tests.procurement.evaluations.world import World, a_world
from tests.refusals import denial, why

Clock = Callable[[datetime], None]


def line(world: World, bid: Bid) -> ResultLine:
    return world.evaluation.lines.get(bid=bid)


# --- outliers
@pytest.fixture
def split(world: World) -> World:
    """All frozen; one member gave one bid 4 of 20 points for the team, the others 16."""
    world.scoring()
    world.conform()
    world.fill_objective()
    odd, team = world.seats()[1], sheet_items(world.evaluation, "subjective")[1]
    for seat in world.seats():
        world.score(seat.user)
    enter_scores(world.evaluation.pk, letter="A", points={team.pk: Decimal(4)}, by=odd.user)
    for seat in world.seats():
        freeze_scores(world.evaluation.pk, by=seat.user)
    return world


def test_a_score_that_stands_apart_needs_a_note_of_its_member(split: World) -> None:
    reasons = why(settle_evaluation, split.evaluation.pk, by=split.leader)
    assert reasons[0].startswith("A score stands apart from the others' by more than 30 %")
    team = sheet_items(split.evaluation, "subjective")[1]
    odd = split.seats()[1].user
    note_score(split.evaluation.pk, letter="A", item_id=team.pk, text="团队只有两人持证", by=odd)
    settle_evaluation(split.evaluation.pk, by=split.leader)
    apart = [row for row in split.evaluation.report["scores"] if row["stands_apart_because"]]
    assert [(row["points"], row["stands_apart_because"]) for row in apart] == [("4.00", "团队只有两人持证")]
    said = " ".join(why["text"] for why in split.evaluation.report["because"])
    assert not [words for words in ("This calculator", "no fixed rates") if words in said]


def test_a_note_is_written_once_by_its_own_member_with_words(split: World) -> None:
    team = sheet_items(split.evaluation, "subjective")[1]
    odd = split.seats()[1].user
    call = {"letter": "A", "item_id": team.pk}
    assert why(note_score, split.evaluation.pk, text=" ", by=odd, **call)[0].startswith("Say why you scored so.")
    assert denial(note_score, split.evaluation.pk, text="x", by=split.officer, **call) == Denial.WRONG_ROLE
    assert why(note_score, split.evaluation.pk, letter="Z", item_id=team.pk, text="x", by=odd) == [
        "You have no score there."
    ]
    note_score(split.evaluation.pk, text="团队只有两人持证", by=odd, **call)
    assert why(note_score, split.evaluation.pk, text="还有", by=odd, **call) == ["This score has its note already."]


def test_notes_belong_to_the_time_after_the_freeze(world: World) -> None:
    world.scoring()
    reasons = why(note_score, world.evaluation.pk, letter="A", item_id=1, text="x", by=world.seats()[0].user)
    assert reasons == ["Notes are written after the freeze and before the ranking is settled."]


# --- totals and ranks
def test_totals_are_the_rulebooks(world: World) -> None:
    first, second, third = world.bids  # 3.9, 3.8 and 4.0 million
    world.frozen({first.pk: "0.9", second.pk: "0.8", third.pk: "0.7"})
    settle_evaluation(world.evaluation.pk, by=world.leader)
    # Objective 2 × 5, judged 60 × share, price 10 × 3.8 / price.
    assert [(row.bid, row.rank, row.place, row.price_score, row.total) for row in world.evaluation.lines.all()] == [
        (first, 1, 1, Decimal("9.74"), Decimal("73.74")),
        (second, 2, 2, Decimal("10.00"), Decimal("68.00")),
        (third, 3, 3, Decimal("9.50"), Decimal("61.50")),
    ]
    assert world.evaluation.agreement == Decimal("1.000")


def test_points_are_the_mean_over_the_members(world: World) -> None:
    world.scoring()
    world.conform()
    world.fill_objective()
    for place, seat in enumerate(world.seats()):
        world.score(seat.user, dict.fromkeys([bid.pk for bid in world.bids], f"0.8{place}"))
        freeze_scores(world.evaluation.pk, by=seat.user)
    settle_evaluation(world.evaluation.pk, by=world.leader)
    plan = sheet_items(world.evaluation, "subjective")[0]
    assert line(world, world.bids[0]).points[str(plan.pk)] == "32.80"


@pytest.mark.parametrize(
    ("kind", "adjusted"),
    [(OrganisationKind.ENTERPRISE, 3_510_000_00), (OrganisationKind.SOCIAL, 3_900_000_00)],
)
def test_small_enterprises_get_the_deduction_and_social_organisations_do_not(
    clock: Clock, kind: str, adjusted: int
) -> None:
    world = a_world(prices=(3_800_000_00, 4_000_000_00), small_micro_deduction=Decimal("0.10"))
    supplier = OrganisationFactory.create(kind=kind)
    world.bids.append(
        BidFactory.create(lot=world.lot, supplier=supplier, qualified=True, price_fen=3_900_000_00, small_micro=True)
    )
    world.settled()
    assert line(world, world.bids[2]).adjusted_price_fen == adjusted


def test_equal_first_ranks_are_put_in_a_row_by_the_seed(clock: Clock) -> None:
    world = a_world(prices=(3_900_000_00, 3_900_000_00, 4_000_000_00))
    evaluation = world.settled()
    equal = {world.letter_of(bid): bid for bid in world.bids[:2]}
    row = draw_order(evaluation.seed, evaluation.pk, equal, "tie")
    lines = list(evaluation.lines.all())
    assert [(each.bid, each.rank, each.place) for each in lines[:2]] == [
        (equal[row[0]], 1, 1),
        (equal[row[1]], 1, 2),
    ]
    assert evaluation.report["drawn_among_equals"] == [sorted(equal)]


def test_an_invalid_bid_stands_in_the_result_with_its_reason(clock: Clock) -> None:
    world = a_world(prices=(3_900_000_00, 3_800_000_00, 4_000_000_00, 3_700_000_00))
    world.scoring()
    out = world.bids.pop()
    invalidate_bid(world.evaluation.pk, letter=world.letter_of(out), reason="未签署", by=world.leader)
    world.conform()
    world.fill_objective()
    for seat in world.seats():
        for bid in world.bids:
            points = {item.pk: item.weight for item in sheet_items(world.evaluation, "subjective")}
            enter_scores(world.evaluation.pk, letter=world.letter_of(bid), points=points, by=seat.user)
        freeze_scores(world.evaluation.pk, by=seat.user)
    settle_evaluation(world.evaluation.pk, by=world.leader)
    assert (line(world, out).rank, line(world, out).out_reason) == (None, "未签署")


def test_only_the_leader_settles_and_only_once(world: World) -> None:
    world.frozen()
    member = next(seat.user for seat in world.seats() if not seat.is_leader)
    assert denial(settle_evaluation, world.evaluation.pk, by=member) == Denial.WRONG_ROLE
    assert denial(settle_evaluation, world.evaluation.pk, by=world.officer) == Denial.WRONG_ROLE
    assert denial(settle_evaluation, world.evaluation.pk, by=world.suppliers[0]) == Denial.STRANGER
    settle_evaluation(world.evaluation.pk, by=world.leader)
    assert why(settle_evaluation, world.evaluation.pk, by=world.leader) == [
        "The ranking is settled once, after every member has frozen."
    ]


# --- the report
def test_the_report_says_who_judged_and_what_came_of_it(world: World) -> None:
    evaluation = world.settled()
    report = evaluation.report
    assert evaluation.report_sha256 == fingerprint(report)
    assert [row["leader"] for row in report["committee"]].count(True) == 1
    assert [row["supplier"] for row in report["ranking"]] == [each.bid.supplier.name for each in evaluation.lines.all()]
    assert len(report["scores"]) == 5 * 3 * 2
    assert report["agreement_kendalls_w"] is None  # everybody gave every bid the same
    assert report["draw"]["commitment"] == evaluation.seed_commitment


def test_a_report_and_its_lines_are_never_changed(world: World, owner: None) -> None:
    world.settled()
    with pytest.raises(DatabaseError, match="a report is never changed"), transaction.atomic():
        Evaluation.objects.update(report={})
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ResultLine.objects.update(rank=1)
    with pytest.raises(AppendOnlyError):
        world.evaluation.lines.first().save()


def test_the_last_signature_hands_the_report_over(world: World) -> None:
    heard: list[Any] = []

    def hear(sender: Any, evaluation: Evaluation, **kwargs: Any) -> None:
        heard.append(evaluation.pk)

    evaluation_reported.connect(hear)
    world.settled()
    for seat in world.seats():
        assert world.evaluation.state == "SETTLED"
        sign_report(world.evaluation.pk, by=seat.user)
    evaluation_reported.disconnect(hear)
    assert world.evaluation.state == "REPORTED"
    assert heard == [world.evaluation.pk]


def test_a_dissent_is_signed_with_its_reasons(world: World) -> None:
    evaluation = world.settled()
    seat = world.seats()[1]
    sign_report(evaluation.pk, by=seat.user, dissent="B标书的计划不可行")
    assert evaluation.members.get(pk=seat.pk).dissent == "B标书的计划不可行"
    assert why(sign_report, evaluation.pk, by=seat.user)[0].startswith("You have signed the report already.")


def test_signatures_wait_for_the_ranking_and_are_the_members_own(world: World) -> None:
    world.frozen()
    assert why(sign_report, world.evaluation.pk, by=world.leader) == [
        "The report is signed after the ranking is settled."
    ]
    assert denial(sign_report, world.evaluation.pk, by=world.officer) == Denial.WRONG_ROLE
    assert denial(sign_report, world.evaluation.pk, by=world.suppliers[0]) == Denial.STRANGER


# --- the command
def verify(number: int, *more: str) -> str:
    out = StringIO()
    call_command("draw", "verify", str(number), *more, stdout=out)
    return out.getvalue()


def test_an_honest_draw_verifies_with_recusals_too(world: World) -> None:
    evaluation = world.draw()
    declare_interests(evaluation.pk, interest=True, reason="近亲属", by=world.seats()[1].user)
    assert verify(evaluation.pk).startswith(f"ok: evaluation {evaluation.pk}, commitment {evaluation.seed_commitment}")
    assert json.loads(verify(evaluation.pk, "--json"))["differences"] == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"seed": "0" * 64}, "commitment"),
        ({"seed_commitment": "0" * 64}, "commitment"),
        ({"draw_order": [3, 2, 1]}, "order"),
        ({"passed_over": []}, ""),
    ],
)
def test_a_bent_draw_is_named(
    world: World, unguarded: Callable[[], Any], change: dict[str, object], found: str
) -> None:
    evaluation = world.draw()
    with unguarded():
        Evaluation.objects.filter(pk=evaluation.pk).update(**change)
    if not found:  # nobody had been passed over: nothing changed
        assert verify(evaluation.pk).startswith("ok")
        return
    with pytest.raises(CommandError, match=f"The draw does not stand: .*{found}") as caught:
        verify(evaluation.pk)
    assert caught.value.returncode == 1


def test_a_member_put_in_past_the_draw_is_named(world: World, unguarded: Callable[[], Any]) -> None:
    evaluation = world.draw()
    idle = next(expert for expert in world.experts if expert.pk not in {seat.expert_id for seat in world.seats()})
    with unguarded():
        evaluation.members.filter(draw_position=1).update(expert=idle, user=idle.user)
    with pytest.raises(CommandError, match="seats: the draw gives"):
        verify(evaluation.pk)


def test_what_has_not_been_drawn_is_said(world: World) -> None:
    evaluation = world.start()
    for number, sentence in ((evaluation.pk, "has not been drawn yet"), (0, "There is no evaluation 0.")):
        with pytest.raises(CommandError, match=sentence) as caught:
            verify(number)
        assert caught.value.returncode == 2


# --- an end after the ranking and before the report
def test_a_settled_evaluation_that_is_void_keeps_its_report_and_lets_nobody_sign(world: World) -> None:
    world.settled()
    before = world.evaluation.report_sha256
    # Who is ahead can be seen by now: the buyer alone may not begin anew.
    reason = "一名成员拒绝签字"
    assert denial(void_evaluation, world.evaluation.pk, reason=reason, by=world.officer) == Denial.WRONG_ROLE
    void_evaluation(world.evaluation.pk, reason=reason, by=world.supervisor)
    assert (world.evaluation.state, world.evaluation.report_sha256) == ("VOID", before)
    assert why(sign_report, world.evaluation.pk, by=world.leader) == [
        "The report is signed after the ranking is settled."
    ]


def test_a_settled_evaluation_ends_with_its_cancelled_lot(world: World) -> None:
    world.settled()
    put(Lot, world.lot.pk, "CANCELLED")
    assert lapse_evaluations(world.tender.pk) == 1
    assert world.evaluation.state == "VOID"
