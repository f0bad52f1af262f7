"""What people are told about their own entries."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.notifications.services import notify
from accounts.notifications.texts import Facts, say
from core.audit.outbox import handles
from core.templatetags.linli import day

say(
    "expert.entered",
    _(
        "You stand in the register of experts now: draws may name you. The first time you sign in, let a code be sent "
        "to this address; then choose a second proof."
    ),
)
say(
    "account.factor_taken",
    _(
        "Your second proof was taken away by the operator of the site, and you were signed out everywhere. Set up "
        "a new one. If you did not ask for it, tell your office at once."
    ),
)
say(
    "resident.verified",
    _("The grid worker has verified where you live: now you may bring needs and stand behind others."),
)
say(
    "resident.refused",
    _("The grid worker could not verify where you live. You may say it again. The reason: %(reason)s"),
)


def _last_day_in_words(payload: Facts) -> Facts:
    return {**payload, "last_day": day(date.fromisoformat(payload["last_day"]))}


say(
    "membership.ended",
    _(
        "You no longer act for %(organisation)s; your last day: %(last_day)s. Ask the organisation if that is a "
        "mistake."
    ),
    worded=_last_day_in_words,
)


@handles("membership.ended")
def tell_member(payload: dict[str, Any]) -> None:
    """The person learns that they no longer act for an organisation."""
    about = {"organisation": payload["organisation"], "last_day": payload["last_day"]}
    notify([payload["user_id"]], "membership.ended", **about)


@handles("expert.entered")
def tell_expert(payload: dict[str, Any]) -> None:
    """The person learns of the entry, and how to come in."""
    notify([payload["user_id"]], "expert.entered", url="/accounts/login/")


@handles("resident.verified")
def tell_verified(payload: dict[str, Any]) -> None:
    """The resident learns that needs and voices are open."""
    notify([payload["user_id"]], "resident.verified", url="/desk/")


@handles("resident.refused")
def tell_refused(payload: dict[str, Any]) -> None:
    """Whoever applied learns why it did not hold."""
    whom, key = [payload["user_id"]], str(payload["number"])
    notify(whom, "resident.refused", key=key, url="/desk/residents/apply/", reason=payload["reason"])
