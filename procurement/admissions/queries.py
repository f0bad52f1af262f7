"""Questions about admissions, as words of the QuerySet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models

from accounts.areas.queries import within
from accounts.roles import Role, organisations_of, supervised_paths
from procurement.admissions.states import AdmissionState
from procurement.buyers import offices_of, paths_bought_for

if TYPE_CHECKING:
    from procurement.admissions.models import Admission  # noqa: F401 (named in the types below)


class AdmissionQuerySet(models.QuerySet["Admission"]):
    """Words for admissions."""

    def visible_to(self, user: Any) -> AdmissionQuerySet:
        """Admissions of the user's department, and those of areas that the user buys for or supervises."""
        paths = (*paths_bought_for(user), *supervised_paths(user))
        return self.filter(models.Q(department__in=organisations_of(user)) | within(paths))

    def below(self, paths: Iterable[str]) -> AdmissionQuerySet:
        """Tasks of the areas at these paths and of all areas below them."""
        return self.filter(within(paths))

    def in_state(self, state: str) -> AdmissionQuerySet:
        """Tasks in one state; without one, in whatever state."""
        return self.filter(state=state) if state else self

    def with_places(self) -> AdmissionQuerySet:
        """With department and area read along."""
        return self.select_related("department", "area")

    def to_review_by(self, user: Any) -> AdmissionQuerySet:
        """Tasks before an office where the person is an officer, but not for the department that hands them down."""
        return self._before(user, Role.BUYER_OFFICER).filter(state=AdmissionState.APPLIED).exclude(applied_by=user)

    def to_decide_by(self, user: Any) -> AdmissionQuerySet:
        """Reviewed tasks that the person approves for the receiving office, as somebody who has not touched them."""
        rows = self._before(user, Role.APPROVER).filter(state=AdmissionState.REVIEWED)
        return rows.exclude(applied_by=user).exclude(reviewed_by=user)

    def _before(self, user: Any, role: str) -> AdmissionQuerySet:
        mine = models.Q(pk__in=[])
        for organisation_id, path in offices_of(user, role):
            mine |= models.Q(area__path__startswith=path) & ~models.Q(department=organisation_id)
        return self.filter(mine)

    def admitted(self) -> AdmissionQuerySet:
        """Tasks that a plan item may carry."""
        return self.filter(state=AdmissionState.ADMITTED)
