"""What people write about transfers that came in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core.files import HINT, PaperField
from core.forms import DayField, Form, MoneyField

SHORT = {"class": "govuk-input--width-20"}


class BankReceiptForm(Form):
    """A transfer as the bank's voucher shows it."""

    reference = forms.RegexField(
        r"^\s*[A-Za-z]-[0-9A-Za-z]{12}\s*$",
        label=_("Reference that the payer quoted"),
        help_text=_("As D-7K2M9PQRST4V: a letter, a hyphen, twelve characters."),
        widget=forms.TextInput(attrs={**SHORT, "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"invalid": _("A reference is a letter, a hyphen and twelve characters. Read it once more.")},
    )
    amount_fen = MoneyField(label=_("Amount that arrived (yuan)"))
    arrived_on = DayField(label=_("Day on which the money arrived"))
    number = forms.CharField(
        label=_("Number of the bank's voucher"), max_length=40, widget=forms.TextInput(attrs=SHORT)
    )
    file = PaperField(label=_("The voucher as a file"), help_text=HINT)


class TopUpForm(Form):
    """How much the treasury has sent to the card provider, and its voucher."""

    amount_fen = MoneyField(label=_("Amount (yuan)"))
    number = forms.CharField(
        label=_("Number of the treasury's voucher"), max_length=40, widget=forms.TextInput(attrs=SHORT)
    )
    file = PaperField(label=_("The voucher as a file"), help_text=HINT)


class WrongForm(Form):
    """Why a record or an account does not count."""

    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3, "lang": "zh-Hans"}), max_length=500
    )
