"""What people write about a contract."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DayField, Form, MoneyField


class OfferForm(Form):
    """The first day of the contract, and what it agrees about the time to pay and its price."""

    starts_on = DayField(
        label=_("First day of the contract"), help_text=_("Today or later; empty means today."), required=False
    )
    payment_days = forms.IntegerField(
        label=_("Days to pay from the acceptance"),
        help_text=_(
            "Empty where the law alone holds: 30 days from the invoice, with a small or medium supplier also 30 days "
            "from the acceptance. With such a supplier at most 60."
        ),
        min_value=1,
        max_value=365,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"}),
    )
    overdue_percent = forms.DecimalField(
        label=_("Overdue interest, percent a year"),
        help_text=_(
            "Empty where nothing is agreed: a small or medium supplier then gets the law's 0.05 percent a day. What is "
            "agreed with such a supplier is at least the one-year loan prime rate."
        ),
        min_value=0.01,
        max_value=24,
        max_digits=5,
        decimal_places=2,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "govuk-input--width-5"}),
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
