"""Noting by hand that a milestone's base part has arrived; the treasury's voucher usually does it by itself."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from core.transitions import move
from projects.milestones.models import Milestone


@transaction.atomic
def pay_milestone(milestone_id: int, *, by: Any) -> Milestone:
    """Note that the whole base part is paid. Raises Refused."""
    milestone = Milestone.objects.select_for_update(of=("self",)).with_contract().get(pk=milestone_id)
    move(milestone.pay, by=by)
    return milestone
