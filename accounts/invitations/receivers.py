"""What invitations hear: that a link has to be sent, and that a membership has ended."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from accounts.invitations.models import Invitation
from accounts.notifications.sending import plan_link
from accounts.people.signals import membership_ended
from core.audit.outbox import handles
from core.time import core_now


@handles("invitation.made")
def plan_the_link(payload: dict[str, Any]) -> None:
    """Let the link go out like every message: beside the relay, tried again, shown where it is given up."""
    plan_link(Invitation.objects.get(pk=payload["invitation_id"]))


@receiver(membership_ended, dispatch_uid="accounts.invitations")
def close_with_the_membership(sender: Any, membership: Any, **kwargs: Any) -> None:
    """Whoever leaves leaves no open door: invitations made by or to the person for this organisation end."""
    open_doors = Invitation.objects.open().of_organisation(membership.organisation_id).touching(membership.person)
    open_doors.update(revoked_at=core_now())
