"""Where the demo is not played: in a database that is in use, and where the clock tells the truth."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import Settings

from core.audit.record import record
from core.law.models import CalendarYear
from core.transitions import CLOCK
from demo.report import purchases

pytestmark = pytest.mark.django_db


def test_a_database_in_use_is_refused() -> None:
    record(CalendarYear(year=2026), verb="look", by=CLOCK, role="clock")
    with pytest.raises(CommandError, match="in use"):
        call_command("demo", "--json")
    assert purchases() == []


def test_where_the_clock_tells_the_truth_there_is_no_demo(settings: Settings) -> None:
    settings.CLOCK_MAY_MOVE = False
    with pytest.raises(CommandError, match="production"):
        call_command("demo", "--json")
