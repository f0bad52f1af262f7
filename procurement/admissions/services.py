"""The verbs of admissions."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Area, Organisation, User
from core.audit.outbox import announce
from core.audit.record import record
from core.transitions import check, move, refuse
from procurement.admissions.models import Admission
from procurement.admissions.states import TaskFamily
from procurement.wording import said


@transaction.atomic
def apply_admission(
    *,
    department_id: int,
    area_id: int,
    title: str,
    task_family: str,
    reason: str,
    money_fen: int | None = None,
    money_source: str = "",
    by: User,
) -> Admission:
    """Ask to hand a task down to an area; money may be missing here, but nothing is admitted without it.

    `money_fen` is the year's amount in fen. By an officer of the department.
    """
    department = Organisation.objects.select_related("area").get(pk=department_id)
    area = Area.objects.get(pk=area_id)
    check("procurement.apply_admission", by=by, thing=department)
    if not department.area.covers(area):
        raise refuse(_("A department hands tasks down inside its own area only. Choose an area there."))
    if task_family not in TaskFamily.values:
        raise refuse(_("Choose the task family from the list."))
    if money_fen is not None and money_fen <= 0:
        raise refuse(_("The money has to be more than nothing; leave it empty where there is none yet."))
    admission = Admission.objects.create(
        department=department,
        area=area,
        title=said(title, otherwise=_("Give the task a title.")),
        task_family=task_family,
        reason=said(reason),
        money_fen=money_fen,
        money_source=money_source.strip(),
        applied_by=by,
    )
    record(admission, verb="apply", by=by, role="procurement.apply_admission", after=admission.state)
    return admission


@transaction.atomic
def review_admission(admission_id: int, *, by: User) -> Admission:
    """Look at the task and its cost, so that a second person can decide. By an officer of the receiving office."""
    admission = Admission.objects.select_for_update().get(pk=admission_id)
    move(admission.review, by=by, by_id=by.pk)
    return admission


@transaction.atomic
def admit_admission(admission_id: int, *, by: User) -> Admission:
    """Take the task on with its money; refused without. By the approver, other than who reviewed it."""
    admission = Admission.objects.select_for_update().get(pk=admission_id)
    move(admission.admit, by=by, detail={"money_fen": admission.money_fen, "source": admission.money_source})
    announce("admission.admitted", str(admission.pk), admission_id=admission.pk, became="admitted")
    return admission


@transaction.atomic
def refuse_admission(admission_id: int, *, reason: str, by: User) -> Admission:
    """Send the task back to its department with the reason. By an officer or the approver of the receiving office."""
    admission = Admission.objects.select_for_update().get(pk=admission_id)
    check("procurement.refuse_admission", by=by, thing=admission)
    why = said(reason)
    move(admission.refuse, by=by, reason=why, why=why)
    announce("admission.refused", str(admission.pk), admission_id=admission.pk, became="refused")
    return admission


@transaction.atomic
def revoke_admission(admission_id: int, *, reason: str, by: User) -> Admission:
    """Take back an admission; no plan item may be approved or published for the task any more. By the approver."""
    admission = Admission.objects.select_for_update().get(pk=admission_id)
    check("procurement.revoke_admission", by=by, thing=admission)
    why = said(reason)
    move(admission.revoke, by=by, reason=why, why=why)
    announce("admission.revoked", str(admission.pk), admission_id=admission.pk, became="revoked")
    return admission
