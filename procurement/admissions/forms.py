"""What people write when a department hands a task down, and when it is answered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Area, Organisation
from core.forms import Form, MoneyField
from core.punctuation import bracketed_text
from procurement.admissions.states import AdmissionState, TaskFamily


class ApplicationForm(Form):
    """A task that a department wants to hand down, and the money that comes with it."""

    department_id = forms.TypedChoiceField(label=_("Which department hands the task down"), coerce=int)
    area_id = forms.TypedChoiceField(label=_("To which area"), coerce=int)
    title = forms.CharField(label=_("The task, in one line"), max_length=120)
    task_family = forms.ChoiceField(label=_("Task family"), choices=[("", _("Choose")), *TaskFamily.choices])
    reason = forms.CharField(
        label=_("Why the task is handed down"),
        help_text=_("What the community is to do, and on what ground."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )
    money_fen = MoneyField(
        label=_("Money for a year (yuan)"),
        help_text=_("Money follows the task: without an amount and its source the task is not admitted."),
        required=False,
        max_length=30,
    )
    money_source = forms.CharField(label=_("Where the money comes from"), max_length=120, required=False)

    def __init__(self, *args: Any, departments: Iterable[Organisation], areas: Iterable[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        department: Any = self.fields["department_id"]
        department.choices = [(one.pk, one.name) for one in departments]
        area: Any = self.fields["area_id"]
        named = [(one.pk, one.name + bracketed_text(one.get_level_display())) for one in areas]
        area.choices = [("", _("Choose")), *named]


class ClosingForm(Form):
    """Why a task is sent back, or its admission taken back."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The department reads it, and it stays on record."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
    )


class AdmissionFilter(Form):
    """Which tasks a list shows."""

    state = forms.ChoiceField(
        label=_("Where they stand"), required=False, choices=[("", _("All")), *AdmissionState.choices]
    )
