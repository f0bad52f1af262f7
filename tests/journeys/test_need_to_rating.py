"""From a resident's need to the published rating: every role, in Chinese, in a real browser, by pages alone."""

from __future__ import annotations

import pytest

from tests.fakes.stripe import FakeStripe
from tests.journeys import bidding, contract, evaluation, needs_and_plan, rating, tendering
from tests.journeys.conftest import Story

STAGES = (needs_and_plan, tendering, bidding, evaluation, contract, rating)
ACTS = [act for stage in STAGES for act in stage.ACTS]


@pytest.mark.heavy
@pytest.mark.allow_hosts(["127.0.0.1"])
def test_a_purchase_from_the_need_to_the_rating(story: Story, cards: FakeStripe, second_proof: None) -> None:
    for act in ACTS:
        act(story)
