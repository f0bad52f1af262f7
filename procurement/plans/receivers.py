"""Whom the plan concerns: those behind the needs that an item takes up."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.notifications.services import notify
from accounts.notifications.texts import say
from core.audit.outbox import handles
from procurement.plans.models import PlanItem

say("plan_item.published", _("What you asked for is in the plan: “%(title)s”, quarter %(quarter)s of %(year)s."))
say("plan_item.withdrawn", _("“%(title)s” was taken out of the plan: %(reason)s"))


@handles("plan_item.published")
def tell_supporters_of_the_plan(payload: dict[str, Any]) -> None:
    """Tell everybody behind the item's needs that it is in the published plan."""
    item = PlanItem.objects.get(pk=payload["plan_item_id"])
    notify(
        item.needs.all().people_behind(),
        "plan_item.published",
        key=item.ocid,
        ocid=item.ocid,
        plan_item_id=item.pk,
        title=item.title,
        quarter=item.quarter,
        year=item.year,
    )


@handles("plan_item.withdrawn")
def tell_supporters_of_the_withdrawal(payload: dict[str, Any]) -> None:
    """Tell everybody behind the item's needs that it has left the plan, and why."""
    item = PlanItem.objects.get(pk=payload["plan_item_id"])
    notify(
        item.needs.all().people_behind(),
        "plan_item.withdrawn",
        key=item.ocid,
        ocid=item.ocid,
        plan_item_id=item.pk,
        title=item.title,
        reason=item.withdraw_reason,
    )
