"""Where somebody is signed in: seen, and ended one by one or all but this one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView
from django.views.generic.base import View

from accounts.people.sessions import end_session, end_sessions, sessions_of
from core.proxies import address_of


class Sessions(LoginRequiredMixin, TemplateView):
    """Where the person is signed in; the button ends all the others."""

    template_name = "usersessions/usersession_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """This place first."""
        request: Any = self.request
        ip = address_of(request) or ""
        sessions = sessions_of(request.user, key=request.session.session_key, ip=ip)
        return super().get_context_data(sessions=sessions, **kwargs)

    def post(self, request: Any) -> HttpResponse:
        """End all the others."""
        ended = end_sessions(request.user, but=request.session.session_key)
        said = ngettext("%(ended)s other place is signed out now.", "%(ended)s other places are signed out now.", ended)
        messages.success(request, said % {"ended": ended})
        return redirect("usersessions_list")


class EndSession(LoginRequiredMixin, View):
    """One of the person's own places is signed out; another person's is not there."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """End it."""
        if not end_session(request.user, pk):
            raise Http404
        messages.success(request, _("That place has been signed out."))
        return redirect("usersessions_list")
