"""What waits on people among the tasks handed down, and where they find them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from core.desk import Place, places, waits_in
from procurement.admissions.models import Admission
from procurement.admissions.queries import AdmissionQuerySet

TITLED = Concat("title", Value(" · "), "department__name")


@waits_in(Role.BUYER_OFFICER, todo=_("Review the task that a department hands down"), page="admission", title=TITLED)
def to_review(user: Any) -> AdmissionQuerySet:
    """Tasks that an officer of the receiving office has to look at."""
    return Admission.objects.to_review_by(user).order_by("pk")


@waits_in(Role.APPROVER, todo=_("Admit the task with its money, or send it back"), page="admission", title=TITLED)
def to_decide(user: Any) -> AdmissionQuerySet:
    """Reviewed tasks that wait for the second person."""
    return Admission.objects.to_decide_by(user).order_by("pk")


@places(Role.BUYER_OFFICER, Role.APPROVER, Role.SUPERVISOR, at=15)
def entrances(user: Any) -> Iterator[Place]:
    """Where the tasks handed down stand."""
    what = _("What departments hand down to communities, and the money that comes with it.")
    yield Place(reverse("desk_admissions"), _("Tasks handed down"), what)
