"""What sorts of messages there are, which of them nobody may switch off, and which say nothing outside the site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MessageKind(models.TextChoices):
    """What a message is to the person who gets it."""

    LEGAL = "LEGAL", _("Documents that are served on me")
    WORK = "WORK", _("Work that waits on me")
    MONEY = "MONEY", _("Payments and deposits")
    VOICE = "VOICE", _("What became of what I asked for")
    SUBSCRIBED = "SUBSCRIBED", _("What I have subscribed to")


class Channel(models.TextChoices):
    """A way to a person."""

    SITE = "SITE", pgettext_lazy("channel", "This site")
    EMAIL = "EMAIL", pgettext_lazy("channel", "E-mail")
    SMS = "SMS", pgettext_lazy("channel", "Text message")


class When(models.TextChoices):
    """When a message goes out by e-mail."""

    AT_ONCE = "AT_ONCE", _("At once")
    DAILY = "DAILY", _("In the daily mail")
    NEVER = "NEVER", _("Not at all")


# Served by law or with a legal clock behind them: whoever could switch them off would miss a right.
LEGAL_TOPICS = {
    "award.letter",
    "award.loser_letter",
    "bid.returned",
    "bid.unreadable",
    "bid.disqualified",
    "bid.invalid",
    "clock.ending",
    "low_price.asked",
    "evaluation.seated",
    "expert.entered",
    "account.factor_taken",
    "membership.ended",
    "contract.offered",
    "contract.suspended",
    "contract.resumed",
    "contract.terminated",
    "contract.lapsed",
    "amendment.proposed",
    "deposit.forfeited",
    "organisation.suspended",
    "organisation.barred",
}
MANDATORY = {MessageKind.LEGAL}
PREFIXES = {
    "payout.": MessageKind.MONEY,
    "performance.": MessageKind.MONEY,
    "deposit.": MessageKind.MONEY,
    "share.": MessageKind.MONEY,
    "need.": MessageKind.VOICE,
    "plan_item.": MessageKind.VOICE,
    "subscribed.": MessageKind.SUBSCRIBED,
}
TO_OFFICERS = {"need.supported", "payout.requested", "payout.approved", "deposit.forfeit_proposed", "deposit.owed_back"}

# A bid exists for its own supplier alone until it is opened, and what a resident pays for tells how that person lives.
# Mails and text messages pass through other hands: of these they say only that there is something to read.
DISCREET = ("bid.", "deposit.", "share.", "low_price.", "evaluation.seated")
DISCREET_THINGS = {"procurement.Bid", "payments.Deposit", "payments.Share"}  # a clock that runs on one of them

DEFAULT_MAIL = {
    MessageKind.LEGAL: When.AT_ONCE,
    MessageKind.WORK: When.DAILY,
    MessageKind.MONEY: When.AT_ONCE,
    MessageKind.VOICE: When.DAILY,
    MessageKind.SUBSCRIBED: When.DAILY,
}
DIGEST = "digest"  # the topic of the daily mail itself; no page shows it


def kind_of(topic: str) -> MessageKind:
    """Return what a message of a topic is to its reader."""
    if topic in LEGAL_TOPICS:
        return MessageKind.LEGAL
    if topic in TO_OFFICERS:
        return MessageKind.WORK
    return next((kind for prefix, kind in PREFIXES.items() if topic.startswith(prefix)), MessageKind.WORK)


def is_discreet(topic: str, told: Mapping[str, Any]) -> bool:
    """Whether a message may say outside the site only that there is one."""
    return topic.startswith(DISCREET) or told.get("thing_kind") in DISCREET_THINGS
