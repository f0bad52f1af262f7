"""What waits on people among the tasks handed down, and where they find them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from core.desk import Place, Waiting, places, waits
from core.views import thing_url
from procurement.admissions.models import Admission

MOST = 50  # lines a desk shows of one kind; the list behind it shows all


def _titled(task: Admission) -> str:
    return f"{task.title} · {task.department}"


@waits(Role.BUYER_OFFICER)
def to_review(user: Any) -> Iterator[Waiting]:
    """Tasks that an officer of the receiving office has to look at."""
    for task in Admission.objects.to_review_by(user).with_places().order_by("pk")[:MOST]:
        yield Waiting(_titled(task), _("Review the task that a department hands down"), thing_url(task))


@waits(Role.APPROVER)
def to_decide(user: Any) -> Iterator[Waiting]:
    """Reviewed tasks that wait for the second person."""
    for task in Admission.objects.to_decide_by(user).with_places().order_by("pk")[:MOST]:
        yield Waiting(_titled(task), _("Admit the task with its money, or send it back"), thing_url(task))


@places(Role.BUYER_OFFICER, Role.APPROVER, Role.SUPERVISOR)
def entrances(user: Any) -> Iterator[Place]:
    """Where the tasks handed down stand."""
    what = _("What departments hand down to communities, and the money that comes with it.")
    yield Place(reverse("desk_admissions"), _("Tasks handed down"), what)
