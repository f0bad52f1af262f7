"""What people write in more than one stage of a project."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import Form


class ReasonForm(Form):
    """Why something is interrupted, sent back or ended."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The other side reads it, and it stays on record."),
        widget=forms.Textarea(attrs={"rows": 4, "lang": "zh-Hans"}),
        max_length=1000,
    )


class SigningForm(Form):
    """The statement that is signed, word for word, and the tick that it was read."""

    statement = forms.CharField(label=_("What you sign"), widget=forms.HiddenInput)
    read = forms.BooleanField(
        label=_("I have read the whole text above"),
        error_messages={"required": _("Read the text above and tick the box.")},
    )
