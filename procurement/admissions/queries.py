"""Questions about admissions, as words of the QuerySet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from accounts.areas.queries import within
from accounts.roles import organisations_of, supervised_paths
from procurement.admissions.states import AdmissionState
from procurement.buyers import paths_bought_for

if TYPE_CHECKING:
    from procurement.admissions.models import Admission  # noqa: F401 (named in the types below)


class AdmissionQuerySet(models.QuerySet["Admission"]):
    """Words for admissions."""

    def visible_to(self, user: Any) -> AdmissionQuerySet:
        """Admissions of the user's department, and those of areas that the user buys for or supervises."""
        paths = (*paths_bought_for(user), *supervised_paths(user))
        return self.filter(models.Q(department__in=organisations_of(user)) | within(paths))

    def admitted(self) -> AdmissionQuerySet:
        """Tasks that a plan item may carry."""
        return self.filter(state=AdmissionState.ADMITTED)
