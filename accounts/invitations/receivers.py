"""What invitations hear: that a link has to be sent, and that a membership has ended."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.dispatch import receiver
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.invitations.models import Invitation
from accounts.invitations.services import link_of, why_closed
from accounts.notifications.sms import send_sms
from accounts.people.signals import membership_ended
from core.audit.outbox import handles
from core.time import core_now


@handles("invitation.made")
def send_link(payload: dict[str, Any]) -> None:
    """Send the link to the one address that was invited; twice does no harm, it works once."""
    invitation = Invitation.objects.select_related("organisation").get(pk=payload["invitation_id"])
    if why_closed(invitation):
        return
    with override(payload.get("language") or settings.LANGUAGE_CODE):
        told = {
            "organisation": " ".join(invitation.organisation.display_name.split()),  # a header is one line
            "role": invitation.get_role_display(),
            "link": link_of(invitation),
            "until": f"{invitation.ends_at:%Y-%m-%d}",
        }
        if invitation.phone:
            send_sms(
                invitation.phone, _("Linli: %(organisation)s invites you as %(role)s, until %(until)s: %(link)s") % told
            )
            return
        subject = _("%(organisation)s invites you to Linli") % told
        body = _(
            "%(organisation)s asks you to act for it as: %(role)s.\n\nOpen this link until %(until)s; it works once:\n"
            "%(link)s\n\nIf you do not know the organisation, throw this mail away: nothing happens without you."
        )
        send_mail(subject, body % told, None, [invitation.email])


@receiver(membership_ended, dispatch_uid="accounts.invitations")
def close_with_the_membership(sender: Any, membership: Any, **kwargs: Any) -> None:
    """Whoever leaves leaves no open door: invitations made by or to the person for this organisation end."""
    open_doors = Invitation.objects.open().of_organisation(membership.organisation_id).touching(membership.person)
    open_doors.update(revoked_at=core_now())
