"""What people write about a payment."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core.files import HINT, PaperField
from core.forms import DayField, Form, MoneyField


class InvoiceForm(Form):
    """The record of an invoice and its file."""

    number = forms.CharField(
        label=_("Invoice number"),
        help_text=_("As it is printed on the invoice."),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    on = DayField(label=_("Date of the invoice"))
    amount_fen = MoneyField(label=_("Amount of the invoice (yuan)"))
    file = PaperField(label=_("The invoice as a file"), help_text=HINT)


class OrderForm(Form):
    """The number of the treasury's payment order."""

    order_number = forms.CharField(
        label=_("Number of the payment order"),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )


class VoucherForm(Form):
    """The treasury's voucher: its number and its file."""

    voucher = forms.CharField(
        label=_("Number of the treasury's voucher"),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    left_on = DayField(
        label=_("Day on which the money left"), help_text=_("As the voucher says; empty means today."), required=False
    )
    file = PaperField(label=_("The voucher as a file"), help_text=HINT)
