"""What the tests of evaluations share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.utils import translation

from tests.procurement.evaluations.world import World, a_world


@pytest.fixture
def world(clock: Callable[[datetime], None]) -> World:
    """An opened tender with one lot, three qualified bids and eight experts, on the day of the review."""
    return a_world()


@pytest.fixture
def in_english() -> Iterator[None]:
    """Sentences are read in English."""
    with translation.override("en"):
        yield
