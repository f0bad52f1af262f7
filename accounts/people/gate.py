"""The gate behind the door: who decides over public money or sealed bids has a second factor before anything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.roles import EXPERT, Role, roles_of

NEED_A_SECOND = frozenset(
    {
        Role.BUYER_OFFICER,
        Role.APPROVER,
        Role.CUSTODIAN,
        Role.SUPERVISOR,
        Role.FINANCE,
        Role.REGISTRAR,
        Role.AGENT,
        EXPERT,
    }
)
# The way to set it up, the way out, and what needs no person; Wagtail's admin is not among them.
FREE = ("/accounts/", "/i18n/", "/elder/", "/health/", "/ready/", "/static/", "/demo/")


def needs_a_second(user: Any) -> bool:
    """Whether the person may do nothing without a second factor: by role, or because they keep the site."""
    return user.is_staff or user.is_superuser or not NEED_A_SECOND.isdisjoint(roles_of(user))


class SecondFactorGate:
    """Sends whoever needs a second factor and has none to where one is set up."""

    def __init__(self, get_response: Callable[[Any], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        if settings.SECOND_FACTOR_REQUIRED and not request.path_info.startswith(FREE) and self.is_missing(request.user):
            messages.warning(request, _("Your role needs a second proof of who you are. Set one up first."))
            return redirect("mfa_index")
        return self.get_response(request)

    @staticmethod
    def is_missing(user: Any) -> bool:
        """Whether a second factor is needed and not there; the door has read it with the person."""
        return user.is_authenticated and not user.has_a_second and needs_a_second(user)
