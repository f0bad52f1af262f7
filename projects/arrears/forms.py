"""What people write about interest and repayments."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core.files import HINT, PaperField
from core.forms import Form


def number(label: object) -> forms.CharField:
    """A number as a bank or a treasury gives it."""
    return forms.CharField(
        label=label,  # type: ignore[arg-type]
        max_length=40,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )


class InterestVoucherForm(Form):
    """The treasury's voucher of the interest: its number and its file."""

    voucher = number(_("Number of the treasury's voucher"))
    file = PaperField(label=_("The voucher as a file"), help_text=HINT)


class TransferForm(Form):
    """The supplier's transfer: its number and the bank's receipt."""

    transfer = number(_("Number of the transfer"))
    file = PaperField(label=_("The bank's receipt as a file"), help_text=HINT)


class ArrivalForm(Form):
    """The number under which the treasury has taken the money in."""

    voucher = number(_("Number of the treasury's voucher"))
