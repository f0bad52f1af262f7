"""What the demo's bar does: it moves the clock forward, and signs in as another account of the story."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from core.clock import ClockGoesForwardError, advance, next_deadline
from core.time import ClockMayNotMove, core_now
from demo.bar import OPERATOR, accounts

BACKEND = "accounts.notifications.readers.Readers"


def _back(request: HttpRequest) -> HttpResponseRedirect:
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = reverse("desk")
    return HttpResponseRedirect(target)


@require_POST
def move_clock(request: HttpRequest) -> Any:
    """Move the demo's clock by a day, or to the next instant at which time changes something."""
    _only_in_the_demo()
    target = core_now() + timedelta(days=1) if request.POST.get("by") == "day" else next_deadline()
    if target is None:
        messages.warning(request, _("No clock is running."))
        return _back(request)
    try:
        advance(target)
    except (ClockGoesForwardError, ClockMayNotMove) as refused:
        messages.warning(request, str(refused))
    return _back(request)


@require_POST
def change_person(request: HttpRequest) -> Any:
    """Sign in as one of the demo's printed accounts; nobody else's."""
    _only_in_the_demo()
    address = request.POST.get("person", "")
    if address not in {known for known, *_rest in accounts()} | {OPERATOR[0]}:
        raise Http404
    person = get_object_or_404(User, email=address)
    login(request, person, backend=BACKEND)
    record_authentication(request, person, method="demo")
    return _back(request)


def _only_in_the_demo() -> None:
    if not settings.DEMO_BAR:
        raise Http404
