"""Words from the outbox that become notifications: a legal period that is about to end."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from accounts.notifications.services import notify
from accounts.notifications.texts import Facts, say
from core.audit.outbox import handles
from core.law.refusals import LawError
from core.law.rulebook import rule
from core.punctuation import bracketed_text, labelled
from core.templatetags.linli import day
from core.thread import name_of
from core.words import pair, plain_words


@handles("clock.ending")
def tell_of_ending_clock(payload: dict[str, Any]) -> None:
    """Tell the people concerned that a legal period is about to end, and on what."""
    facts = {name: payload[name] for name in ("rule", "thing_kind", "thing_id", "ends_on")}
    key = "{rule}:{thing_kind}:{thing_id}:{ends_on}".format(**facts)
    notify(payload["people"], "clock.ending", key=key, **facts, **_named(payload))


def _named(payload: dict[str, Any]) -> dict[str, Any]:
    """Return what the thing is called in both languages, and its purchase: looked up once, not by every reader."""
    thing: Any = apps.get_model(payload["thing_kind"])._base_manager.filter(pk=payload["thing_id"]).first()
    ocid = payload.get("ocid") or getattr(thing, "ocid", "")
    if ocid:
        return {"ocid": ocid, "called": name_of(ocid)}
    chinese, english = pair(thing, "name")
    return {"called": {"zh": chinese, "en": english}}


def _worded(told: Facts) -> Facts:
    """The day, the thing and the law in the reader's language; what the books do not know any more is left out."""
    words = {"day": told.get("ends_on"), "thing": told.get("thing_kind"), "law": ""}
    with suppress(ValueError, TypeError):
        words["day"] = day(told.get("ends_on"))
    with suppress(LookupError, ValueError, AttributeError):
        words["thing"] = apps.get_model(told["thing_kind"])._meta.verbose_name
    if called := plain_words(told.get("called") or {}):
        words["thing"] = f"{words['thing']}{bracketed_text(called)}"
    with suppress(LawError, LookupError):
        known = rule(told["rule"])
        words["law"] = labelled(known.article, known.text)
    return words


say("clock.ending", _("Act by %(day)s at the latest: %(thing)s. %(law)s"), worded=_worded)
