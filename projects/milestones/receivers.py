"""What the milestones hear from the contracts, and whom their outbox tells."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from projects.milestones.services import plan_milestones, plan_supplement
from projects.signals import amendment_agreed, contract_published
from projects.telling import tell

OFFICERS = ("buyer", Role.BUYER_OFFICER)
SUPPLIERS = ("supplier", Role.SUPPLIER)


@receiver(contract_published, dispatch_uid="projects.milestones.plan")
def plan(sender: Any, contract: Any, **kwargs: Any) -> None:
    """Plan the milestones in the transaction that publishes the contract."""
    plan_milestones(contract)


@receiver(amendment_agreed, dispatch_uid="projects.milestones.supplement")
def add(sender: Any, amendment: Any, **kwargs: Any) -> None:
    """Plan the supplement in the transaction that agrees it."""
    plan_supplement(amendment)


tell(
    "milestone.submitted",
    OFFICERS,
    _("“%(title)s” of “%(project)s” is submitted: check it and accept it or send it back."),
)
tell(
    "milestone.sent_back",
    SUPPLIERS,
    _("“%(title)s” of “%(project)s” was sent back: %(reason)s Rectify it and submit again."),
)
tell("milestone.accepted", SUPPLIERS, _("“%(title)s” of “%(project)s” is accepted: you may send the invoice."))
