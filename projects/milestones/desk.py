"""What waits on people among the milestones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import RESIDENT, Role
from core.desk import Waiting, waits
from core.time import end_of_day, today
from core.views import thing_url
from projects.milestones.models import Milestone
from projects.milestones.states import MilestoneState

MOST = 50  # lines a desk shows of one kind


@waits(Role.SUPPLIER)
def for_the_supplier(user: Any) -> Iterator[Waiting]:
    """Milestones to deliver, to rectify, to invoice."""
    day = today()
    for milestone in Milestone.objects.waiting_for_supplier(user).order_by("due_on", "pk")[:MOST]:
        if milestone.state == MilestoneState.ACCEPTED:
            url = reverse("payout_request", args=[milestone.pk])
            yield Waiting(milestone.title, _("Send the invoice for the accepted milestone"), url, None, milestone.ocid)
        elif milestone.starts_on <= day:
            rectify = milestone.state == MilestoneState.RECTIFYING
            todo = _("Rectify the delivery and submit it again") if rectify else _("Deliver and report the milestone")
            yield Waiting(milestone.title, todo, thing_url(milestone), end_of_day(milestone.due_on), milestone.ocid)


@waits(Role.BUYER_OFFICER)
def for_the_officer(user: Any) -> Iterator[Waiting]:
    """Milestones to accept or to send back, and those that wait for a service user's word."""
    for milestone in Milestone.objects.waiting_for_buyer(user).order_by("submitted_at", "pk")[:MOST]:
        todo = (
            _("Accept the milestone or send it back")
            if milestone.has_opinion
            else _("Ask a service user for an opinion")
        )
        yield Waiting(milestone.title, todo, thing_url(milestone), None, milestone.ocid)


@waits(RESIDENT, Role.GRID_WORKER)
def for_those_served(user: Any) -> Iterator[Waiting]:
    """Deliveries on which those served are asked for their word."""
    for milestone in Milestone.objects.to_witness(user).order_by("submitted_at", "pk")[:MOST]:
        url = reverse("milestone_witness", args=[milestone.pk])
        yield Waiting(milestone.title, _("Say whether the service took place"), url, None, milestone.ocid)
