"""What waits on people in the plan, and where they find it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from core.desk import Place, places, waits_in
from core.words import TitleColumn
from procurement.plans.models import PlanItem
from procurement.plans.queries import PlanItemQuerySet, QuarterBegins

# An item is in the published plan before the quarter begins in which its tender opens.
LINE: dict[str, Any] = {
    "page": "planitem",
    "title": Concat("title", Value(" · "), TitleColumn("area__name_zh", "area__name_en")),
    "by_when": QuarterBegins("year", "quarter"),
    "basis": _("the quarter of the plan"),
    "number": "ocid",
}


@waits_in(Role.APPROVER, todo=_("Approve the plan item"), **LINE)
def to_approve(user: Any) -> PlanItemQuerySet:
    """Drafts that wait for the second person."""
    return PlanItem.objects.to_approve_by(user).order_by("pk")


@waits_in(Role.BUYER_OFFICER, todo=_("Publish the plan item"), **LINE)
def to_publish(user: Any) -> PlanItemQuerySet:
    """Approved items that the public does not read yet."""
    return PlanItem.objects.to_publish_by(user).order_by("pk")


@places(Role.BUYER_OFFICER, Role.APPROVER, Role.FINANCE, Role.SUPERVISOR, at=20)
def entrances(user: Any) -> Iterator[Place]:
    """Where the plan stands."""
    what = _("The year's purchases with their money by source, and what is left of each allocation.")
    yield Place(reverse("desk_plan"), _("The year's plan"), what)
