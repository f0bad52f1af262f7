"""Who knows of an evaluation: the buyer's people, the area's supervisors, its members; never a supplier."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser

from accounts.roles import Role
from procurement.evaluations.models import CommitteeMember, Evaluation, ResultLine
from procurement.evaluations.rules import can_see_evaluation
from procurement.evaluations.services import declare_interests
from tests.factories.accounts import MembershipFactory, SupervisorFactory, UserFactory, member
from tests.factories.evaluations import EvaluationFactory
from tests.procurement.evaluations.world import World


def people(world: World) -> dict[str, Any]:
    rival = member(world.tender.buyer, Role.BUYER_OFFICER)
    MembershipFactory.create(person=rival, organisation=world.bids[0].supplier, role=Role.SUPPLIER)
    seats = world.seats()
    idle = next(expert for expert in world.experts if expert.pk not in {seat.expert_id for seat in seats})
    return {
        "officer": world.officer,
        "approver": world.approver,
        "finance": member(world.tender.buyer, Role.FINANCE),
        "supervisor": world.supervisor,
        "supervisor_elsewhere": member(SupervisorFactory.create(), Role.SUPERVISOR),
        "member": seats[1].user,
        "idle_expert": idle.user,
        "supplier": world.suppliers[0],
        "officer_who_bids": rival,
        "stranger": UserFactory.create(),
        "left": member(world.tender.buyer, Role.BUYER_OFFICER, is_active=False),
        "anonymous": AnonymousUser(),
    }


def test_seeing_means_the_same_in_python_and_in_sql(world: World) -> None:
    world.draw()
    EvaluationFactory.create()
    everybody = people(world)
    seen = {}
    for name, person in everybody.items():
        rows = set(Evaluation.objects.visible_to(person).values_list("pk", flat=True))
        assert rows == {each.pk for each in Evaluation.objects.all() if can_see_evaluation(person, each)}, name
        seen[name] = world.evaluation.pk in rows
    assert {name for name, sees in seen.items() if sees} == {"officer", "approver", "supervisor", "member"}


def test_members_and_lines_follow_the_evaluation(world: World) -> None:
    world.reported()
    everybody = people(world)
    for name, person in everybody.items():
        may = name in ("officer", "approver", "supervisor", "member")
        assert CommitteeMember.objects.visible_to(person).count() == (5 if may else 0), name
        assert ResultLine.objects.visible_to(person).count() == (3 if may else 0), name


def test_who_was_recused_knows_of_it_no_longer(world: World) -> None:
    evaluation = world.draw()
    gone = world.seats()[0].user
    declare_interests(evaluation.pk, interest=True, reason="近亲属", by=gone)
    assert not can_see_evaluation(gone, world.evaluation)
    assert Evaluation.objects.visible_to(gone).count() == 0


def test_every_state_has_its_factory(db: None) -> None:
    for state in ("scoring", "frozen", "settled", "reported", "void"):
        assert EvaluationFactory.create(**{state: True}).state == state.upper()
