"""Keeping the registers of an organisation: grades, annual reports and credit lists."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.organisations.kinds import CreditList, OrganisationKind, ReportConclusion
from accounts.organisations.models import Organisation
from accounts.organisations.registers import AnnualReport, CreditEntry, Grade
from core.audit.record import record
from core.time import today
from core.transitions import Refused, check, refuse

RIGHT = "accounts.keep_registers"


def _kept(organisation_id: int, by: Any) -> Organisation:
    rows = Organisation.objects.select_for_update(of=("self",)).select_related("area")
    organisation = rows.get(pk=organisation_id)
    check(RIGHT, by=by, thing=organisation)
    return organisation


def _not_to_come(day: date) -> None:
    if day > today():
        raise refuse(_("The day lies in the future: correct it."))


@transaction.atomic
def grant_grade(organisation_id: int, *, level: int, granted_on: date, by: Any) -> Grade:
    """Enter a grade of 1 (1A) to 5 (5A); it holds for the term of the rulebook. Raises Refused with every reason."""
    organisation = _kept(organisation_id, by)
    _not_to_come(granted_on)
    if level not in range(1, 6):
        raise refuse(_("A grade is 1A to 5A."))
    reasons = organisation.may_be_graded_on(granted_on)
    if reasons:
        raise Refused(*reasons)
    grade = Grade.objects.create(organisation=organisation, level=level, granted_on=granted_on)
    detail = {"level": level, "granted_on": granted_on.isoformat(), "expires_on": grade.expires_on.isoformat()}
    record(organisation, verb="grant_grade", by=by, role=RIGHT, detail=detail)
    return grade


@transaction.atomic
def file_annual_report(
    organisation_id: int, *, year: int, filed_on: date, by: Any, conclusion: str = ReportConclusion.QUALIFIED
) -> AnnualReport:
    """Enter the annual report on a year that is over; once a year. Raises Refused."""
    organisation = _kept(organisation_id, by)
    _not_to_come(filed_on)
    if organisation.kind != OrganisationKind.SOCIAL:
        raise refuse(_("Only social organisations file this report."), "annual_report")
    if filed_on.year <= year:
        raise refuse(_("A report tells of a whole year: it is filed in the next one."), "annual_report")
    if year < organisation.registered_on.year:
        raise refuse(_("The organisation was not registered in that year yet."), "annual_report")
    if conclusion not in ReportConclusion.values:
        raise refuse(_("A report is qualified, basically qualified or not qualified."))
    if organisation.annual_reports.filter(year=year).exists():
        raise refuse(_("The report on this year has been filed already."))
    report = AnnualReport.objects.create(organisation=organisation, year=year, filed_on=filed_on, conclusion=conclusion)
    detail = {"year": year, "filed_on": filed_on.isoformat(), "conclusion": conclusion, "late": report.is_late}
    record(organisation, verb="file_annual_report", by=by, role=RIGHT, detail=detail)
    return report


@transaction.atomic
def enter_on_credit_list(organisation_id: int, *, list_kind: str, listed_on: date, by: Any) -> CreditEntry:
    """Enter an organisation on a credit list; a serious one keeps it from supplying. Raises Refused."""
    organisation = _kept(organisation_id, by)
    _not_to_come(listed_on)
    if list_kind not in CreditList.values:
        raise refuse(_("There is no such credit list."))
    if organisation.credit_entries.filter(list_kind=list_kind, removed_on__isnull=True).exists():
        raise refuse(_("The organisation stands on this list already."))
    entry = CreditEntry.objects.create(organisation=organisation, list_kind=list_kind, listed_on=listed_on)
    detail = {"list": list_kind, "listed_on": listed_on.isoformat()}
    record(organisation, verb="enter_on_credit_list", by=by, role=RIGHT, detail=detail)
    return entry


@transaction.atomic
def remove_from_credit_list(organisation_id: int, *, list_kind: str, removed_on: date, by: Any) -> CreditEntry:
    """End the standing entry on a list; from `removed_on` on it no longer counts. Raises Refused."""
    organisation = _kept(organisation_id, by)
    _not_to_come(removed_on)
    entry = organisation.credit_entries.filter(list_kind=list_kind, removed_on__isnull=True).first()
    if entry is None:
        raise refuse(_("The organisation does not stand on this list."))
    if removed_on < entry.listed_on:
        raise refuse(_("An entry is removed after it was made: correct the day."))
    entry.removed_on = removed_on
    entry.save()
    detail = {"list": list_kind, "removed_on": removed_on.isoformat()}
    record(organisation, verb="remove_from_credit_list", by=by, role=RIGHT, detail=detail)
    return entry
