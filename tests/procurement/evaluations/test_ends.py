"""A member is replaced, a committee is void, a lot is cancelled under it."""

from __future__ import annotations

from core.rights import Denial
from procurement.evaluations.services import (
    bidder_names,
    declare_interests,
    lapse_evaluations,
    replace_member,
    void_evaluation,
)
from procurement.tenders.models import Lot
from tests.factories.awards import put
from tests.procurement.evaluations.test_forming import lawful_order
from tests.procurement.evaluations.world import World
from tests.refusals import denial, why


def test_a_member_who_stays_away_is_replaced_and_the_next_declares_on_names(world: World) -> None:
    evaluation = world.scoring()
    leader = evaluation.members.get(is_leader=True)
    replace_member(evaluation.pk, member_id=leader.pk, reason="突发疾病", by=world.officer)
    newcomer = world.seats()[-1]
    assert newcomer.expert_id == lawful_order(world)[5]
    assert world.evaluation.members.get(is_leader=True).expert_id == lawful_order(world)[1]
    assert bidder_names(world.evaluation, newcomer) == sorted(bid.supplier.name for bid in world.bids)
    declare_interests(evaluation.pk, interest=False, by=newcomer.user)
    assert world.evaluation.state == "SCORING"


def test_a_replacement_needs_its_reason_and_the_buyer(world: World) -> None:
    evaluation = world.scoring()
    seat = world.seats()[0]
    assert why(replace_member, evaluation.pk, member_id=seat.pk, reason=" ", by=world.officer)[0].startswith("Say why")
    assert denial(replace_member, evaluation.pk, member_id=seat.pk, reason="x", by=seat.user) == Denial.WRONG_ROLE


def test_the_buyer_declares_an_evaluation_void_with_its_reason(world: World) -> None:
    evaluation = world.scoring()
    assert why(void_evaluation, evaluation.pk, reason="", by=world.officer) == ["Say why the evaluation is void."]
    assert denial(void_evaluation, evaluation.pk, reason="x", by=world.leader) == Denial.WRONG_ROLE
    void_evaluation(evaluation.pk, reason="评标室断电", by=world.officer)
    assert (world.evaluation.state, world.evaluation.void_reason) == ("VOID", "评标室断电")


def test_a_cancelled_lot_takes_its_evaluation_with_it(world: World) -> None:
    world.scoring()
    assert lapse_evaluations(world.tender.pk) == 0
    put(Lot, world.lot.pk, "CANCELLED")
    assert lapse_evaluations(world.tender.pk) == 1
    assert world.evaluation.state == "VOID"
