"""What the tests of evaluations share."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.utils import translation

from tests.procurement.evaluations.world import REVIEW, World, a_world


@pytest.fixture(scope="module")
def _world(kept: Callable[[Callable[[], World]], World]) -> World:
    return kept(a_world)


@pytest.fixture
def world(_world: World, clock: Callable[[datetime], None]) -> World:
    """An opened tender with one lot, three qualified bids and eight experts, on the day of the review."""
    clock(REVIEW)
    return copy.deepcopy(_world)


@pytest.fixture
def in_english() -> Iterator[None]:
    """Sentences are read in English."""
    with translation.override("en"):
        yield
