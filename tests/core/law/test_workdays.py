"""The calendar counts working days as the State Council announced them, and guesses nothing."""

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.law.refusals import BadInput, UncoveredYear
from core.law.seed import seed_rows, seed_years
from core.law.workdays import Calendar

CALENDAR = Calendar.from_rows(seed_years(), [(day, is_off) for day, is_off, _name in seed_rows()])
DAYS = st.dates(date(2004, 1, 1), date(2026, 6, 30))


def test_every_day_is_worked_or_off_as_the_library_says():
    days = [date(2004, 1, 1) + timedelta(days=number) for number in range(8401)]
    assert days[-1] == date(2026, 12, 31)
    assert [day for day in days if CALENDAR.is_workday(day) != chinese_calendar.is_workday(day)] == []


@pytest.mark.parametrize(
    ("first", "last"),
    [
        # As announced; weekend days inside a holiday belong to it.
        ("2023-09-29", "2023-10-06"),
        ("2024-02-10", "2024-02-17"),
        ("2025-04-04", "2025-04-06"),
        ("2025-05-01", "2025-05-05"),
        ("2025-10-01", "2025-10-08"),
        ("2026-01-01", "2026-01-03"),
        ("2026-02-15", "2026-02-23"),
        ("2026-04-04", "2026-04-06"),
        ("2026-05-01", "2026-05-05"),
        ("2026-06-19", "2026-06-21"),
        ("2026-09-25", "2026-09-27"),
        ("2026-10-01", "2026-10-07"),
        # Weekend days between two named days, and the Saturday of 2015 that was announced with its holiday.
        ("2011-06-04", "2011-06-06"),
        ("2012-06-22", "2012-06-24"),
        ("2015-06-20", "2015-06-22"),
        ("2015-09-03", "2015-09-05"),
    ],
)
def test_an_announced_holiday_counts_as_a_whole(first, last):
    day, end = date.fromisoformat(first), date.fromisoformat(last)
    assert CALENDAR.is_announced_holiday(day - timedelta(days=1)) is False
    assert CALENDAR.is_announced_holiday(end + timedelta(days=1)) is False
    while day <= end:
        assert (day, CALENDAR.after_holiday(day)) == (day, end + timedelta(days=1))
        day += timedelta(days=1)


@pytest.mark.parametrize("day", ["2026-03-14", "2026-03-15", "2025-02-08", "2024-06-08", "2024-06-09", "2018-09-22"])
def test_an_ordinary_weekend_is_no_announced_holiday(day):
    assert CALENDAR.is_announced_holiday(date.fromisoformat(day)) is False


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2025-09-26", 1, "2025-09-28"),  # a make-up Sunday is worked
        ("2025-09-26", 4, "2025-10-09"),
        ("2025-09-26", 6, "2025-10-11"),  # so is a make-up Saturday
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-13", 2, "2026-02-24"),
        ("2025-06-07", 1, "2025-06-09"),  # from a Saturday
        ("2025-06-03", 0, "2025-06-03"),
    ],
)
def test_working_days_are_counted_without_the_start(start, count, end):
    assert CALENDAR.add_workdays(date.fromisoformat(start), count) == date.fromisoformat(end)


@given(DAYS, st.integers(1, 60))
def test_a_count_ends_on_a_working_day_with_so_many_between(start, count):
    end = CALENDAR.add_workdays(start, count)
    assert CALENDAR.is_workday(end)
    assert CALENDAR.workdays_between(start, end) == count
    assert CALENDAR.workdays_between(end, start) == -count


@given(DAYS, st.integers(1, 60))
def test_counting_back_undoes_counting_forward(start, count):
    start = CALENDAR.add_workdays(start, 1)
    assert CALENDAR.subtract_workdays(CALENDAR.add_workdays(start, count), count) == start


@pytest.mark.parametrize("count", [-1, 10_000])
def test_no_period_is_that_long(count):
    with pytest.raises(BadInput):
        CALENDAR.add_workdays(date(2025, 1, 1), count)


def test_an_uncovered_year_is_an_error_that_names_it():
    with pytest.raises(UncoveredYear, match="2027"):
        CALENDAR.add_workdays(date(2026, 12, 30), 2)
    for question in (CALENDAR.is_workday, CALENDAR.is_announced_holiday, CALENDAR.after_holiday):
        with pytest.raises(UncoveredYear, match="2003"):
            question(date(2003, 12, 31))


def test_the_last_covered_day_is_still_counted():
    assert CALENDAR.add_workdays(date(2026, 12, 30), 1) == date(2026, 12, 31)


def test_a_holiday_that_runs_into_an_uncovered_year_has_no_known_end():
    calendar = Calendar.from_rows([2026], [(date(2026, 12, 31), True)])
    with pytest.raises(UncoveredYear, match="2027"):
        calendar.after_holiday(date(2026, 12, 31))
