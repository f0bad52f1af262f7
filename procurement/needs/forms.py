"""What people write when they bring or answer a need."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.service_kinds import ServiceKind
from core.forms import Form


class ProposalForm(Form):
    """A need in a resident's words."""

    service_kind = forms.ChoiceField(label=_("Which service"), choices=ServiceKind.choices, widget=forms.RadioSelect)
    title = forms.CharField(label=_("What is missing, in one line"), max_length=120)
    text = forms.CharField(
        label=_("Tell us more"),
        help_text=_("For whom, how often, where. No names or telephone numbers: everybody can read this."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=2000,
    )


class ReasonForm(Form):
    """Why something is declined or ended; everybody reads it."""

    reason = forms.CharField(
        label=_("Reason"), help_text=_("Everybody reads it."), widget=forms.Textarea(attrs={"rows": 4}), max_length=1000
    )
