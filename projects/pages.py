"""What the pages of a project share: headings, steps whose answers a form brings, and acts beside the machine's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from core.acts import ActingThing
from core.identity import must_ask
from core.transitions import Step
from core.views import ActView, StepView

Guard = Callable[[Any], bool]


def without(reasons: Sequence[Any], guards: Sequence[Guard]) -> list[Any]:
    """Return the reasons without those that the form of the step will answer."""
    answered = {str(guard.sentence) for guard in guards}  # type: ignore[attr-defined]
    return [reason for reason in reasons if str(getattr(reason, "sentence", reason)) not in answered]


class ProjectThing(ActingThing):
    """A thing's page with a heading that people understand, and the acts beside its machine."""

    answered_by_form: ClassVar[Sequence[Guard]] = ()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A step is not refused for what its own form is about to ask."""
        context = super().get_context_data(**kwargs)
        context["steps"] = [(self._asked(step), url) for step, url in context["steps"]]
        return context

    def _asked(self, step: Step) -> Step:
        return step if step.denial else replace(step, reasons=without(step.reasons, self.answered_by_form))


class ProjectStep(StepView):
    """A step whose form answers some of its guards, on a page with the thing's heading."""

    answered_by_form: ClassVar[Sequence[Guard]] = ()

    def reasons(self) -> list[Any]:
        """The machine's answer, without what the form is about to ask."""
        return without(super().reasons(), self.answered_by_form)

    def heading(self) -> Any:
        """What the thing is called."""
        return str(self.about())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the thing's heading."""
        kwargs.setdefault("heading", self.heading())
        return super().get_context_data(**kwargs)


class SigningView(ActView):
    """An act that binds somebody: read, confirm, and prove once more with the password who signs."""

    template_name = "projects/sign.html"
    asks_twice = True
    asks_who = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Take the signature only from somebody who knows the password of the account."""
        user: Any = request.user
        if request.POST.get("sure") and user.has_usable_password() and not must_ask(request):
            form = self.form(request.POST)
            if form.is_valid() and not user.check_password(request.POST.get("password", "")):
                form.add_error(None, _("The password is not right. Write the password with which you sign in."))
                return self.show(form, check=True, status=422)
        return super().post(request, *args, **kwargs)

    def act(self, form: Any) -> Any:
        """Hand the statement over; the tick beside it has done its work."""
        return type(self).service(self.kwargs["pk"], statement=form.cleaned_data["statement"], by=self.request.user)
