"""What invitations hear: that a link has to be sent, and that a membership has ended."""

from __future__ import annotations

from dataclasses import dataclass
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
    invitation = Invitation.objects.select_related("organisation", "invited_by").get(pk=payload["invitation_id"])
    if why_closed(invitation):
        return
    with override(payload.get("language") or settings.LANGUAGE_CODE):
        words = _to_a_role() if invitation.organisation else _to_an_account()
        inviter = invitation.organisation.display_name if invitation.organisation else invitation.invited_by.name
        told = {
            "inviter": " ".join(str(inviter).split()),  # a header is one line
            "role": invitation.get_role_display(),
            "link": link_of(invitation),
            "until": f"{invitation.ends_at:%Y-%m-%d}",
        }
        if invitation.phone:
            send_sms(invitation.phone, words.short % told)
        else:
            send_mail(words.subject % told, words.body % told, None, [invitation.email])


@dataclass(frozen=True)
class Words:
    """What an invitation says, as a text message and as a mail."""

    short: str
    subject: str
    body: str


def _to_a_role() -> Words:
    return Words(
        _("Linli: %(inviter)s invites you as %(role)s, until %(until)s: %(link)s"),
        _("%(inviter)s invites you to Linli"),
        _(
            "%(inviter)s asks you to act for it as: %(role)s.\n\nOpen this link until %(until)s; it works once:\n"
            "%(link)s\n\nIf you do not know the organisation, throw this mail away: nothing happens without you."
        ),
    )


def _to_an_account() -> Words:
    return Words(
        _("Linli: %(inviter)s offers you an account, until %(until)s: %(link)s"),
        _("Your account at Linli"),
        _(
            "%(inviter)s offers you an account at Linli.\n\nOpen this link until %(until)s; it works once. You choose "
            "your password there, nobody else knows it:\n%(link)s\n\nIf you have an account already, sign in as usual. "
            "If you do not know the sender, throw this mail away: nothing happens without you."
        ),
    )


@receiver(membership_ended, dispatch_uid="accounts.invitations")
def close_with_the_membership(sender: Any, membership: Any, **kwargs: Any) -> None:
    """Whoever leaves leaves no open door: invitations made by or to the person for this organisation end."""
    open_doors = Invitation.objects.open().of_organisation(membership.organisation_id).touching(membership.person)
    open_doors.update(revoked_at=core_now())
