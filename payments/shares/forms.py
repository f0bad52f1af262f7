"""What people write about prices and shares."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DayField, Form, MoneyField
from core.money import display


class PriceForm(Form):
    """What one unit of a service costs its user."""

    catalogue_code = forms.CharField(
        label=_("Catalogue entry"), help_text=_("The code in the guidance catalogue, as A0102."), max_length=20
    )
    name = forms.CharField(label=_("Service"), max_length=120)
    unit = forms.CharField(label=_("Unit"), help_text=_("As: hour, meal, visit."), max_length=20)
    price_fen = MoneyField(label=_("Price of a unit, in yuan"))


class ReductionForm(Form):
    """A rule by which somebody pays less."""

    name = forms.CharField(label=_("Who pays less"), max_length=120)
    basis = forms.CharField(label=_("Document that says so"), max_length=200)
    percent = forms.IntegerField(
        label=_("Percent off"), min_value=1, max_value=100, help_text=_("100 lets them pay nothing.")
    )


class ChargeForm(Form):
    """Which resident used what, how much, when, and by which rule they pay less."""

    resident_id = forms.ChoiceField(label=_("Resident"))
    price_id = forms.ChoiceField(label=_("Service"))
    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=1000)
    used_on = DayField(label=_("Used on"))
    reduction_id = forms.ChoiceField(label=_("Pays less by"), required=False)

    def __init__(self, *args: Any, residents: Any, prices: Any, reductions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        nobody = ("", _("Choose"))
        fields["resident_id"].choices = [nobody, *((one.pk, f"{one} · {one.community.name}") for one in residents)]
        fields["price_id"].choices = [
            nobody,
            *((one.pk, f"{one.name} · {display(one.price_fen)} / {one.unit}") for one in prices),
        ]
        fields["reduction_id"].choices = [
            ("", _("Nothing: the full price")),
            *((one.pk, str(one)) for one in reductions),
        ]

    def clean(self) -> dict[str, Any]:
        """Numbers, and None where no rule is chosen."""
        given = super().clean() or self.cleaned_data
        for name in ("resident_id", "price_id", "reduction_id"):
            if name in given:
                given[name] = int(given[name]) if given[name] else None
        return given


class CancelForm(Form):
    """Why a share is asked no longer."""

    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3, "lang": "zh-Hans"}), max_length=500
    )


class RefundForm(Form):
    """How much goes back, and why."""

    amount_fen = MoneyField(label=_("Amount, in yuan"))
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The resident reads it."),
        widget=forms.Textarea(attrs={"rows": 3, "lang": "zh-Hans"}),
        max_length=500,
    )
