"""The calculator of payout policies: first which policy, then its figures; the answer line by line."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cms.calculators.answers import Answer
from cms.calculators.base import CalculatorForm
from core.law.amounts import read_number
from core.law.json_shapes import Place
from core.law.policies import Payment, PolicyLine, Split
from core.law.policy_files import POLICIES, read_case
from core.law.refusals import LawError
from core.law.rulebook import Rulebook

NAMES = {
    "interval": _("By the interval of the residents' rating"),
    "shenzhen_90": _("Below 90 points: (90 − score) ÷ 90 of the contract"),
    "point_rate": _("A share of the fee for every point"),
    "point_amount": _("An amount for every point"),
    "instalments": _("Instalments in percent"),
}
GAP = re.compile(r"[\s,，、;；/]+")


class ExactField(forms.CharField):
    """A figure that is read exactly and handed on as text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=60, **kwargs)
        self.widget.attrs.update({"inputmode": "decimal", "class": "govuk-input--width-10", "autocomplete": "off"})

    def clean(self, value: Any) -> str:
        """Return the plain number that was written, without its thousands' marks."""
        text = re.sub(r"[,，¥￥%\s]", "", str(super().clean(value)))
        if text:
            try:
                read_number(text, str(self.label))
            except LawError as wrong:
                raise forms.ValidationError(str(wrong)) from wrong
        return text


class PayoutForm(CalculatorForm):
    """The policy; and once it is chosen, its figures."""

    policy = forms.ChoiceField(label=_("Payment rule"), choices=list(NAMES.items()), widget=forms.RadioSelect)
    contract = ExactField(label=_("Amount of the contract in yuan"))
    fee = ExactField(label=_("Fee in yuan"))
    performance_part = ExactField(label=_("Performance part in yuan"))
    score = ExactField(label=_("Score, 0 to 100"))
    tail_percent = ExactField(
        label=_("Last instalment, percent of the contract"),
        help_text=_("Empty where nothing is held back."),
        required=False,
    )
    full_from = ExactField(label=_("In full from this score on"))
    deduct_below = ExactField(label=_("Deducted below this score"))
    rate_per_point = ExactField(label=_("Share of the fee per point"), help_text=_("As a share: 0.001 is 0.1 %."))
    terminate_below = ExactField(label=_("The contract may be ended below this score"))
    amount_per_point = ExactField(label=_("Yuan per point"))
    lower = ExactField(label=_("Lower end of the interval"))
    upper = ExactField(label=_("Upper end of the interval"))
    target = ExactField(label=_("Target of the tender"))
    floor = ExactField(label=_("Floor of the tender"))
    percents = forms.CharField(
        label=_("Instalments in percent"), help_text=_("With gaps between: 30 50 20"), max_length=2000
    )

    @classmethod
    def is_asked(cls, given: Any) -> bool:
        """Whether figures are given; a policy alone only chooses what is asked."""
        return any(name in given for name in cls.base_fields if name not in ("policy", "on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = str((self.data if self.is_bound else self.initial).get("policy", ""))
        for name in set(self.fields) - {"policy"} - set(fields_of(chosen)):
            del self.fields[name]


def fields_of(policy: str) -> list[str]:
    """Return the fields that a policy asks for; none before it is chosen."""
    if policy not in POLICIES:
        return []
    _reader, own, case = POLICIES[policy]
    ends = {"interval": ("lower", "upper")}
    return [field for name in (*case, *own) for field in ends.get(name, (name,))] + ["on"]


def payout(given: dict[str, Any], book: Rulebook) -> Answer:
    """What the policy pays, line by line."""
    case = {name: value for name, value in given.items() if value and name not in ("on", "lower", "upper")}
    if "percents" in case:
        case["percents"] = [part for part in GAP.split(case["percents"].replace("%", " ")) if part]
    if "upper" in given:
        case["interval"] = [given["lower"], given["upper"]]
    outcome = read_case(Place(case, ""), book)
    return Answer(
        _said(outcome.result),
        outcome.because,
        head=[_now("Line"), _now("Amount (yuan)")],
        rows=[[line.text, _yuan(line)] for line in outcome.result.lines],
    )


def _said(found: Payment | Split) -> str:
    if isinstance(found, Split):
        return _now("%(number)s instalments") % {"number": len(found.amounts)}
    said = _now("To pay: ¥%(payable)s; deducted: ¥%(deducted)s") % {
        "payable": f"{found.payable:,}",
        "deducted": f"{found.deducted:,}",
    }
    if found.claw_back:
        said += _now("; to be paid back: ¥%(amount)s") % {"amount": f"{found.claw_back:,}"}
    if found.commendation:
        said += _now("; with commendation")
    if found.may_terminate:
        said += _now("; the contract may be ended")
    return said


def _yuan(line: PolicyLine) -> str:
    return f"{line.amount + 0:,.2f}"
