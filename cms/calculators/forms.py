"""The eight calculators as forms: what each asks, and which answer it leads to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.calculators import answers
from cms.calculators.answers import Answer
from cms.calculators.base import CalculatorForm
from cms.calculators.payouts import PayoutForm, payout
from core.forms import DayField
from core.law.amounts import read_amount
from core.law.refusals import LawError
from core.law.rulebook import Rulebook, rulebook
from core.transitions import Text


class YuanField(forms.CharField):
    """An amount in yuan; cleans to an exact number, or None where it may be empty."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)
        self.widget.attrs.update({"inputmode": "decimal", "class": "govuk-input--width-10", "autocomplete": "off"})

    def clean(self, value: Any) -> Any:
        """Return the amount; the rulebook's own reader decides what is one."""
        text = super().clean(value)
        if not text:
            return None
        for mark in ",，¥￥ ":
            text = text.replace(mark, "")
        try:
            return read_amount(text, str(self.label))
        except LawError as wrong:
            raise forms.ValidationError(str(wrong)) from wrong


def _methods() -> list[tuple[str, str]]:
    return [(key, str(method)) for key, method in rulebook().methods.items()]


def _clocks() -> list[tuple[str, str]]:
    book = rulebook()
    return [(key, book.rule(key).text) for key in book.clocks if key in book.rules]


def _sheets() -> list[tuple[str, Any]]:
    return [
        ("open_tender", _("Open tender")),
        ("consultation", _("Competitive consultation")),
        ("lowest_price", _("Lowest price")),
    ]


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "spellcheck": "false"})


class DeadlineForm(CalculatorForm):
    """Method and day of issue."""

    method = forms.ChoiceField(label=_("Method"), choices=_methods)
    issued = DayField(label=_("The document is issued on"))


class ClockForm(CalculatorForm):
    """Which clock, and the day that starts it."""

    rule = forms.ChoiceField(label=_("Which period"), choices=_clocks)
    start = DayField(label=_("Day of the event that starts it"), help_text=_("This day is not counted."))


class ScoreForm(CalculatorForm):
    """The sheet and the bids, a line each."""

    method = forms.ChoiceField(label=_("Method"), choices=_sheets)
    price_weight = forms.DecimalField(
        label=_("Points of the price, of 100"), required=False, min_value=0, max_value=100, max_digits=8
    )
    criteria = forms.CharField(
        label=_("Criteria, a line each"),
        help_text=_("Name, comma, highest points. With the price they make 100: Plan, 60"),
        widget=_area(3),
        required=False,
        max_length=20_000,
    )
    bids = forms.CharField(
        label=_("Bids, a line each"),
        help_text=_(
            "Name, price, then for each criterion the members' points with gaps between: A, 88.00, 50 52 48, 27 28 29. "
            "Add “small” for a small or micro enterprise and “not qualified” where a bid is out."
        ),
        widget=_area(5),
        max_length=100_000,
    )
    ceiling = YuanField(label=_("Ceiling price in yuan"), required=False)
    deduction = forms.DecimalField(
        label=_("Deduction for small and micro enterprises"),
        help_text=_("As a share: 0.10 is 10 %."),
        required=False,
        max_digits=8,
    )


class LowPriceForm(CalculatorForm):
    """Ceiling and prices."""

    ceiling = YuanField(label=_("Ceiling price in yuan; without one, the budget"))
    bids = forms.CharField(
        label=_("Prices of the conforming bids"),
        help_text=_("With gaps or line breaks between, as 41 78 80 89."),
        widget=_area(3),
        max_length=20_000,
    )


class CommitteeForm(CalculatorForm):
    """Method, budget, and what makes the committee larger."""

    method = forms.ChoiceField(label=_("Method"), choices=_methods)
    budget = YuanField(label=_("Budget in yuan"))
    complex = forms.BooleanField(label=_("Technically complex, or of large social impact"), required=False)
    threshold = YuanField(
        label=_("The area's open-tender threshold in yuan"),
        help_text=_("For consultation and negotiation."),
        required=False,
    )


class CreditCodeForm(CalculatorForm):
    """A code of 18 characters."""

    code = forms.CharField(
        label=_("Unified social credit code"),
        help_text=_("18 characters, as it stands on the certificate."),
        max_length=60,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off", "spellcheck": "false"}),
    )


class RatingForm(CalculatorForm):
    """Who was served, and how they answered."""

    self_people = forms.IntegerField(label=_("People who rate by themselves"), min_value=0, max_value=10**9)
    self_answers = forms.CharField(
        label=_("Their answers, from very satisfied down to very dissatisfied"),
        help_text=_("Five whole numbers: 14 9 3 1 0"),
        max_length=100,
    )
    assist_people = forms.IntegerField(label=_("People who rate with help"), min_value=0, max_value=10**9)
    assist_answers = forms.CharField(
        label=_("Their answers, from very satisfied down to very dissatisfied, with help"),
        help_text=_("Five whole numbers: 14 9 3 1 0"),
        max_length=100,
    )
    target = forms.DecimalField(label=_("Target of the tender"), initial=75, min_value=0, max_value=100, max_digits=8)
    floor = forms.DecimalField(label=_("Floor of the tender"), initial=50, min_value=0, max_value=100, max_digits=8)


@dataclass(frozen=True)
class Calculator:
    """One calculator: its address, what it is called, what it answers."""

    key: str
    title: Text
    about: Text
    form_class: type[CalculatorForm]
    answer: Callable[[dict[str, Any], Rulebook], Answer]
    # A short question stands in the address and can be passed on; a long one is sent.
    method: str = "get"

    def work_out(self, given: dict[str, Any]) -> Answer:
        """Answer what was asked, by the rules of the day that was named; raises LawError with a sentence."""
        return self.answer(given, rulebook(given.get("on")))


CALCULATORS: dict[str, Calculator] = {
    made.key: made
    for made in (
        Calculator(
            "deadline",
            _("Earliest deadline"),
            _("On which day may a tender close at the earliest?"),
            DeadlineForm,
            answers.deadline,
        ),
        Calculator("clock", _("Legal periods"), _("When does a period of the law end?"), ClockForm, answers.clock),
        Calculator(
            "score", _("Scoring sheet"), _("Totals and ranks from prices and points."), ScoreForm, answers.score, "post"
        ),
        Calculator(
            "low-price",
            _("Abnormally low prices"),
            _("Which prices have to be explained?"),
            LowPriceForm,
            answers.low_price,
        ),
        Calculator(
            "committee",
            _("Evaluation committee"),
            _("How many members, and how many of them experts?"),
            CommitteeForm,
            answers.committee,
        ),
        Calculator("uscc", _("Credit code"), _("Is the code of an organisation right?"), CreditCodeForm, answers.uscc),
        Calculator(
            "rating",
            _("Residents' rating"),
            _("What a round of answers says, and what it pays."),
            RatingForm,
            answers.rating,
        ),
        Calculator(
            "payout",
            _("Payment by a score"),
            _("What the payment rule of a tender pays, line by line."),
            PayoutForm,
            payout,
        ),
    )
}
