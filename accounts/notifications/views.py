"""Pages of what a person has been told inside the site."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import TemplateView
from django.views.generic.base import View

from accounts.notifications.links import link_of
from accounts.notifications.models import Notification
from accounts.notifications.services import read_all_notifications, read_notification
from core.paging import page_of
from core.transitions import Refused


class Notifications(LoginRequiredMixin, TemplateView):
    """What the person has been told, newest first; reading marks nothing, the button does."""

    template_name = "accounts/notifications/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page of them, each with the way to what it is about."""
        rows = Notification.objects.visible_to(self.request.user).for_list()
        if self.request.GET.get("unread"):
            rows = rows.unread()
        page = page_of(rows, order=("-created_at", "-pk"), asked=self.request.GET)
        told = [(notification, link_of(notification)) for notification in page]
        return super().get_context_data(
            page=page, told=told, only_unread=bool(self.request.GET.get("unread")), **kwargs
        )


class OneNotification(LoginRequiredMixin, TemplateView):
    """One message by itself, where the link of a mail leads; a look marks nothing."""

    template_name = "accounts/notifications/one.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The message, and the way to what it is about."""
        mine = Notification.objects.visible_to(self.request.user).for_list()
        told = get_object_or_404(mine, pk=self.kwargs["pk"])
        return super().get_context_data(notification=told, url=link_of(told), **kwargs)


class ReadOne(LoginRequiredMixin, View):
    """The person has read one of them."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Note it, and go on to what it is about where the person asked for that."""
        try:
            notification = read_notification(pk, by=request.user)
        except (Refused, Notification.DoesNotExist) as unknown:
            raise Http404 from unknown
        onward = link_of(notification) if request.POST.get("open") else ""
        if onward and url_has_allowed_host_and_scheme(onward, allowed_hosts=None):
            return redirect(onward)
        return redirect("notifications")


class ReadAll(LoginRequiredMixin, View):
    """The person has read all of them."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Note it."""
        read_all_notifications(by=request.user)
        return redirect("notifications")
