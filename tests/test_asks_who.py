"""Every step that publishes, opens, awards, signs or pays asks once more who it is, in whatever machine it stands."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import NoReverseMatch, resolve, reverse

from core.transitions import MACHINES, is_for_clock, transitions_of
from projects.pages import SigningView

# What the steps that bind are called, whatever machine they belong to.
BINDING = {
    "publish",
    "open",
    "award",
    "confirm",
    "hand_over",
    "sign",
    "pay",
    "send",
    "forfeit",
    ("Payout", "approve"),
    ("Award", "revoke"),
}
# Paid by card on the provider's own page, which asks for the card's holder; the payer is no office.
ASKED_ELSEWHERE = {("Deposit", "pay"), ("Share", "pay")}


def binding() -> list[tuple[str, str]]:
    """Every step of every machine that binds, and that a person takes on a page of its own."""
    found = set()
    for model in MACHINES:
        for transition in transitions_of(model):
            step = (model.__name__, transition.name)
            if not is_for_clock(transition) and (transition.name in BINDING or step in BINDING) and page_of(*step):
                found.add(step)
    return sorted(found - ASKED_ELSEWHERE)


def page_of(model: str, step: str) -> Any:
    """The view that takes a step, or None where the step follows from another."""
    try:
        return resolve(reverse(f"{model.lower()}_{step}", args=[1])).func.view_class  # type: ignore[attr-defined]
    except NoReverseMatch:
        return None


@pytest.mark.parametrize(("model", "step"), binding())
def test_a_step_that_binds_asks_who_it_is(model: str, step: str) -> None:
    assert page_of(model, step).asks_who is True


def test_the_steps_that_bind_are_found() -> None:
    known = {
        ("Tender", "publish"),
        ("Tender", "open"),
        ("Award", "confirm"),
        ("Award", "publish"),
        ("Evaluation", "hand_over"),
        ("Contract", "sign"),
        ("Contract", "publish"),
        ("Payout", "approve"),
        ("Payout", "send"),
        ("Payout", "confirm"),
        ("Milestone", "pay"),
        ("PlanItem", "publish"),
        ("RatingRound", "publish"),
        ("Deposit", "forfeit"),
    }
    assert known <= set(binding())


def test_a_signature_asks_too() -> None:
    """Signing for the supplier moves no machine; its page asks all the same."""
    assert SigningView.asks_who is True
    assert all(view.asks_who for view in SigningView.__subclasses__())
