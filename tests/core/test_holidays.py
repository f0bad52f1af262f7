"""The holiday table: seeded without an audit row, and a year added whole by `manage.py holidays import FILE`."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import ManagementUtility
from django.db import IntegrityError, connections, transaction

from core.audit.models import AuditRow
from core.law.calendar import load_calendar
from core.law.models import CalendarYear, Holiday
from core.law.refusals import UncoveredYear
from core.law.seed import seed_holidays

YEAR_2027 = """date,is_off,name
2027-01-01,true,元旦
2027-01-02,true,元旦
2027-01-03,true,元旦
2027-02-05,true,春节
2027-02-06,true,春节
2027-02-07,true,春节
2027-02-08,true,春节
2027-02-20,false,春节调休上班
2027-04-05,true,清明
2027-05-01,true,劳动节
2027-10-01,true,国庆节
2027-10-02,true,国庆节
2027-10-03,true,国庆节
2027-10-09,false,国庆节调休上班
"""

pytestmark = pytest.mark.django_db


@pytest.fixture
def holidays(monkeypatch, capsys):
    """Runs the command as a shell would, but on the test's connection; returns (exit code, stdout, stderr)."""
    monkeypatch.setattr(connections, "close_all", lambda: None)

    def run(*arguments: str) -> tuple[int, str, str]:
        code = 0
        try:
            ManagementUtility(["manage.py", "holidays", *arguments]).execute()
        except SystemExit as left:
            code = int(left.code or 0)
        out, err = capsys.readouterr()
        return code, out, err

    return run


@pytest.fixture
def file(tmp_path: Path):
    """Writes a file; returns its path."""

    def write(text: str, name: str = "2027.csv") -> str:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def as_json(text: str = YEAR_2027, **top: object) -> str:
    days = [line.split(",") for line in text.splitlines()[1:]]
    return json.dumps(
        {**top, "days": [{"date": day, "is_off": off == "true", "name": name} for day, off, name in days]}
    )


def rows(year: int) -> list[tuple]:
    return list(Holiday.objects.of_year(year).values_list("date", "is_off", "name"))


def test_the_seed_covers_all_years_of_the_library_and_writes_no_audit_row():
    assert list(CalendarYear.objects.values_list("year", flat=True)) == list(range(2004, 2027))
    assert Holiday.objects.filter(is_off=False).count() == 150
    assert AuditRow.objects.count() == 0


def test_the_seed_leaves_alone_what_an_officer_has_imported():
    Holiday.objects.filter(date="2026-10-07").delete()
    CalendarYear.objects.filter(year=2026).update(source="amended")
    Holiday.objects.of_year(2025).delete()
    CalendarYear.objects.filter(year=2025).delete()
    seed_holidays(apps, None)
    assert Holiday.objects.filter(date="2026-10-07").count() == 0
    assert CalendarYear.objects.get(pk=2026).source == "amended"
    assert len(rows(2025)) == 33


def test_the_calendar_is_read_with_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        calendar = load_calendar()
    assert calendar.add_workdays(date(2025, 9, 26), 4) == date(2025, 10, 9)


def test_a_holiday_has_a_name():
    with pytest.raises(IntegrityError), transaction.atomic():
        Holiday.objects.create(date="2027-01-01", is_off=True, name="")


def test_a_year_is_added(holidays, file):
    with pytest.raises(UncoveredYear):
        load_calendar().is_workday(date(2027, 1, 4))
    code, out, err = holidays("import", file(YEAR_2027))
    assert (code, err, "12" in out, "2" in out) == (0, "", True, True)
    calendar = load_calendar()
    assert [calendar.is_workday(date(2027, 2, day)) for day in (5, 6, 9, 13, 20)] == [False, False, True, False, True]
    assert calendar.after_holiday(date(2027, 1, 1)) == date(2027, 1, 4)
    assert CalendarYear.objects.get(pk=2027).source == "2027.csv"


def test_importing_twice_changes_nothing(holidays, file):
    path = file(YEAR_2027)
    holidays("import", path)
    before = rows(2027)
    code, out, _err = holidays("import", path)
    assert (code, rows(2027)) == (0, before)
    assert out.strip() != ""


def test_an_amended_year_takes_the_place_of_the_old_one(holidays, file):
    holidays("import", file(YEAR_2027))
    amended = YEAR_2027.replace("2027-04-05,true,清明\n", "2027-04-05,true,清明\n2027-04-06,true,清明\n")
    assert holidays("import", file(amended.replace("2027-02-20,false,春节调休上班\n", "")))[0] == 0
    assert len(rows(2027)) == 14
    assert load_calendar().is_workday(date(2027, 2, 20)) is False


def test_json_and_csv_say_the_same(holidays, file):
    holidays("import", file(YEAR_2027))
    before = rows(2027)
    assert holidays("import", file(as_json(year=2027, source="国务院办公厅通知"), "2027.json"))[0] == 0
    assert rows(2027) == before
    assert CalendarYear.objects.get(pk=2027).source == "国务院办公厅通知"


def test_words_for_off_and_worked(holidays, file):
    chinese = YEAR_2027.replace(",true,", ",休,").replace(",false,", ",班,")
    assert holidays("import", file("\ufeff" + chinese))[0] == 0
    assert len(rows(2027)) == 14


def test_what_is_shown_can_be_imported(holidays, file):
    code, out, _err = holidays("show", "2026")
    before = rows(2026)
    assert code == 0
    assert holidays("import", file(out, "2026.csv"))[0] == 0
    assert rows(2026) == before


def test_a_year_that_is_not_held_cannot_be_shown(holidays):
    code, out, err = holidays("show", "2031")
    assert (code, out, "2031" in err) == (2, "", True)


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [
        ("date,is_off,name", "day,off,what", "date,is_off,name"),
        ("2027-04-05,true,清明", "2027-04-31,true,清明", "10"),
        ("2027-04-05,true,清明", "5 April,true,清明", "10"),
        ("2027-04-05,true,清明", "2027-04-05,maybe,清明", "10"),
        ("2027-04-05,true,清明", "2027-04-05,true,", "10"),
        ("2027-04-05,true,清明", "2027-04-05,true", "10"),
        ("2027-04-05,true,清明", "2027-04-05,true,清明,more", "10"),
        ("2027-04-05,true,清明", "2026-04-05,true,清明", "10"),
        ("2027-04-05,true,清明", "2027-05-01,true,清明", "2027-05-01"),
        ("2027-02-20,false", "2027-02-19,false", "2027-02-19"),  # a Friday is worked anyway
        ("2027-10-02,true,国庆节\n", "", "2027-10-02"),  # half a year
        ("2027-04-05,true,清明\n", "", "2027-04-04"),
        ("2027-02-06,true,春节\n2027-02-07,true,春节\n", "", "2027-01-20"),
    ],
)
def test_a_wrong_file_is_refused_whole_and_the_place_named(holidays, file, before, after, word):
    assert before in YEAR_2027
    code, out, err = holidays("import", file(YEAR_2027.replace(before, after)))
    assert (code, out, word in err, "Traceback" in err) == (2, "", True, False)
    assert (CalendarYear.objects.filter(year=2027).count(), rows(2027)) == (0, [])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("", "a.csv"),
        ("date,is_off,name\n", "a.csv"),
        ('date,is_off,name\n2027-01-01,true,"元旦\n', "a.csv"),
        ("[]", "a.json"),
        ("{", "a.json"),
        ("7", "a.json"),
        (as_json(year=2028), "a.json"),
        (as_json(year="2027"), "a.json"),
        (as_json().replace("true", "1"), "a.json"),
        (as_json(source="源" * 201), "a.json"),
        (as_json(source="国务院\0"), "a.json"),
        (as_json(YEAR_2027.replace("清明", "清\0明")), "a.json"),
        (YEAR_2027.replace("清明", "清\0明"), "a.csv"),
    ],
)
def test_a_file_that_is_no_announcement(holidays, file, text, name):
    code, out, err = holidays("import", file(text, name))
    assert (code, out, err.strip() != "", "Traceback" in err) == (2, "", True, False)
    assert CalendarYear.objects.count() == 23


def test_a_file_that_is_not_there(holidays):
    code, out, err = holidays("import", "/nowhere/2027.csv")
    assert (code, out, "/nowhere/2027.csv" in err) == (2, "", True)


def test_a_name_that_a_spreadsheet_would_calculate_is_refused(holidays, file) -> None:
    code, _out, err = holidays("import", str(file(YEAR_2027.replace("元旦", "=1+1"))))
    assert code == 2
    assert "looks like a formula" in err
