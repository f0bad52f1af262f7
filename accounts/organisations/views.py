"""Pages of organisations: the register, the application of a supplier, and what a registrar decides."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.areas.models import Area
from accounts.organisations import services
from accounts.organisations.forms import AskForm, BarForm, FactsForm, OrganisationFilter, ReasonForm, ReinstatementForm
from accounts.organisations.keeping_views import RegisterOffice, register_acts
from accounts.organisations.kinds import OrganisationKind
from accounts.organisations.models import Organisation
from accounts.organisations.papers import OrganisationPaper
from accounts.organisations.register_facts import register_lines, taking_part
from accounts.organisations.rules import opens_papers
from accounts.people.models import Membership
from accounts.roles import Role, keeps_register
from core.acts import Act, ActingThing, StepOnFacts, denied, link, may, said
from core.forms import Form
from core.lists import Line, ListView
from core.templatetags.linli import day, moment
from core.time import today
from core.transitions import Step
from core.views import ActView
from core.words import written_in

REGISTER = _("Register an organisation")
REGISTRATION = _(
    "You add the certificate next. A registrar compares both with the public register; then its people act for it."
)


def facts_of(organisation: Organisation) -> list[tuple[Any, Any]]:
    """What the certificate states."""
    lines: list[tuple[Any, Any]] = [
        (_("Credit code"), organisation.credit_code),
        (_("What it is"), organisation.get_kind_display()),
        (_("Area"), organisation.area.name),
        (_("Registered on"), day(organisation.registered_on)),
        (_("Legal representative"), said(organisation.legal_representative or "–")),
    ]
    if organisation.funding:
        lines.append((_("State funding"), organisation.get_funding_display()))
    if organisation.kind == OrganisationKind.ENTERPRISE:
        lines.append((_("Small or micro enterprise"), _("Yes") if organisation.small_micro else _("No")))
        lines.append((_("Medium-sized enterprise"), _("Yes") if organisation.medium else _("No")))
    if organisation.controller:
        lines.append((_("Controlled by"), link(organisation.controller)))
    return lines


def link_to(paper: OrganisationPaper) -> Any:
    """The way to a paper."""
    url = reverse("organisation_paper", args=[paper.pk])
    return format_html('<a href="{}" lang="{}">{}</a>', url, written_in(paper.name), paper.name)


class Organisations(ListView):
    """The register: every verified organisation, and the applications that the person may see."""

    title = _("Organisations")
    promise = _("The register of buyers, suppliers, supervisors and agencies.")
    empty = _("No such organisation in the register.")
    order = ("name", "pk")
    filter_class: type[Form] | None = OrganisationFilter

    def rows(self, asked: dict[str, Any]) -> Any:
        """The organisations that the person may see, as filtered."""
        rows = Organisation.objects.visible_to(self.request.user).select_related("area")
        return rows.called(asked.get("words", "")).of_kind(asked.get("kind", "")).in_state(asked.get("state", ""))

    def line(self, row: Organisation) -> Line:
        """What it is, where, and its code."""
        what = (row.get_kind_display(), row.area.name, row.credit_code)
        return Line(row, reverse("organisation", args=[row.pk]), row.name, what)


class Register(Organisations):
    """The register at the desk, where a registrar also registers offices."""

    def acts(self) -> list[Act]:
        """Offices and agencies are registered by a registrar."""
        keeps = may(self.request.user, "accounts.keep_a_register", None)
        return [Act(RegisterOffice.title, RegisterOffice.promise, reverse("register_office"))] if keeps else []


class MyOrganisations(Organisations):
    """The organisations for which the person acts, or which the person has registered."""

    title = _("My organisations")
    promise = _("Those for which you act, or which you have registered.")
    empty = _("You act for no organisation yet. Register the one that you work for, or ask it to appoint you.")
    filter_class = None

    def rows(self, asked: dict[str, Any]) -> Any:
        """One's own."""
        return Organisation.objects.of_person(self.request.user).select_related("area")

    def acts(self) -> list[Act]:
        """Everybody signed in may register one."""
        return [Act(REGISTER, REGISTRATION, reverse("register_organisation"))]


class OrganisationView(ActingThing):
    """One organisation: its facts, what the registers say, who acts for it."""

    model = Organisation
    template_name = "accounts/organisations/organisation.html"

    def get_queryset(self) -> Any:
        """With its area, who controls it, and what the registers say."""
        rows = super().get_queryset().select_related("area", "controller", "registered_by", "verified_by")
        return rows.prefetch_related("credit_entries", "annual_reports")

    def is_shown(self, step: Step) -> bool:
        """The registrar's steps stand before registrars only: everybody else reads the register."""
        return keeps_register(self.request.user, self.object.area) or not step.denial

    def day(self) -> date:
        """Today, asked once a request."""
        if not hasattr(self, "_day"):
            self._day = today()
        return self._day

    def facts(self) -> list[tuple[Any, Any]]:
        """The certificate, and who has checked it."""
        organisation = self.object
        lines = [*facts_of(organisation), (_("Taking part today"), taking_part(organisation, self.day()))]
        if organisation.verified_by:
            lines.append((_("Verified"), f"{organisation.verified_by} · {moment(organisation.verified_at)}"))
        if organisation.barred_until:
            lines.append((_("Barred until"), day(organisation.barred_until)))
        if organisation.answer and opens_papers(self.request.user, organisation):
            lines.append((_("What the registrar says"), said(organisation.answer)))
        return lines

    def acts(self) -> list[Act]:
        """The facts are corrected, and people are appointed, by whoever may."""
        user, organisation = self.request.user, self.object
        acts = []
        if may(user, "accounts.correct_organisation", organisation):
            promise = _("Compare them with the certificate first.")
            acts.append(Act(_("Correct the facts"), promise, reverse("organisation_correct", args=[organisation.pk])))
        if opens_papers(user, organisation):
            promise = _("The certificate, and whatever else the registrar has to see.")
            acts.append(Act(_("Papers"), promise, reverse("organisation_papers", args=[organisation.pk])))
        if may(user, "accounts.appoint_member", organisation):
            if any(one.person_id != user.pk for one in self.people()):  # nobody appoints themselves
                promise = _("Somebody who acts or has acted for it gets a role from a day on.")
                acts.append(Act(_("Appoint somebody"), promise, reverse("appoint_member", args=[organisation.pk])))
            promise = _("Whoever is new here gets a link that works once.")
            acts.append(Act(_("Invite a colleague"), promise, reverse("invite_member", args=[organisation.pk])))
        acts += register_acts(user, organisation)
        return acts

    def people(self) -> list[Membership]:
        """Who acts or has acted for it, where the person may know them, read once a request."""
        if not hasattr(self, "_people"):
            known = Membership.objects.visible_to(self.request.user)
            self._people = list(known.of_organisation(self.object.pk))
        return self._people

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the registers, and the people where the person may know them."""
        user, organisation = self.request.user, self.object
        return super().get_context_data(
            registers=register_lines(organisation, self.day()),
            people=self.people(),
            ends=may(user, "accounts.appoint_member", organisation),
            **kwargs,
        )


class RegisterOrganisation(ActView):
    """The person of a supplier registers it, and becomes its first representative."""

    service = services.register_organisation
    title = REGISTER
    promise = REGISTRATION
    done = _("The facts are kept. Now add the certificate; then the registrar looks at both.")
    asks_twice = True

    def form(self, data: Any = None, files: Any = None) -> FactsForm:
        """The facts, empty."""
        return FactsForm(data, files, areas=Area.objects.in_order(), initial=self.initial())

    def given(self) -> dict[str, Any]:
        """Who registers a supplier represents it."""
        return {"role": Role.SUPPLIER}

    def onward(self, outcome: Any) -> str:
        """The certificate comes next."""
        return reverse("organisation_add_paper", args=[outcome.pk])


class CorrectOrganisation(ActView):
    """The applicant before the verification, and a registrar after it, corrects the facts."""

    title = _("Correct the facts")
    button = _("Keep the corrections")
    done = _("The corrections are kept.")
    asks_twice = True

    def things(self) -> Any:
        """Organisations that the person may see."""
        return Organisation.objects.visible_to(self.request.user).select_related("area")

    def form(self, data: Any = None, files: Any = None) -> FactsForm:
        """The facts as they stand."""
        kind = self.about().kind
        return FactsForm(data, files, areas=Area.objects.in_order(), fixed_kind=kind, initial=self.initial())

    def initial(self) -> dict[str, Any]:
        """What stands in the register."""
        return {name: getattr(self.about(), name) for name in FactsForm.base_fields}

    def act(self, form: Any) -> Organisation:
        """Hand over what was written."""
        return services.correct_organisation(self.about().pk, by=self.request.user, **form.cleaned_data)

    def reasons(self) -> list[Any]:
        """Only the applicant or the registrar."""
        return denied(self.request.user, "accounts.correct_organisation", self.about())


class DecisionView(StepOnFacts):
    """A registrar's step, with the facts once more."""

    model = Organisation

    def facts(self) -> list[tuple[Any, Any]]:
        """What the certificate states."""
        organisation: Any = self.about()
        papers = OrganisationPaper.objects.visible_to(self.request.user).of_organisation(organisation.pk)
        return [*facts_of(organisation), *((one.get_kind_display(), link_to(one)) for one in papers)]


class AskForMore(DecisionView):
    """A registrar sends a registration back, saying what is missing."""

    step = "ask_for_more"
    service = services.ask_for_more
    form_class = AskForm
    done = _("Sent back. The applicant has been told what is missing.")


class HandInAgain(DecisionView):
    """The applicant hands a registration in again."""

    step = "hand_in_again"
    service = services.hand_in_again
    done = _("Handed in. The registrar looks at it once more.")


class RefuseOrganisation(DecisionView):
    """A registrar refuses a registration."""

    step = "refuse"
    service = services.refuse_organisation
    form_class = ReasonForm
    asks_twice = True
    done = _("Refused. The applicant has been told why.")


class VerifyOrganisation(DecisionView):
    """A registrar has compared the facts with the public register."""

    step = "verify"
    service = services.verify_organisation
    done = _("Verified. Its people have been told, and act for it now.")


class SuspendOrganisation(DecisionView):
    """A registrar keeps an organisation from new purchases."""

    step = "suspend"
    service = services.suspend_organisation
    form_class = ReasonForm
    asks_twice = True
    done = _("Suspended. Its people have been told why.")


class ReinstateOrganisation(DecisionView):
    """A registrar lets an organisation take part again."""

    step = "reinstate"
    service = services.reinstate_organisation
    form_class = ReinstatementForm
    done = _("Reinstated. Its people have been told.")


class BarOrganisation(DecisionView):
    """A registrar bars an organisation up to a day."""

    step = "bar"
    service = services.bar_organisation
    form_class = BarForm
    asks_twice = True
    done = _("Barred. Its people have been told until when, and why.")
