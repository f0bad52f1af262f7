"""The first page of everybody who has signed in: what waits on me."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.views.generic import TemplateView

from accounts.awaited import awaited_by
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
        return super().get_context_data(
            desk=desk_of(user, roles),
            awaited=awaited_by(roles),
            places=places_of(user, roles),
            roles=roles,
            now=core_now(),
            **kwargs,
        )
