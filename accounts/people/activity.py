"""When somebody was last here: noted every few minutes for each place where they are signed in, not with every page."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.usersessions.models import UserSession
from django.http import HttpResponse
from django.utils import timezone

from core.proxies import address_of

PAUSE = 300.0  # seconds
MOST = 10_000  # sessions that one process remembers
_noted: OrderedDict[str, float] = OrderedDict()  # of this process, by the session's key


class LastUse:
    """Notes that a session is in use."""

    def __init__(self, get_response: Callable[[Any], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        response = self.get_response(request)
        if request.session.session_key and request.user.is_authenticated and _is_due(request):
            seen: dict[str, Any] = {"last_seen_at": timezone.now()}
            if address := address_of(request):
                seen["ip"] = address
            UserSession.objects.filter(session_key=request.session.session_key).update(**seen)
        return response


def _is_due(request: Any) -> bool:
    """Whether this process has not noted it of late; the way in has noted itself."""
    key, now = request.session.session_key, time.time()
    known = _noted.get(key) or max(
        (one["at"] for one in get_authentication_records(request, request.user)), default=now
    )
    if now - known < PAUSE:
        return False
    _noted[key] = now
    _noted.move_to_end(key)
    while len(_noted) > MOST:
        _noted.popitem(last=False)
    return True
