"""What people write about deposits."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core.files import HINT, PaperField
from core.forms import Form


class ForfeitForm(Form):
    """Why a deposit is to be kept."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The supplier reads it, and it stays on record."),
        widget=forms.Textarea(attrs={"rows": 4, "lang": "zh-Hans"}),
        max_length=1000,
    )


class InterestForm(Form):
    """The voucher with which interest was paid."""

    voucher = forms.CharField(label=_("Voucher number"), max_length=40)
    file = PaperField(label=_("The voucher as a file"), help_text=HINT)
