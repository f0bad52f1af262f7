"""Pages of the register of experts: who stands there, what binds them, and whether they may be drawn."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.areas.models import Area
from accounts.organisations.models import Organisation
from accounts.people import services
from accounts.people.experts import Expert, TieKind
from accounts.people.phones import LONGEST_ADDRESS
from accounts.service_kinds import ServiceKind
from core.acts import Act, ActingThing, denied, link, may, said
from core.forms import DayField, Form
from core.lists import Line, ListView
from core.templatetags.linli import day
from core.transitions import Manner, refuse
from core.views import ActView

RIGHT = "accounts.keep_expert"
REGISTER = _("Enter an expert")
REGISTRATION = _("Draws in the area may name them from then on. They come in by a code sent to their address.")


class ExpertFacts(Form):
    """What the register says of an expert."""

    title = forms.CharField(label=_("Professional title"), max_length=100, required=False)
    specialities = forms.MultipleChoiceField(
        label=_("Specialities"), choices=ServiceKind.choices, widget=forms.CheckboxSelectMultiple
    )
    area_id = forms.TypedChoiceField(label=_("Area in which the expert is drawn, and below it"), coerce=int)

    def __init__(self, *args: Any, areas: Iterable[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area: Any = self.fields["area_id"]
        area.choices = [("", _("Choose")), *((one.pk, one.name) for one in areas)]


class NewExpert(ExpertFacts):
    """With who it is."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=LONGEST_ADDRESS,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    name = forms.CharField(label=_("Name of the person"), max_length=100)
    field_order = ["email", "name", "title", "specialities", "area_id"]


class TieForm(Form):
    """What binds an expert to an organisation."""

    credit_code = forms.CharField(label=_("Credit code of the organisation"), max_length=40)
    kind = forms.ChoiceField(label=_("Tie"), choices=TieKind.choices, widget=forms.RadioSelect)
    since = DayField(label=_("First day"))
    until = DayField(label=_("Last day"), help_text=_("Leave it empty where none is set."), required=False)


class EmploymentForm(Form):
    """Where an expert works or has worked."""

    credit_code = forms.CharField(label=_("Credit code of the organisation"), max_length=40)
    position = forms.CharField(label=_("Position"), max_length=100, required=False)
    since = DayField(label=_("First day"))
    until = DayField(label=_("Last day"), help_text=_("Leave it empty where none is set."), required=False)


class Experts(ListView):
    """The experts whom the person may know; to an expert, oneself."""

    title = _("Experts")
    promise = _("Who may be drawn into a committee, for which services and where.")
    empty = _("No expert here.")
    searched = ("user__name", "title")
    order = ("pk",)

    def rows(self, asked: dict[str, Any]) -> Any:
        """The experts that the person may see."""
        return Expert.objects.visible_to(self.request.user).select_related("user", "area")

    def line(self, row: Expert) -> Line:
        """What they know, where, and whether they may be drawn."""
        return Line(row, reverse("expert", args=[row.pk]), row.user.name, (known(row), row.area.name, drawn(row)))

    def acts(self) -> list[Act]:
        """A registrar enters experts."""
        keeps = may(self.request.user, "accounts.keep_a_register", None)
        return [Act(REGISTER, REGISTRATION, reverse("register_expert"))] if keeps else []


def known(expert: Expert) -> str:
    """The specialities, in words."""
    return " · ".join(str(ServiceKind(one).label) for one in expert.specialities)


def drawn(expert: Expert) -> Any:
    """Whether the expert may be drawn."""
    return _("May be drawn") if expert.is_active else _("Not drawn at present")


class ExpertView(ActingThing):
    """One expert, and what binds them."""

    model = Expert

    def get_queryset(self) -> Any:
        """With the account and the ties."""
        rows = super().get_queryset().select_related("user", "area")
        return rows.prefetch_related("employments__organisation", "ties__organisation")

    def heading(self) -> Any:
        """The name."""
        return said(self.object.user.name)

    def facts(self) -> list[tuple[Any, Any]]:
        """What the register says."""
        expert = self.object
        lines: list[tuple[Any, Any]] = [
            (_("Whether drawn"), drawn(expert)),
            (_("Professional title"), said(expert.title or "–")),
            (_("Specialities"), known(expert)),
            (_("Area"), link(expert.area, expert.area.name)),
            (_("E-mail address"), expert.user.email or "–"),
        ]
        lines += [(_("Works or worked at"), self._bound(one, one.position)) for one in expert.employments.all()]
        lines += [(_("Bound to"), self._bound(one, one.get_kind_display())) for one in expert.ties.all()]
        return lines

    def _bound(self, one: Any, how: Any) -> Any:
        days = f"{day(one.since)} – {day(one.until) if one.until else ''}".rstrip()
        return link(one.organisation, " · ".join(filter(None, [one.organisation.name, str(how), days])))

    def acts(self) -> list[Act]:
        """What the keeper of the register may do."""
        expert = self.object
        if not may(self.request.user, RIGHT, expert):
            return []
        turn, name = (RestExpert, "expert_rest") if expert.is_active else (ReadmitExpert, "expert_readmit")
        views: list[tuple[type[ExpertAct], str]] = [
            (CorrectExpert, "expert_correct"),
            (NoteEmployment, "expert_note_employment"),
            (NoteTie, "expert_note_tie"),
            (turn, name),
        ]
        return [
            Act(view.title, view.promise, reverse(name, args=[expert.pk]), manner=view.manner) for view, name in views
        ]


class RegisterExpert(ActView):
    """A registrar enters somebody, with an account or without."""

    service = services.enter_expert
    title = REGISTER
    promise = REGISTRATION
    done = _("The expert is entered. Note now where they work and what binds them.")

    def form(self, data: Any = None, files: Any = None) -> NewExpert:
        """With the areas to choose from."""
        return NewExpert(data, files, areas=Area.objects.in_order(), initial=self.initial())

    def reasons(self) -> list[Any]:
        """Only a registrar."""
        return denied(self.request.user, "accounts.keep_a_register", None)


class ExpertAct(ActView):
    """An act of the registrar on an expert."""

    def things(self) -> Any:
        """Those that the person may see."""
        return Expert.objects.visible_to(self.request.user).select_related("user", "area")

    def reasons(self) -> list[Any]:
        """Only the keeper of the register, and never about oneself."""
        return denied(self.request.user, RIGHT, self.about())

    def onward(self, outcome: Any) -> str:
        """Back to the expert."""
        return reverse("expert", args=[self.about().pk])

    def bound(self, form: Any) -> dict[str, Any]:
        """What was written, the organisation looked up by its code."""
        written = dict(form.cleaned_data)
        found = Organisation.objects.with_credit_code(written.pop("credit_code"))
        if found is None:
            raise refuse(_("No organisation of the register has this credit code: compare it with the register."))
        return {**written, "organisation_id": found.pk}


class CorrectExpert(ExpertAct):
    """Title, specialities and area."""

    title = _("Correct what the register says")
    promise = _("Draws from then on go by it; committees that were drawn stay as they are.")
    done = _("The corrections are kept.")

    def form(self, data: Any = None, files: Any = None) -> ExpertFacts:
        """As they stand."""
        return ExpertFacts(data, files, areas=Area.objects.in_order(), initial=self.initial())

    def initial(self) -> dict[str, Any]:
        """What stands in the register."""
        return {name: getattr(self.about(), name) for name in ExpertFacts.base_fields}

    def act(self, form: Any) -> Expert:
        """Hand over what was written."""
        return services.correct_expert(self.about().pk, by=self.request.user, **form.cleaned_data)


class NoteEmployment(ExpertAct):
    """Where the expert works or has worked."""

    form_class = EmploymentForm
    title = _("Note where they work")
    promise = _("No draw names them for a purchase in which this organisation takes part.")
    done = _("It is noted.")

    def act(self, form: Any) -> Any:
        """Hand over what was written."""
        return services.note_employment(self.about().pk, by=self.request.user, **self.bound(form))


class NoteTie(ExpertAct):
    """What else binds the expert."""

    form_class = TieForm
    title = _("Note a tie")
    promise = _("A seat on the board, control, kinship: no draw names them where this organisation takes part.")
    done = _("It is noted.")

    def act(self, form: Any) -> Any:
        """Hand over what was written."""
        return services.note_tie(self.about().pk, by=self.request.user, **self.bound(form))


class RestExpert(ExpertAct):
    """The expert is drawn no longer."""

    title = _("Draw no longer")
    promise = _("No draw names them until they are admitted again; committees that were drawn stay as they are.")
    done = _("They are drawn no longer.")
    manner = Manner.ASIDE

    def act(self, form: Any) -> Expert:
        """Hand it over."""
        return services.set_expert_active(self.about().pk, is_active=False, by=self.request.user)


class ReadmitExpert(ExpertAct):
    """The expert may be drawn again."""

    title = _("Let them be drawn again")
    promise = _("Draws from now on may name them.")
    done = _("They may be drawn again.")

    def act(self, form: Any) -> Expert:
        """Hand it over."""
        return services.set_expert_active(self.about().pk, is_active=True, by=self.request.user)
