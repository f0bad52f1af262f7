"""Mails and text messages: rendered when they go out, in the recipient's language, as text and as simple HTML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.notifications.addresses import DAILY, unsubscribe_address
from accounts.notifications.kinds import MANDATORY, MessageKind, is_discreet
from accounts.notifications.models import Notification
from core.addresses import whole_address

LONGEST_SUBJECT = 60
LONGEST_DIGEST = 40  # lines; the site shows all


def outside(told: Notification) -> str:
    """What a message says outside the site: its sentence, or only that there is one where others could read along."""
    if is_discreet(told.topic, told.payload):
        return _("There is a confidential message for you. Sign in to read it.")
    return told.text


def mail_of(told: Notification, language: str, *, to: str) -> EmailMultiAlternatives:
    """Return the mail about one message."""
    with translation.override(language):
        words = outside(told)
        facts = {
            "lines": [{"text": words, "url": whole_address(reverse("notification", args=[told.pk]))}],
            "heading": told.kind.label,
            "is_mandatory": told.kind in MANDATORY,
            "unsubscribe": unsubscribe_address(told.recipient, told.kind),
        }
        subject = Truncator(words).chars(LONGEST_SUBJECT)
        return _mail(subject, facts, language, to=to)


def digest_mail(person: Any, news: Sequence[Notification], language: str, *, to: str) -> EmailMultiAlternatives:
    """Return the daily mail: what is new, sort by sort."""
    with translation.override(language):
        groups = []
        for kind in MessageKind:
            told = [one for one in news if one.kind == kind]
            if told:
                lines = [
                    {"text": outside(one), "url": whole_address(reverse("notification", args=[one.pk]))}
                    for one in told[:LONGEST_DIGEST]
                ]
                more = len(told) - len(lines)
                groups.append({"heading": kind.label, "lines": lines, "more": more})
        subject = ngettext("%(n)s piece of news for you", "%(n)s pieces of news for you", len(news)) % {"n": len(news)}
        facts = {
            "groups": groups,
            "heading": subject,
            "is_digest": True,
            "unsubscribe": unsubscribe_address(person, DAILY),
        }
        return _mail(subject, facts, language, to=to)


def sms_of(told: Notification, language: str) -> str:
    """Return the text message about one message: its sentence, short, and the way to it."""
    with translation.override(language):
        words = Truncator(outside(told)).chars(60)
        return _("[Linli] %(words)s %(address)s") % {
            "words": words,
            "address": whole_address(reverse("notification", args=[told.pk])),
        }


def _mail(subject: str, facts: dict[str, Any], language: str, *, to: str) -> EmailMultiAlternatives:
    given = {**facts, "subject": subject, "language": language, "choices": whole_address(reverse("message_choices"))}
    headers = {"Auto-Submitted": "auto-generated", "Content-Language": language}
    if facts["unsubscribe"]:  # RFC 8058: the mail program asks by POST, with no one signed in
        headers["List-Unsubscribe"] = f"<{facts['unsubscribe']}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail = EmailMultiAlternatives(
        subject=" ".join((_("Linli: %(subject)s") % {"subject": subject}).split()),  # never a line end in a header
        body=render_to_string("accounts/notifications/mail.txt", given),
        to=[to],
        headers=headers,
    )
    mail.attach_alternative(render_to_string("accounts/notifications/mail.html", given), "text/html")
    return mail
