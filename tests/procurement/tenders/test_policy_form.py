"""The payment rule of a draft: a policy with a hole is refused at the form, an incomplete one may wait."""

from __future__ import annotations

from typing import Any

import pytest

from procurement.tenders.forms.document import TermsForm
from procurement.tenders.forms.policy import policy_from
from procurement.tenders.models import Tender

RATE = {
    "policy": "point_rate",
    "full_from": "90",
    "deduct_below": "90",
    "rate_per_point": "0.001",
    "terminate_below": "60",
}


@pytest.mark.parametrize(
    ("given", "policy"),
    [
        ({}, {"policy": "interval"}),
        ({"target": "80", "floor": "40"}, {"policy": "interval", "target": "80", "floor": "40"}),
        ({"policy": "shenzhen_90", "target": "80"}, {"policy": "shenzhen_90"}),
        ({**RATE, "target": "80"}, RATE),
        (
            {"policy": "point_amount", "full_from": "90", "amount_per_point": "10000.00"},
            {"policy": "point_amount", "full_from": "90", "amount_per_point": "10000"},
        ),
    ],
)
def test_a_draft_keeps_the_chosen_policy_and_its_own_figures(given: dict[str, str], policy: dict[str, str]) -> None:
    form = TermsForm(given)
    assert form.is_valid(), form.errors
    assert form.changes(Tender())["payout_policy"] == policy
    assert policy_from(form.cleaned_data) == policy


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"deduct_below": "80"}, "has a hole"),
        ({"deduct_below": "95"}, "contradicts itself"),
        ({"policy": "interval", "target": "50", "floor": "60"}, "must satisfy"),
    ],
)
def test_a_hole_is_refused_at_drafting(changed: dict[str, Any], sentence: str) -> None:
    form = TermsForm({**RATE, **changed})
    assert not form.is_valid()
    assert sentence in str(form.errors["policy"])


def test_figures_that_are_missing_may_wait() -> None:
    assert TermsForm({**RATE, "rate_per_point": ""}).is_valid()
