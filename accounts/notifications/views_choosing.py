"""Pages of what I want to be told: choices, subscriptions, and the link in a mail that ends it by one click."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin, UserPassesTestMixin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView
from django.views.generic.base import View

from accounts.notifications.addresses import DAILY, read_token
from accounts.notifications.choosing import choose_messages, stop_mails, subscribe, unsubscribe
from accounts.notifications.forms import ChoiceForm, SubscribeForm
from accounts.notifications.kinds import MANDATORY, MessageKind
from accounts.notifications.models import Delivery, Subscription
from accounts.notifications.models_delivery import choice_of
from accounts.notifications.sending import try_again
from accounts.roles import resident_of
from core.audit.outbox import dead_letters
from core.paging import page_of
from core.transitions import Refused


def choices_of(user: Any, data: Any = None) -> ChoiceForm:
    """The form of a person's choices; text messages are offered to whoever has a number."""
    return ChoiceForm(data, choice=choice_of(user), has_phone=bool(user.phone))


class Choices(LoginRequiredMixin, TemplateView):
    """What reaches me and how; and what I have subscribed to."""

    template_name = "accounts/notifications/choices.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Both forms, as they stand or as they were sent."""
        user = self.request.user
        resident = resident_of(user)
        kwargs.setdefault("form", choices_of(user))
        kwargs.setdefault("adding", SubscribeForm(initial={"area": resident.community_id if resident else None}))
        return super().get_context_data(
            mandatory=[kind.label for kind in MANDATORY],
            has_phone=bool(getattr(user, "phone", "")),
            has_mail=bool(getattr(user, "email", "")),
            subscriptions=list(Subscription.objects.of(user)),
            **kwargs,
        )

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Keep the choices."""
        form = choices_of(request.user, request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=HTTPStatus.UNPROCESSABLE_ENTITY)
        choose_messages(**form.chosen(), by=request.user)
        messages.success(request, _("Your choices are kept."))
        return redirect("message_choices")


class Subscribe(Choices):
    """One subscription more; its form stands on the page of the choices."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the page that carries the form."""
        return redirect("message_choices")

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Add it, or say what is wrong."""
        adding = SubscribeForm(request.POST)
        if not adding.is_valid():
            return self.render_to_response(self.get_context_data(adding=adding), status=HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            subscribe(**adding.cleaned_data, by=request.user)
        except Refused as refused:
            context = self.get_context_data(adding=adding, reasons=list(refused.reasons))
            return self.render_to_response(context, status=HTTPStatus.CONFLICT)
        messages.success(request, _("You will hear what is new there."))
        return redirect("message_choices")


class EndSubscription(LoginRequiredMixin, View):
    """One subscription less."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Remove one's own."""
        unsubscribe(pk, by=request.user)
        messages.success(request, _("The subscription has ended."))
        return redirect("message_choices")


@method_decorator(csrf_exempt, name="dispatch")  # RFC 8058: the mail program posts, from no page of ours
class StopMails(View):
    """The link in a mail. Looking changes nothing, for mail programs and scanners look; the button or POST ends it."""

    http_method_names = ["get", "post"]

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Ask once."""
        _person, kind = self.read(token)
        return render(request, "accounts/notifications/stop.html", {"kind": kind})

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """End it, and say so."""
        person_id, kind = self.read(token)
        stop_mails(person_id, kind)
        return render(request, "accounts/notifications/stop.html", {"kind": kind, "done": True})

    def read(self, token: str) -> tuple[int, Any]:
        """Whose mails of which kind; a link that is not ours is not there."""
        found = read_token(token)
        if found is None:
            raise Http404
        person_id, kind = found
        return person_id, kind if kind == DAILY else MessageKind(kind)


class Undelivered(LoginRequiredMixin, UserPassesTestMixin, TemplateView):
    """What was given up, for those who keep the site: which way failed and why, and nothing of what it said."""

    template_name = "accounts/notifications/undelivered.html"

    def test_func(self) -> bool:
        """Whether the person keeps the site."""
        return bool(self.request.user.is_staff)

    def handle_no_permission(self) -> Any:
        """Not there for anybody else."""
        if self.request.user.is_authenticated:
            raise Http404
        return super().handle_no_permission()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The newest first; and the words that did not even become messages."""
        page = page_of(Delivery.objects.undelivered(), order=("-due_at", "-pk"), asked=self.request.GET)
        return super().get_context_data(page=page, dead=dead_letters(), **kwargs)

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Send one again."""
        try_again(pk)
        messages.success(request, _("It goes out again."))
        return redirect("undelivered")
