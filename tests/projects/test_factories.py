"""Every state of the machines of projects has its trait."""

from __future__ import annotations

import pytest

from projects.contracts.states import ContractState
from projects.milestones.states import MilestoneState
from projects.payouts.states import PayoutState
from tests.factories.contracts import ContractFactory
from tests.factories.milestones import MilestoneFactory, WitnessOpinionFactory
from tests.factories.payouts import PayoutFactory, PerformanceDecisionFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", [state for state in ContractState if state != ContractState.DRAFTED])
def test_a_contract_in_every_state(state: str) -> None:
    assert ContractFactory.create(**{state.lower(): True}).state == state


@pytest.mark.parametrize("state", [state for state in MilestoneState if state != MilestoneState.PLANNED])
def test_a_milestone_in_every_state(state: str) -> None:
    assert MilestoneFactory.create(**{state.lower(): True}).state == state


@pytest.mark.parametrize("state", [state for state in PayoutState if state != PayoutState.REQUESTED])
def test_a_payout_in_every_state(state: str) -> None:
    assert PayoutFactory.create(**{state.lower(): True}).state == state


def test_the_rows_around_them() -> None:
    assert WitnessOpinionFactory.create().submission == 1
    assert PerformanceDecisionFactory.create(deferral=True).amount_fen == 0
    assert PayoutFactory.create(performance=True).amount_fen == 1_000_000
