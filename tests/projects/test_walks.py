"""Every step of contract, milestone and payout from every state: where the table has no way, the service says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils import translation

from core.transitions import CLOCK, Refused, move
from projects.contracts import services as contracts
from projects.contracts.states import ContractState, Party
from projects.contracts.text import statement_for
from projects.milestones import services as milestones
from projects.milestones.states import MilestoneState
from projects.payouts import services as payouts
from projects.payouts.states import PayoutState
from tests.factories.contracts import WHILE_RUNNING, WHILE_SIGNING
from tests.factories.milestones import MilestoneFactory, WitnessOpinionFactory
from tests.factories.payouts import PayoutFactory
from tests.projects.story import Story, begin

pytestmark = pytest.mark.django_db

WHY = "继续履行将损害公共利益。"
DONE = {"delivered": {"上门服务": 540}, "evidence": ["服务记录.xlsx"]}
# The supplier does not see a draft.
SENTENCES = r"not possible now|not offered for signature|There is no such thing here"
Step = Callable[[Any, Story], Any]

# Verb: the service in the hands of the person whose step it is, and from which states it leads where.
CONTRACT: dict[str, tuple[Step, dict[str, str]]] = {
    "offer": (lambda one, story: contracts.offer_contract(one.pk, by=story.cast.officer), {"DRAFTED": "OFFERED"}),
    "sign": (
        lambda one, story: (
            contracts.sign_contract(one.pk, statement=statement_for(one, Party.SUPPLIER), by=story.cast.supplier)
            if not one.signatures.exists()
            else contracts.sign_contract(one.pk, statement=statement_for(one, Party.BUYER), by=story.cast.approver)
        ),
        {"OFFERED": "OFFERED"},  # the supplier's signature; the buyer's is told in the tests of signing
    ),
    "publish": (lambda one, story: contracts.publish_contract(one.pk, by=story.cast.officer), {"SIGNED": "IN_FORCE"}),
    "complete": (
        lambda one, story: contracts.complete_contract(one.pk, by=story.cast.officer),
        {"IN_FORCE": "COMPLETED"},
    ),
    "suspend": (
        lambda one, story: contracts.suspend_contract(one.pk, reason=WHY, by=story.cast.approver),
        {"IN_FORCE": "SUSPENDED"},
    ),
    "resume": (
        lambda one, story: contracts.resume_contract(one.pk, reason=WHY, by=story.cast.approver),
        {"SUSPENDED": "IN_FORCE"},
    ),
    "terminate": (
        lambda one, story: contracts.terminate_contract(one.pk, reason=WHY, by=story.cast.approver),
        dict.fromkeys(("SIGNED", "IN_FORCE", "SUSPENDED"), "TERMINATED"),
    ),
}
MILESTONE: dict[str, tuple[Step, dict[str, str]]] = {
    "start": (lambda one, story: _started(one), {"PLANNED": "DUE"}),
    "submit": (
        lambda one, story: milestones.submit_milestone(one.pk, **DONE, by=story.cast.supplier),
        # A planned one whose day has come begins first: nothing waits for a job.
        dict.fromkeys(("PLANNED", "DUE", "RECTIFYING"), "SUBMITTED"),
    ),
    "accept": (
        lambda one, story: milestones.accept_milestone(one.pk, certificate="合格。", by=story.cast.officer),
        {"SUBMITTED": "ACCEPTED"},
    ),
    "send_back": (
        lambda one, story: milestones.send_back_milestone(one.pk, reason=WHY, by=story.cast.officer),
        {"SUBMITTED": "RECTIFYING"},
    ),
    "pay": (lambda one, story: _paid(one, story), {"ACCEPTED": "PAID"}),
}
PAYOUT: dict[str, tuple[Step, dict[str, str]]] = {
    "approve": (lambda one, story: payouts.approve_payout(one.pk, by=story.cast.finance), {"REQUESTED": "APPROVED"}),
    "send": (
        lambda one, story: payouts.send_payout(one.pk, order_number="ZF9", by=story.cast.finance),
        {"APPROVED": "SENT"},
    ),
    "confirm": (
        lambda one, story: payouts.confirm_payout_paid(one.pk, voucher="PZ9", by=story.cast.finance),
        {"SENT": "PAID"},
    ),
    "fail": (lambda one, story: payouts.fail_payout(one.pk, reason=WHY, by=story.cast.finance), {"SENT": "FAILED"}),
    "defer": (
        lambda one, story: payouts.defer_payout(one.pk, reason=WHY, by=story.cast.finance),
        {"REQUESTED": "DEFERRED"},
    ),
    "take_up": (lambda one, story: payouts.take_up_payout(one.pk, by=story.cast.finance), {"DEFERRED": "REQUESTED"}),
    "cancel": (
        lambda one, story: payouts.cancel_payout(one.pk, reason=WHY, by=story.cast.finance),
        dict.fromkeys(("REQUESTED", "APPROVED", "DEFERRED"), "CANCELLED"),
    ),
}


def _started(milestone: Any) -> Any:
    move(milestone.start, by=CLOCK)
    return milestone


def _paid(milestone: Any, story: Story) -> Any:
    move(milestone.pay, by=story.cast.officer)
    return milestone


def walks(machine: dict[str, tuple[Step, dict[str, str]]], states: Any) -> list[Any]:
    """Return every pair of a state and a verb."""
    return [pytest.param(state, verb, id=f"{verb} from {state}") for state in states for verb in machine]


def walked(one: Any, verb: str, story: Story, machine: dict[str, tuple[Step, dict[str, str]]]) -> None:
    """Take the step: it leads where the table says, or is refused with a sentence and moves nothing."""
    step, ways = machine[verb]
    before = one.state
    if before in ways:
        assert step(one, story).state == ways[before]
        return
    with translation.override("en"), pytest.raises(Refused, match=SENTENCES):
        step(one, story)
    assert type(one).objects.get(pk=one.pk).state == before


@pytest.mark.parametrize(("state", "verb"), walks(CONTRACT, ContractState))
def test_contract(clock: Any, state: str, verb: str) -> None:
    clock(WHILE_SIGNING if state in ("DRAFTED", "OFFERED", "SIGNED") else WHILE_RUNNING)
    story = begin()
    contract = story.contract(**({} if state == "DRAFTED" else {state.lower(): True}))
    if verb == "complete":
        milestone = MilestoneFactory.create(contract=contract, paid=True, performance_fen=0)
        PayoutFactory.create(milestone=milestone, paid=True)
    walked(contract, verb, story, CONTRACT)


@pytest.mark.parametrize(("state", "verb"), walks(MILESTONE, MilestoneState))
def test_milestone(clock: Any, state: str, verb: str) -> None:
    clock(WHILE_RUNNING)
    story = begin()
    contract = story.contract(in_force=True)
    milestone = MilestoneFactory.create(contract=contract, **({} if state == "PLANNED" else {state.lower(): True}))
    if verb == "accept":
        WitnessOpinionFactory.create(milestone=milestone)
    if verb == "pay":
        PayoutFactory.create(milestone=milestone, paid=True)
    walked(milestone, verb, story, MILESTONE)


@pytest.mark.parametrize(("state", "verb"), walks(PAYOUT, PayoutState))
def test_payout(clock: Any, state: str, verb: str) -> None:
    clock(WHILE_RUNNING)
    story = begin()
    milestone = MilestoneFactory.create(contract=story.contract(in_force=True), accepted=True)
    payout = PayoutFactory.create(milestone=milestone)
    if state in ("APPROVED", "SENT"):  # through the services: what is booked is reversed
        payout = payouts.approve_payout(payout.pk, by=story.cast.approver)
        if state == "SENT":
            payout = payouts.send_payout(payout.pk, order_number="ZF1", by=story.cast.finance)
    elif state != "REQUESTED":
        payout = PayoutFactory.create(
            milestone=MilestoneFactory.create(contract=payout.contract, accepted=True), **{state.lower(): True}
        )
    walked(payout, verb, story, PAYOUT)


@pytest.mark.parametrize(
    ("price_fen", "split"),
    [
        (1, (("一", 50, 0), ("二", 50, 30))),  # the last instalment would be nothing
        (2, (("一", 30, 0), ("二", 50, 20), ("三", 20, 30))),
        (4, tuple((str(n), "12.5", n) for n in range(8))),  # seven instalments rounded up leave less than nothing
    ],
)
def test_a_contract_whose_instalments_are_worth_nothing_is_not_offered(clock: Any, price_fen: int, split: Any) -> None:
    clock(WHILE_SIGNING)
    story = begin(price_fen=price_fen, milestones=split)
    contract = contracts.draft_contract(story.award.pk)
    with translation.override("en"), pytest.raises(Refused, match="An instalment of this price is worth nothing"):
        contracts.offer_contract(contract.pk, starts_on=date(2026, 6, 1), by=story.cast.officer)
