"""The parts of the document as forms. A draft may be incomplete: the guards say what is missing, no field does."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import Form, MomentField, MoneyField
from core.law.policy_files import read_policy
from core.law.refusals import LawError
from payments.deposits.states import WaiverRule
from procurement.plans.states import Method
from procurement.tenders.forms.policy import FIGURES, POLICIES, figures_of, plain, policy_from
from procurement.tenders.models import Tender, TiePrice

NUMBER = {"class": "govuk-input--width-5", "inputmode": "numeric"}
DECIMAL = {"class": "govuk-input--width-5", "inputmode": "decimal"}


def percent(label: Any, *, most: int = 100, digits: int = 6, **facts: Any) -> forms.DecimalField:
    """Return a field for a percentage, or another small exact number, that may stay empty."""
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=0,
        max_value=most,
        max_digits=digits,
        decimal_places=3,
        widget=forms.TextInput(attrs=DECIMAL),
        **facts,
    )


def text(label: Any, *, rows: int, help_text: Any = "") -> forms.CharField:
    """Return a field for a longer text that may stay empty."""
    widget = forms.Textarea(attrs={"rows": rows, "lang": "zh-Hans"})
    return forms.CharField(label=label, required=False, max_length=20_000, widget=widget, help_text=help_text)


def months(label: Any, help_text: Any = "") -> forms.IntegerField:
    """Return a field for a number of months that may stay empty."""
    widget = forms.TextInput(attrs=NUMBER)
    return forms.IntegerField(
        label=label, required=False, min_value=1, max_value=120, widget=widget, help_text=help_text
    )


class DocumentForm(Form):
    """One part of the document: what stands in it, and what a save changes."""

    is_of_draft = True

    @classmethod
    def standing(cls, tender: Tender) -> dict[str, Any]:
        """What stands in the document now."""
        return {name: getattr(tender, name) for name in cls.base_fields}

    def changes(self, tender: Tender) -> dict[str, Any]:
        """What the service is given."""
        return dict(self.cleaned_data)


class PurposeForm(DocumentForm):
    """The five parts that every document owes its readers, and its title."""

    may_stay_empty = ("title_en",)

    title = forms.CharField(label=_("Title"), max_length=300, widget=forms.TextInput(attrs={"lang": "zh-Hans"}))
    title_en = forms.CharField(label=_("Title in English"), max_length=300, required=False)
    objective = text(_("Objective"), rows=4, help_text=_("What should be better afterwards, and for whom."))
    requirements = text(
        _("Requirements"), rows=6, help_text=_("What has to be done, how often and how well; one requirement a line.")
    )
    term_text = forms.CharField(
        label=_("Term"), max_length=300, required=False, help_text=_("As the readers read it, for example: 12 months.")
    )
    term_months = months(_("Months of one contract"))
    scope = text(_("Scope"), rows=4, help_text=_("Where, for how many people."))
    expected_effect = text(
        _("Expected effect"), rows=4, help_text=_("What is measured at the end, with its figure; one a line.")
    )


class MoneyForm(DocumentForm):
    """The budget and the highest price of the whole tender."""

    budget_fen = MoneyField(label=_("Budget in yuan"), required=False)
    ceiling_fen = MoneyField(
        label=_("Highest price in yuan"), required=False, help_text=_("Empty: the budget is the highest price.")
    )


class ConditionsForm(DocumentForm):
    """Conditions and papers, one a line."""

    qualification = text(
        _("Conditions that a supplier meets"),
        rows=6,
        help_text=_("One condition a line. What is asked here earns no points in the scoring sheet."),
    )
    documents_asked = text(_("Papers that a supplier brings"), rows=6, help_text=_("One paper a line."))

    @classmethod
    def standing(cls, tender: Tender) -> dict[str, Any]:
        """The Chinese lines."""
        return {
            name: "\n".join(str(entry.get("zh") or "") for entry in getattr(tender, name)) for name in cls.base_fields
        }

    def changes(self, tender: Tender) -> dict[str, Any]:
        """Lines with the translation that they had; a line that was changed loses it."""
        return {name: translated(self.cleaned_data[name], getattr(tender, name)) for name in self.cleaned_data}


def translated(lines: str, before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return lines as the document keeps them; one that stood there before keeps its translation."""
    known = {str(entry.get("zh") or ""): entry for entry in before}
    kept = [line.strip() for line in lines.splitlines()]
    return [known.get(line, {"zh": line, "en": ""}) for line in kept if line]


class TermsForm(DocumentForm):
    """Method, dates, deposits and the pay by rating."""

    method = forms.ChoiceField(label=_("Method"), required=False, choices=[("", "–"), *Method.choices])
    deadline = MomentField(
        label=_("Deadline for bids"),
        required=False,
        help_text=_("Empty: 09:30 on the earliest lawful day, computed when the tender is published."),
    )
    longest_months = months(
        _("Months with every renewal"), _("Empty where there is no renewal. Above 12 it needs its grounds.")
    )
    long_term_grounds = text(_("Grounds for more than one year"), rows=3)
    deposit_percent = percent(_("Bid deposit, percent of the budget"))
    deposit_waiver = forms.ChoiceField(
        label=_("Who need not pay the bid deposit"), choices=WaiverRule.choices, required=False
    )
    performance_deposit_percent = percent(_("Performance deposit, percent of the contract"))
    performance_percent = percent(
        _("Pay by rating, percent"), help_text=_("Part of each milestone that waits for the residents' rating.")
    )
    policy = forms.ChoiceField(
        label=_("Payment rule"),
        required=False,
        choices=POLICIES,
        help_text=_("What it pays can be tried on the calculator of payments by a score."),
    )
    target = percent(
        _("Rating for the whole of that part"), help_text=_("By the interval: from this index on everything is paid.")
    )
    floor = percent(
        _("Rating for none of that part"), help_text=_("By the interval: below this index nothing of it is paid.")
    )
    full_from = percent(_("In full from this score on"), help_text=_("For the two rules by points."))
    deduct_below = percent(
        _("Deducted below this score"), help_text=_("For a share per point. Without a hole: the same score as above.")
    )
    rate_per_point = percent(
        _("Share of the fee per point"), help_text=_("For a share per point: 0.001 is 0.1 %."), most=1
    )
    terminate_below = percent(_("The contract may be ended below this score"), help_text=_("For a share per point."))
    amount_per_point = percent(_("Yuan per point"), help_text=_("For an amount per point."), most=10**9, digits=13)
    small_micro_deduction = percent(
        _("Price deduction for small enterprises, percent"), help_text=_("Empty where none is given.")
    )
    tie_price = forms.ChoiceField(label=_("Equal totals are settled by"), choices=TiePrice.choices, required=False)
    is_complex = forms.BooleanField(label=_("The purchase is technically complex"), required=False)

    @classmethod
    def standing(cls, tender: Tender) -> dict[str, Any]:
        """Shares as percent, the policy as its figures."""
        own = {name: getattr(tender, name) for name in cls.base_fields if name not in ("policy", *FIGURES)}
        share = tender.small_micro_deduction
        own["small_micro_deduction"] = plain(share * 100 if share is not None else None)
        for name in ("deposit_percent", "performance_deposit_percent", "performance_percent"):
            own[name] = plain(own[name])
        return {**own, **{name: tender.payout_policy.get(name, "") for name in ("policy", *FIGURES)}}

    def clean(self) -> dict[str, Any]:
        """Refuse a policy with a hole or a contradiction as soon as its figures are there."""
        given: dict[str, Any] = super().clean() or {}
        policy = policy_from(given)
        if len(policy) == 1 + len(figures_of(str(policy["policy"]))):
            try:
                read_policy(policy)
            except LawError as refused:
                self.add_error("policy", str(refused))
        return given

    def changes(self, tender: Tender) -> dict[str, Any]:
        """Percent as shares; empty percentages are none."""
        own = dict(self.cleaned_data)
        policy = policy_from(own)
        for name in ("policy", *FIGURES):
            del own[name]
        share = own["small_micro_deduction"]
        own["small_micro_deduction"] = share / 100 if share is not None else None
        for name in ("deposit_percent", "performance_deposit_percent", "performance_percent"):
            own[name] = own[name] or Decimal(0)
        own["deposit_waiver"] = own["deposit_waiver"] or WaiverRule.NONE
        own["tie_price"] = own["tie_price"] or TiePrice.RAW
        return {**own, "payout_policy": policy}
