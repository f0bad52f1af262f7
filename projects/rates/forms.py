"""What is written about a loan prime rate."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DayField, Form


class PrimeRateForm(Form):
    """A rate, the day from which it holds, and where it was announced."""

    percent = forms.DecimalField(
        label=_("One-year loan prime rate, percent a year"),
        min_value=0.01,
        max_value=24,
        max_digits=5,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "govuk-input--width-5"}),
    )
    valid_from = DayField(label=_("Valid from"))
    source = forms.CharField(
        label=_("Where it was announced"),
        help_text=_("As “全国银行间同业拆借中心公告”, with its date."),
        max_length=200,
        widget=forms.TextInput(attrs={"lang": "zh-Hans"}),
    )
