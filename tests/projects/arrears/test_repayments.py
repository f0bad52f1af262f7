"""What a rating claws back: asked for, paid back by the supplier, found by the treasury, booked off."""

from __future__ import annotations

from typing import Any

import pytest

from payments.ledger.services import balance, check
from projects.arrears import services
from projects.arrears.models import Repayment
from projects.arrears.states import REPAYMENT_STATE_NAMES, RepaymentState
from projects.contracts.services import complete_contract
from projects.payouts.books import book_decision, claim_on, treasury_of
from projects.payouts.models import PerformanceDecision
from tests.factories.arrears import RepaymentFactory
from tests.factories.contracts import WHILE_RUNNING
from tests.factories.milestones import MilestoneFactory
from tests.factories.payouts import PayoutFactory, PerformanceDecisionFactory
from tests.projects.story import Story, acts, begin
from tests.refusals import denial, why

pytestmark = pytest.mark.django_db
BACK_FEN = 250_000


@pytest.fixture
def story(clock: Any) -> Story:
    clock(WHILE_RUNNING)
    return begin()


@pytest.fixture
def decision(story: Story) -> PerformanceDecision:
    contract = story.contract(in_force=True)
    milestone = MilestoneFactory.create(contract=contract, paid=True)
    PayoutFactory.create(milestone=milestone, paid=True)
    decided = PerformanceDecisionFactory.create(
        contract=contract, amount_fen=0, claw_back_fen=BACK_FEN, by=story.cast.officer
    )
    book_decision(decided, by=story.cast.officer)
    return decided


@pytest.fixture
def repayment(decision: PerformanceDecision) -> Any:
    return services.demand_repayment(decision)


def test_nothing_is_asked_for_where_nothing_is_clawed_back(story: Story) -> None:
    contract = story.contract(in_force=True)
    assert services.demand_repayment(PerformanceDecisionFactory.create(contract=contract)) is None


def test_the_whole_way(story: Story, decision: PerformanceDecision, repayment: Repayment) -> None:
    cast = story.cast
    assert (repayment.state, repayment.amount_fen) == ("DEMANDED", BACK_FEN)
    assert balance(claim_on(decision)) == BACK_FEN
    services.report_repayment(repayment.pk, transfer="HK1", by=cast.supplier)
    received = services.receive_repayment(repayment.pk, voucher="SK1", by=cast.finance)
    assert (received.state, received.transfer_number, received.voucher_number) == ("RECEIVED", "HK1", "SK1")
    assert (balance(claim_on(decision)), balance(treasury_of(cast.office.pk))) == (0, BACK_FEN)
    assert check() == []
    assert [verb for verb, _before, _after, _why in acts(repayment)] == ["demand", "report", "receive"]


def test_what_has_not_arrived_is_still_asked_for(story: Story, repayment: Repayment) -> None:
    services.report_repayment(repayment.pk, transfer="HK1", by=story.cast.supplier)
    missed = services.miss_repayment(repayment.pk, reason="账户没有这笔款。", by=story.cast.finance)
    assert (missed.state, missed.why) == ("DEMANDED", "账户没有这笔款。")
    again = services.report_repayment(repayment.pk, transfer="HK2", by=story.cast.supplier)
    assert (again.state, again.transfer_number, again.why) == ("REPORTED", "HK2", "")


def test_each_side_takes_its_own_steps(story: Story, repayment: Repayment) -> None:
    report = {
        name: str(denial(services.report_repayment, repayment.pk, transfer="HK1", by=person))
        for name, person in story.cast.but("supplier").items()
    }
    assert report == story.expected("supplier")
    receive = {
        name: str(denial(services.receive_repayment, repayment.pk, voucher="SK1", by=person))
        for name, person in story.cast.but("finance").items()
    }
    assert receive == story.expected("finance")


def test_nothing_is_found_that_the_supplier_has_not_sent(story: Story, repayment: Repayment) -> None:
    assert why(services.receive_repayment, repayment.pk, voucher="SK1", by=story.cast.finance) == [
        "“Record that it has arrived” is not possible now: Repayment asked for."
    ]


def test_each_names_its_number(story: Story, repayment: Repayment) -> None:
    assert why(services.report_repayment, repayment.pk, transfer=" ", by=story.cast.supplier) == [
        "Enter the number under which the bank has sent the money."
    ]
    services.report_repayment(repayment.pk, transfer="HK1", by=story.cast.supplier)
    assert why(services.receive_repayment, repayment.pk, voucher=" ", by=story.cast.finance) == [
        "Enter the number of the treasury's voucher."
    ]
    RepaymentFactory.create(received=True, voucher_number="SK1")
    assert why(services.receive_repayment, repayment.pk, voucher="SK1", by=story.cast.finance) == [
        "This voucher is recorded already. Look at the number again."
    ]


def test_a_contract_is_not_completed_before_it_is_paid_back(story: Story, repayment: Repayment) -> None:
    contract = repayment.contract
    sentence = "The supplier still has to pay back what a rating has asked for. Wait until it has arrived."
    assert why(complete_contract, contract.pk, by=story.cast.officer) == [sentence]
    services.report_repayment(repayment.pk, transfer="HK1", by=story.cast.supplier)
    services.receive_repayment(repayment.pk, voucher="SK1", by=story.cast.finance)
    assert complete_contract(contract.pk, by=story.cast.officer).state == "COMPLETED"


def test_every_state_has_three_names() -> None:
    assert set(REPAYMENT_STATE_NAMES) == set(RepaymentState)
