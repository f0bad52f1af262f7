"""Where somebody is signed in: the list in plain words, and ending it, one by one or all at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils.translation import gettext as _

# The first that fits: many browsers also name those whose pages they want.
BROWSERS = (
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("wxwork", "企业微信"),
    ("QQBrowser", "QQ 浏览器"),
    ("UCBrowser", "UC 浏览器"),
    ("HuaweiBrowser", "华为浏览器"),
    ("MiuiBrowser", "小米浏览器"),
    ("Edg", "Edge"),
    ("Firefox|FxiOS", "Firefox"),
    ("OPR|Opera", "Opera"),
    ("Chrome|CriOS", "Chrome"),
    ("Safari", "Safari"),
)
DEVICES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS|OpenHarmony", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh|Mac OS", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class SignedIn:
    """One place where a person is signed in."""

    pk: int
    since: datetime
    last_use: datetime
    ip: str
    browser: str
    is_here: bool
    is_near: bool  # from the same address as now


def _first(table: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for pattern, name in table if re.search(pattern, agent)), "")


def plain_browser(agent: str) -> str:
    """Return what a browser calls itself as a person would say it."""
    browser, device = _first(BROWSERS, agent), _first(DEVICES, agent)
    if browser and device:
        return _("%(browser)s on %(device)s") % {"browser": browser, "device": device}
    return browser or device or _("a browser that does not say what it is")


def sessions_of(user: Any, *, key: str, ip: str) -> list[SignedIn]:
    """Return where a person is signed in: here first, then where they were last."""
    rows = UserSession.objects.purge_and_list(user)
    found = [
        SignedIn(
            one.pk,
            one.created_at,
            one.last_seen_at,
            one.ip,
            plain_browser(one.user_agent),
            one.session_key == key,
            one.ip == ip,
        )
        for one in rows
    ]
    return sorted(found, key=lambda one: (not one.is_here, -one.last_use.timestamp()))


def end_session(user: Any, number: int) -> bool:
    """End one session of a person; False where there is none with this number."""
    row = UserSession.objects.filter(user=user, pk=number).first()
    if row is not None:
        row.end()
    return row is not None


def clear_sessions() -> int:
    """Forget sessions that have run out, and the addresses and browsers noted for any that is gone; return how many."""
    SessionStore.clear_expired()
    _all, gone = UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return gone.get(UserSession._meta.label, 0)


def end_sessions(user: Any, *, but: str = "") -> int:
    """End every session of a person, but for the one with a key; return how many."""
    rows = list(UserSession.objects.filter(user=user).exclude(session_key=but))
    for row in rows:
        row.end()
    return len(rows)
