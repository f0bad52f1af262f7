"""What people write about a delivery."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Resident
from core.files import HINT, PapersField
from core.forms import Form
from projects.milestones.guards import names_of_outputs

NO_EVIDENCE = _("Add at least one file that shows what was delivered.")
NOTE = "说明"  # the key under which a delivery without figures is told


class DeliveryForm(Form):
    """A figure for every planned output, and the evidence."""

    evidence = PapersField(label=_("Evidence"), help_text=HINT, error_messages={"required": NO_EVIDENCE})
    keep = forms.BooleanField(label=_("Keep the evidence that was sent before"), required=False)

    def __init__(self, *args: Any, milestone: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.milestone = milestone
        self.names = names_of_outputs(milestone.outputs)
        files = {name: self.fields.pop(name) for name in ("evidence", "keep")}
        for place, name in enumerate(self.names):
            self.fields[f"output_{place}"] = self._output(place, name)
        self.fields["note"] = forms.CharField(
            label=_("In your own words"),
            help_text=_("What was done, for whom, and what was not."),
            required=not self.names,
            initial=milestone.delivered.get(NOTE, ""),
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 4, "class": "govuk-textarea", "lang": "zh-Hans"}),
        )
        if not milestone.evidence:
            files.pop("keep")
        files["evidence"].required = not milestone.evidence
        self.fields.update(files)

    def _output(self, place: int, name: str) -> forms.CharField:
        planned = self.milestone.outputs[place]
        target = f"{planned.get('target') or ''}{planned.get('unit') or ''}" if isinstance(planned, dict) else ""
        return forms.CharField(
            label=name,
            help_text=_("Planned: %(target)s") % {"target": target} if target else "",
            initial=self.milestone.delivered.get(name, ""),
            max_length=200,
            widget=forms.TextInput(attrs={"class": "govuk-input govuk-input--width-20", "lang": "zh-Hans"}),
        )

    def clean(self) -> dict[str, Any]:
        """There is evidence, new or kept."""
        given = super().clean() or {}
        if "evidence" not in self.errors and not given.get("evidence") and not given.get("keep"):
            self.add_error("evidence", NO_EVIDENCE)
        return given

    def delivered(self) -> dict[str, str]:
        """The figures by the names of the planned outputs, and the words."""
        said = {name: self.cleaned_data[f"output_{place}"] for place, name in enumerate(self.names)}
        return said | ({NOTE: self.cleaned_data["note"]} if self.cleaned_data["note"] else {})


class OpinionForm(Form):
    """What a service user says about one delivery."""

    agrees = forms.TypedChoiceField(
        label=_("Did the service take place as it is reported?"),
        choices=[("yes", _("Yes")), ("no", _("No, or not all of it"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    opinion = forms.CharField(
        label=_("In your words"),
        help_text=_("What you saw or received. Everybody can read it; your name is not shown."),
        widget=forms.Textarea(attrs={"rows": 4, "lang": "zh-Hans"}),
        max_length=1000,
    )
    resident = forms.ModelChoiceField(
        label=_("Whose opinion you write down"),
        help_text=_("Only residents who need help; everybody else says it themselves."),
        queryset=Resident.objects.none(),
        required=False,
    )

    def __init__(self, *args: Any, assisted: Any, speaks_for_oneself: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if assisted is None:
            del self.fields["resident"]
            return
        resident: Any = self.fields["resident"]
        resident.queryset = assisted
        resident.label_from_instance = lambda one: f"{one.name} · {one.community}"
        resident.required = not speaks_for_oneself
        resident.empty_label = _("My own opinion") if speaks_for_oneself else _("Choose a resident")


class CertificateForm(Form):
    """The acceptance in writing."""

    certificate = forms.CharField(
        label=_("Acceptance certificate"),
        help_text=_("What was checked, how, and with which result. Everybody can read it."),
        widget=forms.Textarea(attrs={"rows": 6, "lang": "zh-Hans"}),
        max_length=4000,
    )
