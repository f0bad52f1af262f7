"""What waits on people among the milestones."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.roles import RESIDENT, Role
from core.desk import waits_in
from core.time import EndOfDay
from projects.milestones.models import Milestone
from projects.milestones.queries import MilestoneQuerySet

NUMBER = "contract__purchase_ocid"
DUE = EndOfDay("due_on")
LINE: dict[str, Any] = {"page": "milestone", "number": NUMBER}
TO_DELIVER: dict[str, Any] = {**LINE, "by_when": DUE, "basis": _("the contract")}


@waits_in(
    Role.SUPPLIER,
    todo=_("Deliver and report the milestone"),
    **TO_DELIVER,
)
def to_deliver(user: Any) -> MilestoneQuerySet:
    """Milestones whose work has begun."""
    return Milestone.objects.owed_by_supplier(user).to_deliver().order_by("due_on", "pk")


@waits_in(
    Role.SUPPLIER,
    todo=_("Rectify the delivery and submit it again"),
    **TO_DELIVER,
)
def to_rectify(user: Any) -> MilestoneQuerySet:
    """Milestones that the buyer has sent back."""
    return Milestone.objects.owed_by_supplier(user).to_rectify().order_by("due_on", "pk")


@waits_in(Role.SUPPLIER, todo=_("Send the invoice for the accepted milestone"), page="payout_request", number=NUMBER)
def to_invoice(user: Any) -> MilestoneQuerySet:
    """Accepted milestones without an invoice."""
    return Milestone.objects.to_invoice_by(user).order_by("due_on", "pk")


@waits_in(Role.BUYER_OFFICER, todo=_("Accept the milestone or send it back"), **LINE)
def to_accept(user: Any) -> MilestoneQuerySet:
    """Submitted milestones on which a service user has spoken."""
    return Milestone.objects.waiting_for_buyer(user).heard().order_by("submitted_at", "pk")


@waits_in(Role.BUYER_OFFICER, todo=_("Ask a service user for an opinion"), **LINE)
def to_ask_about(user: Any) -> MilestoneQuerySet:
    """Submitted milestones that wait for a service user's word."""
    return Milestone.objects.waiting_for_buyer(user).unheard().order_by("submitted_at", "pk")


@waits_in(
    RESIDENT,
    Role.GRID_WORKER,
    todo=_("Say whether the service took place"),
    page="milestone_witness",
    number=NUMBER,
)
def to_witness(user: Any) -> MilestoneQuerySet:
    """Deliveries on which those served are asked for their word."""
    return Milestone.objects.to_witness(user).order_by("submitted_at", "pk")
