"""What the buyer writes when an award falls away."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import Form


class RevokeForm(Form):
    """Why an award is revoked, and who comes next."""

    reason = forms.CharField(
        label=_("Reason"), help_text=_("Everybody reads it."), widget=forms.Textarea(attrs={"rows": 4}), max_length=1000
    )
    next_candidate = forms.TypedChoiceField(
        label=_("What follows"),
        choices=[
            ("yes", _("The next candidate is proposed; without one the lot fails")),
            ("no", _("The lot fails at once and is tendered anew")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )
