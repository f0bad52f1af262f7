"""What the tests of awards share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from procurement.awards.models import Award
from tests.factories.awards import CONFIRMED_AT, AwardFactory


@pytest.fixture
def proposed(clock: Callable[[datetime], None]) -> Award:
    """An award that the committee has proposed, on the morning after."""
    clock(CONFIRMED_AT)
    return AwardFactory.create()
