"""The parts of a document as the officer fills them, and what the guards still miss in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core.law.rulebook import rule
from core.transitions import Guard, Reason, Text
from procurement.tenders import guards

if TYPE_CHECKING:
    from procurement.tenders.models import Tender


@dataclass(frozen=True)
class Part:
    """One part of the document: its name in addresses, its title, what stands in it, and the guards that look at it."""

    name: str
    title: Text
    what: Text
    asks: Sequence[Guard]
    later: Sequence[Guard] = ()  # what only the publication asks; said already while the part is written


PARTS = (
    Part(
        "purpose",
        _("What is bought"),
        _("Title, objective, requirements, term, scope and expected effect."),
        [guards.five_parts_are_there],
    ),
    Part(
        "money",
        _("Budget and lots"),
        _("The budget, the highest price, and the parts that are bid for one by one."),
        [
            guards.budget_is_stated,
            guards.budget_lies_within_the_plan,
            guards.ceiling_lies_within_the_budget,
            guards.lots_fit_the_budget,
        ],
    ),
    Part(
        "conditions",
        _("Who may bid"),
        _("The conditions that a supplier meets, and the papers that it brings."),
        [guards.qualification_is_not_scored],
    ),
    Part(
        "sheet",
        _("Scoring sheet"),
        _("What earns points: all lines make 100. A line without a section belongs to the section above it."),
        [
            guards.sections_make_the_sheet,
            guards.items_make_their_section,
            guards.items_say_their_kind,
            guards.price_weighs_enough,
        ],
    ),
    Part(
        "milestones",
        _("Milestones and payment"),
        _("What is delivered by when, and which part of the price it earns."),
        [guards.milestones_make_the_price],
    ),
    Part(
        "terms",
        _("Terms and dates"),
        _("Method, deadline, deposits, and how the residents' rating changes the payment."),
        [
            guards.method_is_stated,
            guards.method_is_open_tender,
            guards.bid_deposit_is_lawful,
            guards.performance_deposit_is_lawful,
            guards.long_term_has_grounds,
            guards.term_is_within_three_years,
            guards.deduction_is_lawful,
            guards.low_price_rates_are_lawful,
            guards.payout_policy_is_clear,
        ],
        [guards.deadline_can_be_computed, guards.bidding_period_is_lawful, guards.deadline_is_no_holiday],
    ),
)
PART = {part.name: part for part in PARTS}


@dataclass(frozen=True)
class Filled:
    """A part of one document, with the reasons why it is not complete."""

    part: Part
    missing: list[Reason]


def missing_in(tender: Tender, part: Part) -> list[Reason]:
    """Return what the guards say against one part of a document."""
    return _against(tender, part.asks)


def law_against(tender: Tender, part: Part) -> list[Reason]:
    """Return what the law says against one part as it is written, the publication's questions included."""
    return _against(tender, [*part.asks, *part.later])


def _against(tender: Tender, asks: Sequence[Guard]) -> list[Reason]:
    return [
        Reason(ask.sentence, rule(ask.rule_key).article if ask.rule_key else "")  # type: ignore[attr-defined]
        for ask in asks
        if not ask(tender)
    ]


def parts_of(tender: Tender) -> list[Filled]:
    """Return every part of a document with what is missing in it; together they ask what `submit` asks."""
    return [Filled(part, missing_in(tender, part)) for part in PARTS]
