"""Pages that act: one button, one service. What may be done is decided by the machine; a view only shows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView
from django.views.generic.base import ContextMixin, TemplateResponseMixin, View

from core import once
from core.confirmation import confirm
from core.forms import Form
from core.identity import WhoForm, must_ask
from core.rights import Denial
from core.transitions import Machine, Manner, Refused, label_of, manner_of, promise_of, refusal, steps_for

STATUS_OF = {
    Denial.STRANGER: HTTPStatus.NOT_FOUND,
    Denial.WRONG_ROLE: HTTPStatus.FORBIDDEN,
    Denial.SAME_PERSON: HTTPStatus.FORBIDDEN,
    None: HTTPStatus.CONFLICT,
}


class NoAnswers(Form):
    """The form of a step that asks nothing but "yes"."""


def step_url(thing: Any, step: str) -> str:
    """Return where a step of a thing is taken, or "" where no page takes it."""
    try:
        return reverse(f"{thing._meta.model_name}_{step}", args=[thing.pk])
    except NoReverseMatch:
        return ""


def thing_url(thing: Any) -> str:
    """Return the page of a thing: the address that carries its model's name."""
    return reverse(thing._meta.model_name, args=[thing.pk])


def denial_of(reasons: Sequence[Any]) -> Denial | None:
    """Return whom the refusal turns away; None where a guard refuses, whoever asks."""
    return next((reason.denial for reason in reasons if getattr(reason, "denial", None)), None)


def status_of(reasons: Sequence[Any]) -> HTTPStatus:
    """Return the status of a refusal. Raises Http404 for a stranger: to him nothing is there."""
    denial = denial_of(reasons)
    if denial is Denial.STRANGER:
        raise Http404
    return STATUS_OF[denial]


class ThingView(LoginRequiredMixin, DetailView):
    """A thing's page at the desk: where it stands, its facts, and every step as this person meets it.

    `model.objects.visible_to(user)` decides who finds it; `facts(thing)` gives its lines.
    """

    template_name = "core/thing.html"
    context_object_name = "thing"

    def get_queryset(self) -> Any:
        """Only what the person may see: everything else is not there."""
        return self.model.objects.visible_to(self.request.user)

    def facts(self) -> list[tuple[Any, Any]]:
        """The lines of the page: what it is called, and its value."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Steps with their addresses, and the facts."""
        steps = []
        if isinstance(self.object, Machine):
            steps = [(step, step_url(self.object, step.name)) for step in steps_for(self.request.user, self.object)]
        ocid = getattr(self.object, "ocid", "")
        purchase_url = reverse("purchase", args=[ocid]) if ocid else ""
        return super().get_context_data(steps=steps, facts=self.facts(), purchase_url=purchase_url, **kwargs)


class ActView(LoginRequiredMixin, ContextMixin, TemplateResponseMixin, View):
    """One act: a form, checked once more where the act is final, handed to one service.

    A refusal shows its sentences and articles above the form; nothing that was written is lost. GET changes nothing.
    """

    template_name = "core/act.html"
    service: ClassVar[Callable[..., Any]]
    form_class: type[Form] = NoAnswers
    title: Any = ""
    promise: Any = ""
    button: Any = ""
    done: Any = ""  # what the person reads afterwards
    look_at: ClassVar[Sequence[Any]] = ()  # what a second person looks at before deciding
    asks_twice = False  # whether what was written is shown once more before it counts
    is_final = False  # whether the person gets a confirmation with its number; what is asked twice always brings one
    asks_who = False  # whether the act binds, so that the person proves once more who it is
    manner = Manner.ONWARD  # how it leads on; what ends a thing warns

    def act(self, form: Form) -> Any:
        """Call the service with what was written; returns the thing to go to."""
        return type(self).service(**self.given(), **form.cleaned_data, by=self.request.user)

    def given(self) -> dict[str, Any]:
        """What the address says about the act."""
        return {}

    def things(self) -> Any:
        """The rows among which the address finds what the act is about; None where the act makes a new one."""
        return None

    def about(self) -> Any:
        """What the act is about, read once a request; not found where this person finds nothing there."""
        if not hasattr(self, "_about"):
            rows = self.things()
            self._about = None if rows is None else get_object_or_404(rows, pk=self.kwargs["pk"])
        return self._about

    def form(self, data: Any = None, files: Any = None) -> Form:
        """The form, filled or empty."""
        return self.form_class(data, files, initial=self.initial())

    def initial(self) -> dict[str, Any]:
        """What stands in the form before anything is written."""
        return {}

    def reasons(self) -> list[Any]:
        """Why the act is refused already now; asked before anybody writes."""
        return []

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, or why the act is refused already now, with the status that sending it would meet."""
        reasons = self.reasons()
        return self.show(self.form(), reasons=reasons, status=status_of(reasons) if reasons else HTTPStatus.OK)

    def turned_away(self, form: Form) -> HttpResponse | None:
        """What whoever may not act is told, before how to fill the form or who they are; None to the others."""
        reasons = self.reasons()
        return self.show(form, reasons=reasons, status=status_of(reasons)) if denial_of(reasons) is not None else None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Check the form; act, ask once more, or say why not."""
        form = self.form(request.POST, request.FILES)
        turned_away = self.turned_away(form)
        if turned_away is not None:
            return turned_away
        if not form.is_valid():
            return self.show(form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        if request.POST.get("change"):
            return self.show(form)
        is_last = not self.asks_twice or bool(request.POST.get("sure"))
        if not is_last:
            return self.show(form, check=True)
        if self.asks_who and must_ask(request):
            who = WhoForm(request.POST, request=request)
            if not who.is_valid():
                return self.show(form, check=self.asks_twice, who=who, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            with once.counted(request.POST.get(once.FIELD, "")):
                outcome = self.act(form)
        except Refused as refused:
            if refused.denial is Denial.STRANGER:
                raise Http404 from refused
            return self.show(form, reasons=list(refused.reasons), status=STATUS_OF[refused.denial])
        onward = self.onward(outcome)
        done = str(self.done or _("Done."))
        if self.asks_twice or self.is_final:
            found = [outcome] if isinstance(outcome, Machine) else [outcome, self.about()]
            confirm(request, found, done)
        else:
            messages.success(request, done)
        return redirect(onward)

    def onward(self, outcome: Any) -> str:
        """Where the person goes afterwards: the page of what came of it."""
        return thing_url(outcome)

    def show(
        self,
        form: Form,
        *,
        check: bool = False,
        who: WhoForm | None = None,
        reasons: list[Any] | None = None,
        status: int = HTTPStatus.OK,
    ) -> HttpResponse:
        """Render the page with the form, the check of the answers, or the refusal."""
        if who is None and self.asks_who and must_ask(self.request) and check == self.asks_twice:
            who = WhoForm(request=self.request)
        context = self.get_context_data(
            form=form,
            thing=self.about(),
            title=self.title,
            manner=self.manner,
            promise=self.promise,
            button=self.button or self.title,
            look_at=self.look_at,
            check=check,
            who=who or "",
            is_closed=not form.is_bound and status in (HTTPStatus.FORBIDDEN, HTTPStatus.CONFLICT),
            answers=form.answers() if check else [],
            once=once.new_key(),
            reasons=self.reasons() if reasons is None else reasons,
        )
        return self.render_to_response(context, status=status)


class StepView(ActView):
    """One transition of a machine: its label is the title, its docstring the promise, its guards the refusal."""

    model: type[Machine]
    step: str
    is_final = True

    def things(self) -> Any:
        """Those that this person may see."""
        return self.model.objects.visible_to(self.request.user)  # type: ignore[attr-defined]

    def act(self, form: Form) -> Any:
        """Call the service with the thing's number."""
        return type(self).service(self.kwargs["pk"], **self.given(), **form.cleaned_data, by=self.request.user)

    def reasons(self) -> list[Any]:
        """The machine's own answer: another's step, not possible from here, refused by a guard, or nothing."""
        refused = refusal(getattr(self.about(), self.step), by=self.request.user)
        return list(refused.reasons) if refused else []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Title and promise come from the machine, where the view says nothing else."""
        method = getattr(self.about(), self.step)
        kwargs["title"] = self.title or label_of(method)
        kwargs["button"] = self.button or kwargs["title"]
        kwargs["promise"] = self.promise or promise_of(method)
        kwargs["manner"] = manner_of(type(self.about()), next(iter(method._django_fsm.transitions.values())))
        return super().get_context_data(**kwargs)
