"""A contract in force, while its service is being rated."""

from __future__ import annotations

from typing import Any

import pytest

from projects.contracts.models import Contract
from projects.ratings.models import RatingRound
from tests.factories.contracts import WHILE_RUNNING
from tests.factories.milestones import MilestoneFactory
from tests.projects.ratings.world import frame, opened
from tests.projects.story import Story, begin


@pytest.fixture
def story(clock: Any) -> Story:
    """The clock stands in the first month of delivery."""
    clock(WHILE_RUNNING)
    return begin()


@pytest.fixture
def contract(story: Story) -> Contract:
    """One milestone accepted, with 10,000 yuan at stake, and one still to come."""
    contract = story.contract(in_force=True)
    MilestoneFactory.create(contract=contract, accepted=True)
    MilestoneFactory.create(contract=contract)
    return contract


@pytest.fixture
def small(story: Story, contract: Contract) -> RatingRound:
    """An open round of three who rate by themselves and two who are helped."""
    return opened(story, contract, frame(self=3, assist=2))
