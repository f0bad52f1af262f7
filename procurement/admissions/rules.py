"""Who may do what with the admission of a task."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.roles import Role, holds, is_member, organisations_of, supervises
from core.rights import grant
from procurement.buyers import BUYING, buys_for

if TYPE_CHECKING:
    from procurement.admissions.models import Admission


def can_see_admission(user: Any, admission: Admission) -> bool:
    """Whether `user` may read it: the department, the area's buyers and its supervisors."""
    return (
        is_member(user, admission.department_id)
        or buys_for(user, admission.area, *BUYING)
        or supervises(user, admission.area)
    )


def can_see_organisation(user: Any, organisation: Organisation) -> bool:
    """Whether `user` may read about the organisation: the register is public."""
    return True


DEPARTMENT = (Role.BUYER_OFFICER, Role.APPROVER, Role.SUPERVISOR, Role.REGISTRAR)


def speaks_for_department(user: Any, department: Organisation) -> bool:
    """Whether the person may hand down a task in the name of the department."""
    return holds(user, department.pk, *DEPARTMENT)


def departments_of(user: Any) -> set[int]:
    """Return the ids of the organisations in whose name the person may hand down a task."""
    return organisations_of(user, *DEPARTMENT)


def receives_it(user: Any, admission: Admission) -> bool:
    """Whether the person is an officer of a buyer of the area, and not of the department that hands the task down."""
    return buys_for(user, admission.area, Role.BUYER_OFFICER, apart_from=admission.department_id)


def decides_on_it(user: Any, admission: Admission) -> bool:
    """Whether the person approves for a buyer of the area, and not for the department that hands the task down."""
    return buys_for(user, admission.area, Role.APPROVER, apart_from=admission.department_id)


def answers_it(user: Any, admission: Admission) -> bool:
    """Whether the person may send the task back: an officer or the approver of the receiving office."""
    return receives_it(user, admission) or decides_on_it(user, admission)


def applied_for_it(admission: Admission) -> Collection[int]:
    """Who applied; nobody answers an own application."""
    return {admission.applied_by_id}


def applied_or_reviewed(admission: Admission) -> Collection[int | None]:
    """Who applied and who reviewed; a task is taken on by another person."""
    return {admission.applied_by_id, admission.reviewed_by_id}


OFFICER = _("an officer of the street office")
APPROVER = _("the approver of the street office")

grant(
    "procurement.apply_admission",
    sees=can_see_organisation,
    role=speaks_for_department,
    who=_("an officer of the department"),
)
grant("procurement.review_admission", sees=can_see_admission, role=receives_it, who=OFFICER, other_than=applied_for_it)
grant(
    "procurement.admit_admission",
    sees=can_see_admission,
    role=decides_on_it,
    who=APPROVER,
    other_than=applied_or_reviewed,
)
grant(
    "procurement.refuse_admission",
    sees=can_see_admission,
    role=answers_it,
    who=_("an officer or the approver of the street office"),
    other_than=applied_for_it,
)
grant("procurement.revoke_admission", sees=can_see_admission, role=decides_on_it, who=APPROVER)
