"""A calendar of all covered years, made of the seed's rows without a database."""

import pytest

from core.law.seed import seed_rows, seed_years
from core.law.workdays import Calendar


@pytest.fixture(scope="session")
def calendar() -> Calendar:
    """The years 2004 to 2026."""
    return Calendar.from_rows(seed_years(), [(day, is_off) for day, is_off, _name in seed_rows()])
