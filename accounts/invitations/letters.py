"""The link of an invitation as a mail or a text message, in the language of whom it goes to."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.invitations.models import Invitation
from accounts.invitations.services import account_of, link_of
from accounts.notifications.models_delivery import choice_of
from accounts.notifications.sms import send_sms
from core.instants import moment


def send_link(invitation: Invitation) -> None:
    """Send the link to the one address that was invited; twice does no harm, it works once."""
    account = account_of(invitation)
    language = choice_of(account).language if account else invitation.language
    with override(language or settings.LANGUAGE_CODE):
        words = _to_a_role() if invitation.organisation else _to_an_account()
        inviter = invitation.organisation.display_name if invitation.organisation else invitation.invited_by.name
        told = {
            "inviter": " ".join(str(inviter).split()),  # a header is one line
            "role": invitation.get_role_display(),
            "link": link_of(invitation),
            "until": moment(invitation.ends_at),
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
