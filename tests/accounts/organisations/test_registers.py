"""Grades with their term, annual reports with their last days, credit lists, and the track record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accounts.organisations.clock import annual_reports_due, grades_running_out
from accounts.organisations.keeping import (
    enter_on_credit_list,
    file_annual_report,
    grant_grade,
    remove_from_credit_list,
)
from accounts.organisations.kinds import CreditList, OrganisationKind, ReportConclusion
from accounts.organisations.models import Organisation
from accounts.organisations.services import note_track_record
from accounts.organisations.track_record import TrackRecordEntry
from accounts.people.models import User
from accounts.roles import Role
from core.audit.models import AuditRow
from core.database.promises import AppendOnlyError
from core.law.credit_codes import make_credit_code
from core.rights import Denial
from core.transitions import Refused
from tests.accounts.conftest import DAY, Line
from tests.factories.accounts import (
    AnnualReportFactory,
    CreditEntryFactory,
    GradeFactory,
    OrganisationFactory,
    TrackRecordEntryFactory,
    UserFactory,
    member,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


@pytest.fixture
def centre(line: Line) -> Organisation:
    """A social organisation, registered in 2023, whose reports on 2024 and 2025 have been filed."""
    made = OrganisationFactory.create(area=line.street, registered_on=date(2023, 6, 1))
    for year in (2024, 2025):
        AnnualReportFactory.create(organisation=made, year=year)
    return made


def said(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [str(reason.sentence) for reason in refused.value.reasons]


class TestGrades:
    """A grade holds for five years and is given to whom no reason speaks against."""

    @pytest.mark.parametrize(
        ("day", "grade"),
        [(date(2021, 3, 15), None), (date(2021, 3, 16), 4), (DAY, 4), (date(2026, 3, 17), None)],
    )
    def test_a_grade_holds_up_to_the_same_day_five_years_on(self, day: date, grade: int | None) -> None:
        granted = GradeFactory.create(level=4, granted_on=date(2021, 3, 16))
        assert granted.expires_on == DAY
        assert granted.organisation.grade_on(day) == grade

    def test_a_leap_day_ends_on_the_last_of_february(self) -> None:
        assert GradeFactory.create(granted_on=date(2024, 2, 29)).expires_on == date(2029, 2, 28)

    def test_the_newer_grade_counts(self) -> None:
        older = GradeFactory.create(level=5, granted_on=date(2021, 4, 1))
        GradeFactory.create(organisation=older.organisation, level=2, granted_on=date(2025, 4, 1))
        assert older.organisation.grade_on(DAY) == 2

    def test_a_registrar_enters_a_grade(self, centre: Organisation, registrar: User) -> None:
        grade = grant_grade(centre.pk, level=3, granted_on=DAY, by=registrar)
        assert (str(grade), grade.expires_on, centre.grade_on(DAY)) == ("3A", date(2031, 3, 16), 3)
        assert AuditRow.objects.of_thing(centre).get().detail == {
            "level": 3,
            "granted_on": "2026-03-16",
            "expires_on": "2031-03-16",
        }

    @pytest.mark.parametrize(
        ("level", "day", "says"), [(0, DAY, "1A to 5A"), (6, DAY, "1A to 5A"), (3, date(2026, 3, 17), "the future")]
    )
    def test_it_is_1_to_5_and_not_of_tomorrow(
        self, centre: Organisation, registrar: User, level: int, day: date, says: str
    ) -> None:
        with pytest.raises(Refused, match=says):
            grant_grade(centre.pk, level=level, granted_on=day, by=registrar)

    def test_two_years_after_the_registration_at_the_earliest(self, line: Line, registrar: User) -> None:
        young = OrganisationFactory.create(area=line.street, registered_on=date(2024, 3, 17))
        AnnualReportFactory.create(organisation=young, year=2025)
        with pytest.raises(Refused) as refused:
            grant_grade(young.pk, level=3, granted_on=DAY, by=registrar)
        assert said(refused) == ["An organisation is graded at the earliest two years after its registration."]
        old_enough = OrganisationFactory.create(area=line.street, registered_on=date(2024, 3, 16))
        AnnualReportFactory.create(organisation=old_enough, year=2025)
        assert grant_grade(old_enough.pk, level=3, granted_on=DAY, by=registrar).level == 3

    def test_not_while_the_present_one_runs(self, centre: Organisation, registrar: User) -> None:
        GradeFactory.create(organisation=centre, granted_on=date(2021, 3, 16))
        with pytest.raises(Refused) as refused:
            grant_grade(centre.pk, level=3, granted_on=DAY, by=registrar)
        assert said(refused) == ["The present grade still runs."]

    def test_not_on_a_credit_list(self, centre: Organisation, registrar: User) -> None:
        CreditEntryFactory.create(organisation=centre, list_kind=CreditList.ABNORMAL)
        with pytest.raises(Refused) as refused:
            grant_grade(centre.pk, level=3, granted_on=DAY, by=registrar)
        assert said(refused) == ["The organisation stands on a credit list."]

    @pytest.mark.parametrize(
        ("conclusions", "says"),
        [
            ({2024: "QUALIFIED"}, "An annual report is missing."),
            ({2024: "QUALIFIED", 2025: "FAILED"}, "The last annual report was not qualified."),
            ({2024: "BASIC", 2025: "BASIC"}, "Two annual reports running were only basically qualified."),
            ({2024: "FAILED", 2025: "BASIC"}, None),
        ],
    )
    def test_the_annual_reports_are_in_order(
        self,
        line: Line,
        registrar: User,
        on_the_day: Callable[[date], None],
        conclusions: dict[int, str],
        says: str | None,
    ) -> None:
        organisation = OrganisationFactory.create(area=line.street, registered_on=date(2023, 6, 1))
        for year, conclusion in conclusions.items():
            AnnualReportFactory.create(organisation=organisation, year=year, conclusion=conclusion)
        day = date(2026, 6, 1)
        on_the_day(day)
        assert [str(reason.sentence) for reason in organisation.may_be_graded_on(day)] == ([says] if says else [])

    def test_only_social_organisations_are_graded(self, line: Line, registrar: User) -> None:
        company = OrganisationFactory.create(enterprise=True, area=line.street)
        with pytest.raises(Refused) as refused:
            grant_grade(company.pk, level=3, granted_on=DAY, by=registrar)
        assert said(refused) == ["Only social organisations are graded."]

    def test_the_database_refuses_a_sixth_grade(self, centre: Organisation) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            GradeFactory.create(organisation=centre, level=6)


class TestAnnualReports:
    """A report tells of a whole year: due by 31 May, a foundation's by 31 March."""

    def test_the_last_day(self, centre: Organisation) -> None:
        foundation = OrganisationFactory.create(credit_code=make_credit_code("53", "310000", "MJ495177"))
        assert centre.report_due_on(2025) == date(2026, 5, 31)
        assert foundation.report_due_on(2025) == date(2026, 3, 31)

    @pytest.mark.parametrize(("filed_on", "late"), [(date(2025, 5, 31), False), (date(2025, 6, 1), True)])
    def test_late_is_after_it(self, filed_on: date, late: bool) -> None:
        assert AnnualReportFactory.create(year=2024, filed_on=filed_on).is_late is late

    def test_a_year_is_missing_from_the_day_after_its_last(self, line: Line) -> None:
        organisation = OrganisationFactory.create(area=line.street, registered_on=date(2023, 6, 1))
        AnnualReportFactory.create(organisation=organisation, year=2024, filed_on=date(2025, 5, 1))
        assert organisation.reports_missing_on(date(2025, 4, 30)) == []
        assert organisation.reports_missing_on(date(2026, 5, 31)) == []
        assert organisation.reports_missing_on(date(2026, 6, 1)) == [2025]
        assert OrganisationFactory.create(enterprise=True).reports_missing_on(date(2026, 6, 1)) == []

    def test_a_registrar_files_it_once(self, line: Line, registrar: User) -> None:
        organisation = OrganisationFactory.create(area=line.street, registered_on=date(2023, 6, 1))
        report = file_annual_report(organisation.pk, year=2025, filed_on=DAY, by=registrar)
        assert (report.conclusion, report.is_late) == (ReportConclusion.QUALIFIED, False)
        with pytest.raises(Refused, match="filed already"):
            file_annual_report(organisation.pk, year=2025, filed_on=DAY, by=registrar)

    @pytest.mark.parametrize(
        ("facts", "says"),
        [
            ({"year": 2026}, "filed in the next one"),
            ({"year": 2022}, "not registered in that year"),
            ({"filed_on": date(2026, 3, 17)}, "lies in the future"),
            ({"conclusion": "FINE"}, "qualified, basically qualified or not qualified"),
        ],
    )
    def test_what_cannot_be_is_refused(self, line: Line, registrar: User, facts: dict[str, Any], says: str) -> None:
        organisation = OrganisationFactory.create(area=line.street, registered_on=date(2023, 6, 1))
        with pytest.raises(Refused, match=says):
            file_annual_report(organisation.pk, **{"year": 2025, "filed_on": DAY, **facts}, by=registrar)

    def test_a_company_files_elsewhere(self, line: Line, registrar: User) -> None:
        company = OrganisationFactory.create(enterprise=True, area=line.street)
        with pytest.raises(Refused, match="Only social organisations"):
            file_annual_report(company.pk, year=2025, filed_on=DAY, by=registrar)


class TestCreditLists:
    """An entry stands until it is removed."""

    def test_in_and_out(self, centre: Organisation, registrar: User) -> None:
        enter_on_credit_list(centre.pk, list_kind=CreditList.SERIOUS, listed_on=DAY, by=registrar)
        assert len(centre.may_supply_on(DAY)) == 1
        with pytest.raises(Refused, match="on this list already"):
            enter_on_credit_list(centre.pk, list_kind=CreditList.SERIOUS, listed_on=DAY, by=registrar)
        remove_from_credit_list(centre.pk, list_kind=CreditList.SERIOUS, removed_on=DAY, by=registrar)
        assert centre.may_supply_on(DAY) == []
        with pytest.raises(Refused, match="does not stand on this list"):
            remove_from_credit_list(centre.pk, list_kind=CreditList.SERIOUS, removed_on=DAY, by=registrar)

    def test_days_and_lists_that_cannot_be(self, centre: Organisation, registrar: User) -> None:
        with pytest.raises(Refused, match="no such credit list"):
            enter_on_credit_list(centre.pk, list_kind="RUMOUR", listed_on=DAY, by=registrar)
        with pytest.raises(Refused, match="lies in the future"):
            enter_on_credit_list(centre.pk, list_kind=CreditList.TAX, listed_on=date(2026, 3, 17), by=registrar)
        enter_on_credit_list(centre.pk, list_kind=CreditList.TAX, listed_on=DAY, by=registrar)
        with pytest.raises(Refused, match="removed after it was made"):
            remove_from_credit_list(centre.pk, list_kind=CreditList.TAX, removed_on=date(2026, 3, 15), by=registrar)


@pytest.mark.parametrize(
    "act",
    [
        lambda pk, by: grant_grade(pk, level=3, granted_on=DAY, by=by),
        lambda pk, by: file_annual_report(pk, year=2023, filed_on=DAY, by=by),
        lambda pk, by: enter_on_credit_list(pk, list_kind=CreditList.TAX, listed_on=DAY, by=by),
        lambda pk, by: remove_from_credit_list(pk, list_kind=CreditList.TAX, removed_on=DAY, by=by),
    ],
)
def test_only_a_registrar_who_does_not_belong_to_it_keeps_its_registers(
    centre: Organisation, line: Line, registrar: User, act: Callable[[int, Any], Any]
) -> None:
    office = OrganisationFactory.create(buyer=True, area=line.street)
    others = [member(office, role) for role in Role if role is not Role.REGISTRAR]
    others += [member(centre, Role.SUPPLIER), member(centre, Role.REGISTRAR), UserFactory.create()]
    for other in others:
        with pytest.raises(Refused) as refused:
            act(centre.pk, other)
        assert refused.value.denial == Denial.WRONG_ROLE


class TestClocks:
    """The people of an organisation are reminded of what runs out."""

    def test_reports_that_are_due(self, line: Line, on_the_day: Callable[[date], None]) -> None:
        owing = OrganisationFactory.create(area=line.street, registered_on=date(2023, 6, 1))
        person = member(owing, Role.SUPPLIER)
        OrganisationFactory.create(applied=True)
        OrganisationFactory.create(registered_on=date(2025, 1, 1))
        AnnualReportFactory.create(year=2025)
        assert list(annual_reports_due(date(2026, 3, 18))) == []
        on_the_day(date(2026, 5, 29))
        (due,) = annual_reports_due(date(2026, 6, 2))
        assert (due.rule_key, due.thing_id, due.ends_on, due.people) == (
            "annual_report",
            owing.pk,
            date(2026, 5, 31),
            (person.pk,),
        )
        on_the_day(date(2026, 6, 1))
        assert list(annual_reports_due(date(2026, 6, 3))) == []

    def test_a_foundation_s_report_is_due_in_march(self, on_the_day: Callable[[date], None]) -> None:
        foundation = OrganisationFactory.create(credit_code=make_credit_code("53", "310000", "MJ495177"))
        OrganisationFactory.create()
        on_the_day(date(2026, 3, 30))
        assert [(due.thing_id, due.ends_on) for due in annual_reports_due(date(2026, 4, 1))] == [
            (foundation.pk, date(2026, 3, 31))
        ]

    def test_grades_that_run_out(self) -> None:
        GradeFactory.create(granted_on=date(2021, 3, 15))
        ending = GradeFactory.create(granted_on=date(2021, 3, 18))
        GradeFactory.create(granted_on=date(2021, 3, 19))
        assert [(due.thing_id, due.ends_on) for due in grades_running_out(date(2026, 3, 18))] == [
            (ending.organisation_id, date(2026, 3, 18))
        ]


class TestTrackRecord:
    """Lines are added once and never rewritten."""

    LINE = {"ocid": "ocds-linli1-2026-000001", "lot": "1", "kind": "RATING", "period": "2026-1"}

    def test_the_same_line_again_is_the_one_that_stands(self, centre: Organisation) -> None:
        first = note_track_record(organisation_id=centre.pk, **self.LINE, value=Decimal("81.25"), detail={"n": 57})
        again = note_track_record(organisation_id=centre.pk, **self.LINE, value=Decimal("81.25"), detail={"n": 57})
        assert (again.pk, TrackRecordEntry.objects.of(centre.pk).count()) == (first.pk, 1)
        row = AuditRow.objects.of_thing(first).get()
        assert (row.ocid, row.verb, row.actor_id) == ("ocds-linli1-2026-000001", "note", "clock")

    def test_another_value_for_the_same_is_refused(self, centre: Organisation) -> None:
        note_track_record(organisation_id=centre.pk, **self.LINE, value=Decimal("81.25"))
        with pytest.raises(Refused, match="never rewritten"):
            note_track_record(organisation_id=centre.pk, **self.LINE, value=Decimal("91.25"))

    def test_the_newest_line_comes_first(self, centre: Organisation) -> None:
        first = note_track_record(organisation_id=centre.pk, **self.LINE, value=Decimal(1))
        second = note_track_record(organisation_id=centre.pk, **{**self.LINE, "period": "2026-2"}, value=Decimal(1))
        assert list(TrackRecordEntry.objects.of(centre.pk)) == [second, first]
        assert TrackRecordEntry.objects.visible_to(None).count() == 2

    def test_nobody_rewrites_it(self) -> None:
        entry = TrackRecordEntryFactory.create()
        with pytest.raises(AppendOnlyError):
            entry.save()
        for act in (
            lambda: TrackRecordEntry.objects.update(value=5),
            lambda: TrackRecordEntry.objects.filter(pk=entry.pk).delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                act()


def test_a_kind_is_one_of_the_list() -> None:
    assert OrganisationKind.values == [
        "BUYER", "SOCIAL", "ENTERPRISE", "INSTITUTION", "COLLECTIVE", "SUPERVISOR", "AGENCY", "COMMITTEE",
    ]  # fmt: skip
