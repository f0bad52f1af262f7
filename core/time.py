"""The one clock. All code asks `core_now()`, which the database answers under the lock that the caller holds.

PostgreSQL's `now()` is the start of the transaction: a request begun before a deadline and acting after it would still
see "before". `core_now()` is `clock_timestamp()` plus an offset that only tests and the demo may set.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.db import DatabaseError, connection, models

from core.database.promises import promise

SHANGHAI = ZoneInfo("Asia/Shanghai")

CORE_NOW_SQL = """
CREATE OR REPLACE FUNCTION core_now() RETURNS timestamptz LANGUAGE plpgsql VOLATILE AS $$
DECLARE shift interval;
BEGIN
    SELECT shifted_by INTO shift FROM core_clockoffset LIMIT 1;
    RETURN clock_timestamp() + COALESCE(shift, interval '0');
END $$;
"""
promise("core", "core_now", CORE_NOW_SQL)


class ClockMayNotMove(Exception):
    """Somebody tried to move the clock where it must tell the true time."""


class ClockOffset(models.Model):
    """How far the demo's clock is from the true one; at most one row, none in production."""

    only = models.BooleanField(primary_key=True, default=True, editable=False)
    shifted_by = models.DurationField()

    class Meta:
        app_label = "core"
        constraints = [models.CheckConstraint(condition=models.Q(only=True), name="clock_offset_is_one_row")]

    def __str__(self) -> str:
        return f"clock shifted by {self.shifted_by}"


class CoreNow(models.Func):
    """`core_now()` as an expression, for inserts and comparisons inside one statement."""

    function = "core_now"
    template = "%(function)s()"
    output_field = models.DateTimeField()


class CoreNowOnce(models.Func):
    """`core_now()` asked once a statement and not once a row, so that an index serves; for reading without a lock."""

    template = "(SELECT core_now())"
    arity = 0
    output_field = models.DateTimeField()


class CoreToday(models.Func):
    """The day in Asia/Shanghai by `core_now()`, as an expression; asked once a statement, so that an index serves."""

    template = "(SELECT (core_now() AT TIME ZONE 'Asia/Shanghai')::date)"
    arity = 0
    output_field = models.DateField()


class EndOfDay(models.Func):
    """The first instant after a Shanghai day, in SQL: the twin of `end_of_day`."""

    template = "((%(expressions)s + 1)::timestamp AT TIME ZONE 'Asia/Shanghai')"
    arity = 1
    output_field = models.DateTimeField()


def core_now() -> datetime:
    """Return the instant by the database's clock, aware, in UTC."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT core_now()")
        return cursor.fetchone()[0].astimezone(UTC)


def today() -> date:
    """Return the day in Asia/Shanghai, the day that every legal clock counts in."""
    return core_now().astimezone(SHANGHAI).date()


def day_of(instant: datetime) -> date:
    """Return the Shanghai day of an instant."""
    return instant.astimezone(SHANGHAI).date()


def end_of_day(day: date) -> datetime:
    """Return the first instant after a Shanghai day; a clock that ends on `day` has run out from then on."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=SHANGHAI)


def set_clock(to: datetime) -> None:
    """Move the clock so that it reads `to` now; refused where the clock must tell the truth."""
    if not settings.CLOCK_MAY_MOVE:
        raise ClockMayNotMove("The clock moves only in the demo and in tests.")
    if to.tzinfo is None:
        raise ValueError("An instant needs its zone.")
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO core_clockoffset ("only", shifted_by) VALUES (true, %s - clock_timestamp()) '
            'ON CONFLICT ("only") DO UPDATE SET shifted_by = EXCLUDED.shifted_by',
            [to],
        )


def clear_clock() -> None:
    """Let the clock tell the true time again."""
    ClockOffset.objects.all().delete()


def offset() -> timedelta:
    """Return how far the clock is from the true time."""
    row = ClockOffset.objects.first()
    return row.shifted_by if row else timedelta(0)


@register("database")
def clock_is_true(databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse an offset where the clock may not move: deadlines decided by it would be void."""
    if settings.CLOCK_MAY_MOVE or not databases:
        return []
    try:
        shift = offset()
    except DatabaseError:
        return []  # not migrated yet: there is no clock to be wrong
    if not shift:
        return []
    return [
        Error(
            f"The clock is shifted by {shift}; deadlines decided by it would be void.",
            hint="Run `manage.py demo_clock --clear` as the owner of the database, or use a database without a demo.",
            id="core.E001",
        )
    ]
