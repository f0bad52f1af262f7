"""The one clock: the database's, movable only in the demo and in tests."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from pytest_django import Settings

from core.time import (
    SHANGHAI,
    ClockMayNotMove,
    ClockOffset,
    clock_is_true,
    core_now,
    day_of,
    end_of_day,
    offset,
    set_clock,
    today,
)

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 3, 16, 9, 0, tzinfo=SHANGHAI)


def test_the_clock_runs_inside_a_transaction() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        start = cursor.fetchone()[0]
        first = core_now()
        cursor.execute("SELECT pg_sleep(0.01)")
        assert core_now() - first >= timedelta(milliseconds=10)
        cursor.execute("SELECT now()")
        assert cursor.fetchone()[0] == start


def test_a_moved_clock_runs_on_from_there(clock: Callable[[datetime], None]) -> None:
    clock(LATER)
    assert timedelta(0) <= core_now() - LATER < timedelta(seconds=5)
    assert today() == date(2026, 3, 16)
    clock(LATER + timedelta(days=1))
    assert today() == date(2026, 3, 17)
    assert ClockOffset.objects.count() == 1


def test_the_legal_day_is_the_day_in_shanghai() -> None:
    late = datetime(2026, 3, 16, 16, 30, tzinfo=UTC)
    assert day_of(late) == date(2026, 3, 17)
    assert end_of_day(date(2026, 3, 17)) == datetime(2026, 3, 17, 16, 0, tzinfo=UTC)


def test_an_instant_without_a_zone_moves_no_clock() -> None:
    with pytest.raises(ValueError, match="zone"):
        set_clock(datetime(2026, 3, 16, 9, 0))  # noqa: DTZ001 — the point of the test


def test_in_production_the_clock_does_not_move_and_a_moved_one_is_an_error(
    clock: Callable[[datetime], None], settings: Settings
) -> None:
    clock(LATER)
    assert clock_is_true(databases=["default"]) == []
    settings.CLOCK_MAY_MOVE = False
    with pytest.raises(ClockMayNotMove):
        set_clock(LATER)
    assert [error.id for error in clock_is_true(databases=["default"])] == ["core.E001"]
    ClockOffset.objects.all().delete()
    assert clock_is_true(databases=["default"]) == []


def test_the_command_moves_the_clock_forward_only(clock: Callable[[datetime], None]) -> None:
    call_command("demo_clock", "--to", "2026-03-16T09:00")
    assert today() == date(2026, 3, 16)
    for text in ("tomorrow", "", "2026-02-30"):
        with pytest.raises(CommandError, match="is not an instant"):
            call_command("demo_clock", "--to", text)
    for text in ("9999-12-31T23:59-23:00", "5000-01-01", "0001-01-01"):
        with pytest.raises(CommandError, match="is not a year of this calendar"):
            call_command("demo_clock", "--to", text)
    assert today() == date(2026, 3, 16)
    call_command("demo_clock", "--clear")
    assert offset() == timedelta(0)
