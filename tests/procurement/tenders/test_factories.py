"""The rows that other tests stand on: one for every state of a tender and of a lot."""

from __future__ import annotations

import pytest

from procurement.tenders.states import LotState, TenderState
from tests.factories.tenders import LotFactory, TenderFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", TenderState.values)
def test_a_tender_stands_in_every_state(state: str) -> None:
    traits = {} if state == TenderState.DRAFT else {state.lower(): True}
    assert TenderFactory.create(**traits).state == state


@pytest.mark.parametrize("state", LotState.values)
def test_a_lot_stands_in_every_state(state: str) -> None:
    traits = {} if state == LotState.OPEN else {state.lower(): True}
    assert LotFactory.create(**traits).state == state
