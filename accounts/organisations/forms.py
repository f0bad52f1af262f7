"""What people write about organisations: their registration, and what a registrar decides."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.areas.models import Area
from accounts.organisations.kinds import SUPPLIER_KINDS, Funding, OrganisationKind, PaperKind
from accounts.organisations.models import lawful_credit_code
from accounts.organisations.states import OrganisationState
from core.files import HINT, PaperField
from core.forms import DayField, Form
from core.law.credit_codes import in_capitals
from core.punctuation import bracketed_text

SUPPLIERS = [(kind, kind.label) for kind in OrganisationKind if kind in SUPPLIER_KINDS]


class FactsForm(Form):
    """The facts of an organisation, as its certificate states them."""

    name = forms.CharField(label=_("Name, as on the certificate"), max_length=200)
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    credit_code = forms.CharField(
        label=_("Unified social credit code"),
        help_text=_("18 characters, from the certificate. A slip is found when you send the form."),
        max_length=40,  # the sentence about the 18 characters is the law's own
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    kind = forms.ChoiceField(label=_("What it is"), choices=SUPPLIERS, widget=forms.RadioSelect)
    funding = forms.ChoiceField(
        label=_("State funding"),
        help_text=_("Only for public institutions and mass organisations; it decides whether they may supply."),
        choices=Funding.choices,
        required=False,
    )
    area_id = forms.TypedChoiceField(label=_("Area in which it is registered"), coerce=int)
    registered_on = DayField(label=_("Registered on"))
    legal_representative = forms.CharField(label=_("Legal representative"), max_length=100)
    small_micro = forms.BooleanField(
        label=_("It is a small or micro enterprise"),
        help_text=_("Only enterprises; a social organisation leaves it empty."),
        required=False,
    )
    medium = forms.BooleanField(
        label=_("It is a medium-sized enterprise"),
        help_text=_("No advantage in the evaluation; the law's time to be paid and its overdue interest hold for it."),
        required=False,
    )

    def __init__(self, *args: Any, areas: Iterable[Area], fixed_kind: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["area_id"].choices = [
            ("", _("Choose")),
            *((area.pk, f"{area.name}{bracketed_text(area.get_level_display())}") for area in areas),
        ]
        if fixed_kind and fixed_kind not in SUPPLIER_KINDS:  # an office does not become a supplier by a correction
            fields["kind"].choices = [(fixed_kind, OrganisationKind(fixed_kind).label)]
            fields["legal_representative"].required = False

    def clean(self) -> Any:
        """Refuse at its field the size that only an enterprise has, before everything is shown once more."""
        said = super().clean() or {}
        if said.get("kind") != OrganisationKind.ENTERPRISE:
            for size in ("small_micro", "medium"):
                if said.get(size):
                    self.add_error(
                        size, _("Only an enterprise has a size: take the tick away, or choose “Enterprise”.")
                    )
        elif said.get("small_micro") and said.get("medium"):
            self.add_error("medium", _("None is both small and medium-sized: take one tick away."))
        return said

    def clean_credit_code(self) -> str:
        """The code in capitals; refused with the sentence that names the slip."""
        code = in_capitals(self.cleaned_data["credit_code"].strip())
        lawful_credit_code(code)
        return code


class ReasonForm(Form):
    """Why an organisation is suspended."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The organisation reads it, and it stays on record."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
    )


class AskForm(ReasonForm):
    """What is missing in a registration."""

    reason = forms.CharField(
        label=_("What is missing or wrong"),
        help_text=_("The applicant reads it, corrects or adds it, and hands the registration in again."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
    )


class PaperForm(Form):
    """One paper of a registration."""

    kind = forms.ChoiceField(label=_("Kind of paper"), choices=PaperKind.choices, widget=forms.RadioSelect)
    paper = PaperField(label=_("File"), help_text=HINT)


class ReinstatementForm(Form):
    """What has been mended."""

    reason = forms.CharField(
        label=_("What has been mended"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000, required=False
    )


class BarForm(ReasonForm):
    """Until when an organisation is barred, and why."""

    until = DayField(label=_("Last day of the bar"), help_text=_("The bar ends by itself; three years at most."))
    field_order = ["until", "reason"]


class OrganisationFilter(Form):
    """Which organisations a list shows."""

    words = forms.CharField(label=_("Name or credit code"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("What it is"), required=False, choices=[("", _("All")), *OrganisationKind.choices])
    state = forms.ChoiceField(
        label=_("Where they stand"), required=False, choices=[("", _("All")), *OrganisationState.choices]
    )
