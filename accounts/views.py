"""The first page of everybody who has signed in: what waits on me."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.views.generic import TemplateView

from accounts.awaited import APPLIED, awaited_by
from accounts.people.models import Resident
from accounts.roles import roles_of
from core.desk import desk_of, places_of
from core.time import core_now


class DeskView(LoginRequiredMixin, TemplateView):
    """What waits on the person, clocks first, and the places of their roles."""

    template_name = "accounts/desk.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What waits, and the time by which lateness is told."""
        user = self.request.user
        roles = roles_of(user)
        has_applied = not roles and Resident.objects.application_of(user) is not None
        return super().get_context_data(
            desk=desk_of(user, roles),
            awaited=[APPLIED] if has_applied else awaited_by(roles),
            places=places_of(user, roles),
            roles=roles,
            now=core_now(),
            **kwargs,
        )
