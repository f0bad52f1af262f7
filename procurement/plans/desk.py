"""What waits on people in the plan, and where they find it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from core.desk import Place, Waiting, places, waits
from core.views import thing_url
from procurement.plans.models import PlanItem

MOST = 50  # lines a desk shows of one kind; the list behind it shows all


@waits(Role.APPROVER)
def to_approve(user: Any) -> Iterator[Waiting]:
    """Drafts that wait for the second person."""
    for item in PlanItem.objects.to_approve_by(user).select_related("area").order_by("pk")[:MOST]:
        yield Waiting(f"{item.title} · {item.area}", _("Approve the plan item"), thing_url(item), number=item.ocid)


@waits(Role.BUYER_OFFICER)
def to_publish(user: Any) -> Iterator[Waiting]:
    """Approved items that the public does not read yet."""
    for item in PlanItem.objects.to_publish_by(user).select_related("area").order_by("pk")[:MOST]:
        yield Waiting(f"{item.title} · {item.area}", _("Publish the plan item"), thing_url(item), number=item.ocid)


@places(Role.BUYER_OFFICER, Role.APPROVER, Role.FINANCE, Role.SUPERVISOR)
def entrances(user: Any) -> Iterator[Place]:
    """Where the plan stands."""
    what = _("The year's purchases with their money by source, and what is left of each allocation.")
    yield Place(reverse("desk_plan"), _("The year's plan"), what)
