"""What people write about a contract."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DayField, Form, MoneyField


class OfferForm(Form):
    """The first day of the contract."""

    starts_on = DayField(
        label=_("First day of the contract"), help_text=_("Today or later; empty means today."), required=False
    )


class AmendmentForm(Form):
    """More of the same service, to be delivered by a day."""

    title = forms.CharField(label=_("Title"), max_length=200, widget=forms.TextInput(attrs={"lang": "zh-Hans"}))
    text = forms.CharField(
        label=_("What is added"),
        help_text=_("More of the same service only; another service needs a purchase of its own."),
        widget=forms.Textarea(attrs={"rows": 5, "lang": "zh-Hans"}),
        max_length=4000,
    )
    added_fen = MoneyField(label=_("Amount added (yuan)"))
    due_on = DayField(label=_("To be delivered by"))
