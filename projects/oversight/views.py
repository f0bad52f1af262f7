"""The supervisor's page: clocks that run or have run out, and red flags with the figures they rest on."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from accounts.roles import supervised_paths
from core.law.calendar import load_calendar
from core.time import core_now
from projects.oversight.flags import flags_of
from projects.oversight.queries import MOST, opened_lots, running_clocks


class SuperviseView(LoginRequiredMixin, TemplateView):
    """What runs and what strikes in the areas that the person supervises."""

    template_name = "projects/oversight/supervise.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Only supervisors have areas to look over."""
        if request.user.is_authenticated and not supervised_paths(request.user):
            raise PermissionDenied(_("Supervisors look over their areas here. You are none."))
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Clocks first, then the flags of the lots that were opened last."""
        user, calendar, now = self.request.user, load_calendar(), core_now()
        clocks = running_clocks(user, calendar)
        lots = [(lot, flags_of(lot, calendar)) for lot in opened_lots(user)[:MOST]]
        return super().get_context_data(
            clocks=clocks,
            late=sum(clock.by_when <= now for clock in clocks),
            flagged=[(lot, flags) for lot, flags in lots if flags],
            looked_at=len(lots),
            now=now,
            **kwargs,
        )
