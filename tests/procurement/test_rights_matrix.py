"""Who may take which step: every right of the stages, asked by one person of every kind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.roles import ROLES_OF_KIND, Role
from core.rights import RIGHTS
from procurement.tenders.models import Tender
from tests.factories.accounts import (
    BuyerFactory,
    ExpertFactory,
    OrganisationFactory,
    ResidentFactory,
    SupervisorFactory,
    UserFactory,
    member,
)
from tests.factories.admissions import AdmissionFactory
from tests.factories.awards import CONFIRMED_AT, AwardFactory
from tests.factories.bids import representative
from tests.factories.evaluations import LowPriceQueryFactory
from tests.factories.needs import NeedFactory
from tests.factories.tenders import ClauseCommentFactory, QuestionFactory

pytestmark = pytest.mark.django_db

OFFICER, APPROVER = "buyer: BUYER_OFFICER", "buyer: APPROVER"
BUYING = {OFFICER, APPROVER}
AGENT, MEMBER, LEADER, OWN = "mandated agent", "member", "leader", "own supplier"
SUPERVISOR = "supervision: SUPERVISOR"
CUSTODIAN_A, CUSTODIAN_B = "buyer: CUSTODIAN", "supervision: CUSTODIAN"
SUPPLIERS = {OWN, "rival", "supplier without bid"}
COMMITTEE = {MEMBER, LEADER}
VOICES = {"resident", "buyer: GRID_WORKER"}

# Thing that is asked about, and who may; everybody else may not.
LAWFUL: dict[str, tuple[str, set[str]]] = {
    "propose_need": ("community", VOICES),
    "support_need": ("need", VOICES),
    "carry_need": ("need", VOICES | {OFFICER}),
    "adopt_need": ("need", {OFFICER}),
    "decline_need": ("need", {OFFICER}),
    "merge_need": ("need", {OFFICER}),
    "apply_admission": ("department", {"department"}),
    "review_admission": ("admission", {OFFICER}),
    "admit_admission": ("admission", {APPROVER}),
    "refuse_admission": ("admission", BUYING),
    "revoke_admission": ("admission", {APPROVER}),
    "draft_plan_item": ("buyer", {OFFICER}),
    "revise_plan_item": ("item", set()),  # its drafter alone, who is none of these
    "approve_plan_item": ("item", {APPROVER}),
    "publish_plan_item": ("item", BUYING),
    "use_plan_item": ("item", BUYING),
    "withdraw_plan_item": ("item", BUYING),
    "draft_tender": ("item", {OFFICER}),
    "mandate_agency": ("tender", BUYING),
    "revise_tender": ("tender", {OFFICER, AGENT}),
    "submit_tender": ("tender", {OFFICER, AGENT}),
    "return_tender": ("tender", BUYING),
    "ask_public": ("tender", BUYING),
    "comment_on_tender": ("tender", {"resident"}),
    "answer_comment": ("comment", {OFFICER, AGENT}),
    "settle_tender": ("tender", BUYING),
    "publish_tender": ("tender", BUYING),
    "ask_question": ("tender", SUPPLIERS),
    "answer_question": ("question", {OFFICER, AGENT}),
    "hold_key_a": ("tender", {CUSTODIAN_A}),
    "hold_key_b": ("tender", {CUSTODIAN_B}),
    "draft_bid": ("bid", {OWN}),
    "finalise_bid": ("bid", {OWN}),
    "withdraw_bid": ("bid", {OWN}),
    "take_off_outer_seal": ("tender", {CUSTODIAN_B}),
    "open_bids": ("tender", {CUSTODIAN_A}),
    "qualify_bid": ("bid", {OFFICER}),
    "disqualify_bid": ("bid", {OFFICER}),
    "finish_qualification": ("lot", {OFFICER}),
    "start_evaluation": ("lot", BUYING),
    "draw_committee": ("evaluation", {OFFICER}),
    "replace_member": ("evaluation", {OFFICER}),
    "void_evaluation": ("evaluation", {SUPERVISOR}),  # its scores are open; before, the officer
    "declare_interests": ("evaluation", COMMITTEE),
    "enter_scores": ("evaluation", COMMITTEE),
    "freeze_scores": ("evaluation", COMMITTEE),
    "enter_objective": ("evaluation", {LEADER}),
    "conform_bid": ("bid", {LEADER}),
    "invalidate_bid": ("bid", {LEADER}),
    "ask_low_price": ("evaluation", {LEADER}),
    "answer_low_price": ("query", {OWN}),
    "settle_evaluation": ("evaluation", {LEADER}),
    "sign_report": ("evaluation", COMMITTEE),
    "award_lot": ("lot", BUYING),
    "fail_lot": ("lot", BUYING),
    "decide_tender": ("tender", BUYING),
    "conclude_tender": ("tender", BUYING),
    "cancel_tender": ("tender", BUYING),
    "confirm_award": ("award", BUYING),
    "publish_award": ("award", BUYING),
    "revoke_award": ("award", BUYING),
    "read_letter": ("bid", BUYING | {OWN}),
}


@pytest.fixture
def things(clock: Callable[[datetime], None]) -> dict[str, Any]:
    """One purchase in evaluation, with everything that a right may be asked about."""
    clock(CONFIRMED_AT)
    award = AwardFactory.create()
    Tender.objects.filter(pk=award.lot.tender_id).update(agency=OrganisationFactory.create(agency=True))
    tender = Tender.objects.get(pk=award.lot.tender_id)
    award.lot.tender, award.bid.lot = tender, award.lot
    award.evaluation.lot = award.lot
    seats = award.evaluation.members.order_by("pk")
    seats.update(is_leader=False)
    seats.filter(pk=seats[0].pk).update(is_leader=True)
    area = tender.plan_item.area
    return {
        "community": area,
        "need": NeedFactory.create(area=area),
        "admission": AdmissionFactory.create(area=area),
        "buyer": tender.buyer,
        "item": tender.plan_item,
        "tender": tender,
        "comment": ClauseCommentFactory.create(tender=tender),
        "question": QuestionFactory.create(tender=tender),
        "lot": award.lot,
        "bid": award.bid,
        "evaluation": award.evaluation,
        "query": LowPriceQueryFactory.create(evaluation=award.evaluation, bid=award.bid),
        "award": award,
    }


@pytest.fixture
def everybody(things: dict[str, Any]) -> dict[str, Any]:
    """One person of every kind; nobody holds two roles."""
    tender, bid, evaluation = things["tender"], things["bid"], things["evaluation"]
    city = tender.plan_item.area.parent.parent.parent
    things["department"] = SupervisorFactory.create()
    applied = BuyerFactory.create(applied=True, area=tender.buyer.area)
    supervision = SupervisorFactory.create(area=city)
    seats = list(evaluation.members.order_by("pk").select_related("user"))
    people: dict[str, Any] = {}
    for name, organisation in (
        ("buyer", tender.buyer),
        ("buyer elsewhere", BuyerFactory.create()),
        ("supervision", supervision),
        ("supervision elsewhere", SupervisorFactory.create()),
    ):
        people |= {f"{name}: {role.value}": member(organisation, role) for role in ROLES_OF_KIND[organisation.kind]}
    return people | {
        "buyer's officer who left": member(tender.buyer, Role.BUYER_OFFICER, is_active=False),
        "officer of an applicant": member(applied, Role.BUYER_OFFICER),
        "department": member(things["department"], Role.SUPERVISOR),
        AGENT: member(tender.agency, Role.AGENT),
        "agent without mandate": member(OrganisationFactory.create(agency=True), Role.AGENT),
        OWN: representative(bid.supplier),
        "rival": representative(things["lot"].bids.exclude(pk=bid.pk)[0].supplier),
        "supplier without bid": member(OrganisationFactory.create(), Role.SUPPLIER),
        LEADER: seats[0].user,
        MEMBER: seats[1].user,
        "idle expert": ExpertFactory.create(area=city).user,
        "resident": ResidentFactory.create(community=tender.plan_item.area).user,
        "resident elsewhere": ResidentFactory.create().user,
        "resident not verified": ResidentFactory.create(community=tender.plan_item.area, unverified=True).user,
        "operator": UserFactory.create(operator=True),
        "stranger": UserFactory.create(),
        "anonymous": AnonymousUser(),
    }


def test_every_right_of_the_stages_stands_in_the_table() -> None:
    # Who keeps the catalogue follows from no thing: tests/cms/test_registers.py has the table of the registers.
    stages = {name for name in RIGHTS if name.startswith("procurement.")} - {"procurement.keep_catalogue"}
    assert {f"procurement.{name}" for name in LAWFUL} == stages


def test_each_right_is_held_by_these_and_by_nobody_else(things: dict[str, Any], everybody: dict[str, Any]) -> None:
    held = {}
    for name, (thing, _lawful) in LAWFUL.items():
        right = RIGHTS[f"procurement.{name}"]
        held[name] = {who for who, user in everybody.items() if right.denial(user, things[thing]) is None}
    assert held == {name: lawful for name, (_thing, lawful) in LAWFUL.items()}
    for name, (thing, lawful) in LAWFUL.items():
        for who, user in everybody.items():
            assert user.has_perm(f"procurement.{name}", things[thing]) == (who in lawful or who == "operator")
