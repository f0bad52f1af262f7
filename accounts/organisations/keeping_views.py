"""Pages of what the registers say about an organisation: grades, annual reports, credit lists; and offices."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.areas.models import Area
from accounts.organisations import keeping, services
from accounts.organisations.forms import FactsForm
from accounts.organisations.kinds import CreditList, OrganisationKind, ReportConclusion
from accounts.organisations.models import Organisation
from core.acts import Act, denied, may
from core.forms import DayField, Form
from core.time import today
from core.transitions import Manner, check
from core.views import ActView, thing_url

RIGHT = keeping.RIGHT
GRADES = [(level, f"{level}A") for level in range(5, 0, -1)]


class GradeForm(Form):
    """A grade, as the assessment's notice states it."""

    level = forms.TypedChoiceField(label=_("Grade"), choices=GRADES, coerce=int, widget=forms.RadioSelect)
    granted_on = DayField(label=_("Granted on"))


class ReportForm(Form):
    """An annual report, as the registrar received it."""

    year = forms.IntegerField(label=_("Year reported on"), min_value=1950, max_value=2200)
    filed_on = DayField(label=_("Received on"))
    conclusion = forms.ChoiceField(label=_("Conclusion"), choices=ReportConclusion.choices, widget=forms.RadioSelect)


class ListingForm(Form):
    """An entry on a public list."""

    list_kind = forms.ChoiceField(label=_("List"), choices=CreditList.choices, widget=forms.RadioSelect)
    listed_on = DayField(label=_("Listed on"))


class RemovalForm(Form):
    """The end of an entry."""

    list_kind = forms.ChoiceField(label=_("List"), choices=CreditList.choices, widget=forms.RadioSelect)
    removed_on = DayField(label=_("First day on which it no longer stands"))


class KeptOrganisation(ActView):
    """An act of the registrar on what a register says about an organisation."""

    asks_twice = True

    def things(self) -> Any:
        """Organisations that the person may see."""
        return Organisation.objects.visible_to(self.request.user).select_related("area")

    def act(self, form: Any) -> Any:
        """Hand over what was written."""
        return type(self).service(self.about().pk, by=self.request.user, **form.cleaned_data)

    def reasons(self) -> list[Any]:
        """Only the registrar who does not belong to it."""
        return denied(self.request.user, RIGHT, self.about())

    def onward(self, outcome: Any) -> str:
        """Back to the organisation."""
        return thing_url(self.about())


class GrantGrade(KeptOrganisation):
    """A grade that an assessment gave."""

    service = keeping.grant_grade
    form_class = GradeForm
    title = _("Enter a grade")
    promise = _("The grade holds for the term of the rulebook; purchases that ask for it read it here.")
    done = _("The grade is entered.")


class FileAnnualReport(KeptOrganisation):
    """A report that the registrar has received."""

    service = keeping.file_annual_report
    form_class = ReportForm
    title = _("Enter an annual report")
    promise = _("From then on it no longer counts as missing.")
    done = _("The report is entered.")

    def initial(self) -> dict[str, Any]:
        """Last year's, received today."""
        day = today()
        return {"year": day.year - 1, "filed_on": day, "conclusion": ReportConclusion.QUALIFIED}


class EnterOnCreditList(KeptOrganisation):
    """A public list names the organisation."""

    service = keeping.enter_on_credit_list
    form_class = ListingForm
    title = _("Enter on a credit list")
    promise = _("An entry on a serious list keeps it from supplying while it stands.")
    done = _("The entry is made.")
    manner = Manner.ASIDE


class RemoveFromCreditList(KeptOrganisation):
    """The entry on a public list has ended."""

    service = keeping.remove_from_credit_list
    form_class = RemovalForm
    title = _("End an entry on a credit list")
    promise = _("From that day on it no longer counts; the entry stays on record.")
    done = _("The entry has ended.")

    def form(self, data: Any = None, files: Any = None) -> Form:
        """Only the lists on which it stands."""
        form = super().form(data, files)
        standing = {entry.list_kind for entry in self.about().entries_on(today())}
        field: Any = form.fields["list_kind"]
        field.choices = [(key, label) for key, label in CreditList.choices if key in standing]
        return form


def register_acts(user: Any, organisation: Organisation) -> list[Act]:
    """What a registrar may enter about the organisation."""
    if not may(user, RIGHT, organisation):
        return []
    is_social = organisation.kind == OrganisationKind.SOCIAL
    acts: list[tuple[type[KeptOrganisation], str, bool]] = [
        (GrantGrade, "organisation_grant_grade", is_social),
        (FileAnnualReport, "organisation_file_annual_report", is_social),
        (EnterOnCreditList, "organisation_enter_on_credit_list", True),
        (RemoveFromCreditList, "organisation_remove_from_credit_list", bool(organisation.entries_on(today()))),
    ]
    return [
        Act(view.title, view.promise, reverse(name, args=[organisation.pk]), manner=view.manner)
        for view, name, is_apt in acts
        if is_apt
    ]


class RegisterOffice(ActView):
    """A registrar registers an office, a bureau, an agency or anybody else who does not do it alone."""

    service = services.register_organisation
    title = _("Register an office or agency")
    promise = _("Another registrar verifies it; then its people are appointed.")
    done = _("Registered. A registrar who did not register it verifies it now.")
    asks_twice = True

    def form(self, data: Any = None, files: Any = None) -> FactsForm:
        """The facts, of every kind of organisation."""
        form = FactsForm(data, files, areas=Area.objects.in_order(), initial=self.initial())
        fields: Any = form.fields
        fields["kind"].choices = OrganisationKind.choices
        fields["legal_representative"].required = False
        return form

    def act(self, form: Any) -> Any:
        """The service takes suppliers' applications from everybody; an office comes from a registrar."""
        check("accounts.keep_a_register", by=self.request.user, thing=None)
        return super().act(form)

    def reasons(self) -> list[Any]:
        """Only a registrar."""
        return denied(self.request.user, "accounts.keep_a_register", None)
