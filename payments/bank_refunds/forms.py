"""What people write about refunds by bank transfer."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import Form

SHORT = {"class": "govuk-input--width-20"}


class BankAccountForm(Form):
    """Where the money goes."""

    holder = forms.CharField(
        label=_("Account holder"), max_length=120, widget=forms.TextInput(attrs={"lang": "zh-Hans"})
    )
    bank = forms.CharField(
        label=_("Bank and branch"), max_length=120, widget=forms.TextInput(attrs={"lang": "zh-Hans"})
    )
    account_number = forms.RegexField(
        r"^[0-9 -]{8,40}$",
        label=_("Account number"),
        help_text=_("Digits; spaces and hyphens do no harm."),
        widget=forms.TextInput(attrs={**SHORT, "inputmode": "numeric"}),
        error_messages={"invalid": _("An account number has 8 to 40 digits.")},
    )


class OrderNumberForm(Form):
    """The number of the treasury's payment order."""

    order_number = forms.CharField(
        label=_("Number of the payment order"), max_length=40, widget=forms.TextInput(attrs=SHORT)
    )


class VoucherNumberForm(Form):
    """The number of the treasury's voucher."""

    voucher = forms.CharField(
        label=_("Number of the treasury's voucher"), max_length=40, widget=forms.TextInput(attrs=SHORT)
    )


class FailureForm(Form):
    """Why the bank sent it back."""

    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3, "lang": "zh-Hans"}), max_length=500
    )
