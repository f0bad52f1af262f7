"""The lawful document: for every rule a tender that breaks it, and the sentence with the article that it meets."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from core.transitions import steps_for
from procurement.tenders import guards
from procurement.tenders.models import Tender
from procurement.tenders.services import submit_tender
from tests.factories.tenders import SHEET, TenderFactory
from tests.refusals import why

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def against(**facts: Any) -> list[str]:
    """Return why a tender with these facts is not submitted."""
    tender = TenderFactory.create(**facts)
    return why(submit_tender, tender.pk, by=tender.drafted_by)


def test_a_lawful_document_is_submitted() -> None:
    tender = TenderFactory.create()
    submitted = submit_tender(tender.pk, by=tender.drafted_by)
    assert (submitted.state, submitted.submitted_by) == ("REVIEW", tender.drafted_by)
    assert submitted.submitted_at is not None


@pytest.mark.parametrize("method", ["consultation", "negotiation", "single_source"])
def test_other_methods_are_refused_with_a_sentence(method: str) -> None:
    assert against(method=method) == [
        "Only open tenders are run here. Choose the open tender, or run another method outside this system."
    ]


def test_a_missing_method_is_refused() -> None:
    assert against(method="") == ["The method of the purchase is missing. Choose one."]


@pytest.mark.parametrize("part", ["objective", "requirements", "term_text", "scope", "expected_effect"])
def test_each_of_the_five_parts_is_needed(part: str) -> None:
    assert against(**{part: " "}) == [
        "The document needs its five parts: objective, requirements, term, scope and expected effect. "
        "Fill in what is missing."
    ]


def test_the_term_is_needed_in_months() -> None:
    assert len(against(term_months=None)) == 1


def test_a_missing_budget_is_refused() -> None:
    reasons = against(budget_fen=None)
    assert [reason.split(".")[0] for reason in reasons] == ["The budget is missing"]


def test_the_budget_stays_within_the_plan() -> None:
    assert [reason.split(".")[0] for reason in against(budget_fen=407_500_001)] == [
        "The budget is larger than the money of the plan item"
    ]


def test_no_ceiling_is_above_its_budget() -> None:
    assert [reason.split(".")[0] for reason in against(ceiling_fen=407_500_001)] == [
        "The ceiling price is above the budget"
    ]
    assert TenderFactory.create(ceiling_fen=407_500_000).highest_price_fen == 407_500_000


def test_no_lot_ceiling_is_above_the_lot() -> None:
    tender = TenderFactory.create()
    tender.lots.update(ceiling_fen=407_500_001)
    assert not guards.ceiling_lies_within_the_budget(Tender.objects.get(pk=tender.pk))


def test_lots_need_money_within_the_budget() -> None:
    tender = TenderFactory.create(lots=("A", "B"))
    assert guards.lots_fit_the_budget(tender)
    tender.lots.filter(code="A").update(budget_fen=tender.budget_fen)
    assert not guards.lots_fit_the_budget(tender)
    tender.lots.filter(code="A").update(budget_fen=None)
    assert not guards.lots_fit_the_budget(tender)
    assert len(against(lots=())) == 1


def test_sections_make_100() -> None:
    sections = (*SHEET[:2], ("技术部分", 55, (("服务计划", 55, "subjective"),)))
    assert against(sheet=sections) == [
        "The sections of the scoring sheet do not add up to 100. Correct their weights. "
        "(MOF Order 87 (tendering), art. 55)"
    ]
    assert against(sheet=())[0].startswith("The sections of the scoring sheet do not add up to 100.")


def test_items_make_their_section() -> None:
    sections = (*SHEET[:2], ("技术部分", 60, (("服务计划", 65, "subjective"),)))
    assert against(sheet=sections) == [
        "The items of a section do not add up to its weight. Correct the items or the section. "
        "(MOF Order 87 (tendering), art. 55)"
    ]


def test_the_price_weighs_at_least_ten() -> None:
    sections = (
        ("价格", 9, (("投标报价", 9, "price"),)),
        ("技术部分", 91, (("服务计划", 91, "subjective"),)),
    )
    assert against(sheet=sections) == [
        "The price weighs too little in the scoring sheet. Raise it. (MOF Order 87 (tendering), art. 55)"
    ]


def test_every_item_says_its_kind() -> None:
    sections = (*SHEET[:2], ("技术部分", 60, (("服务计划", 60, ""),)))
    assert [reason.split(".")[0] for reason in against(sheet=sections)] == [
        "An item of the scoring sheet does not say whether it is price, objective or subjective"
    ]


def test_qualification_conditions_are_not_scored() -> None:
    assert against(qualification=[{"zh": "同类经验（三年）"}]) == [
        "A qualification condition is scored as well. Take it out of the sheet or out of the conditions. "
        "(MOF Order 87 (tendering), art. 55)"
    ]


@pytest.mark.parametrize("instalments", [(), (("验收", 99, 0),), (("签约", 50, 0), ("验收", 51, 0))])
def test_instalments_make_100(instalments: tuple[tuple[str, int, int], ...]) -> None:
    assert [reason.split(".")[0] for reason in against(milestones=instalments)] == [
        "The payments of the milestones do not make 100 %"
    ]


def test_an_instalment_without_percent_stops_the_document() -> None:
    tender = TenderFactory.create()
    tender.milestones.filter(order=2).update(percent=None)
    assert len(why(submit_tender, tender.pk, by=tender.drafted_by)) == 1


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"deposit_percent": Decimal("2.01")}, "The bid deposit is above the lawful share of the budget"),
        ({"performance_deposit_percent": Decimal("10.1")}, "The performance deposit is above the lawful share"),
        ({"term_months": 13}, "The term is longer than one year"),
        ({"term_months": 37, "long_term_grounds": "内容固定"}, "With its renewals the term is longer than three years"),
        ({"longest_months": 37}, "With its renewals the term is longer than three years"),
        ({"small_micro_deduction": Decimal("0.09")}, "The price deduction for small enterprises is outside"),
        ({"small_micro_deduction": Decimal("0.21")}, "The price deduction for small enterprises is outside"),
        (
            {"low_price_rates": {"mean": "0.49", "second_lowest": "0.5", "ceiling": "0.45"}},
            "A rate of the low-price review",
        ),
        (
            {"low_price_rates": {"mean": "0.5", "second_lowest": "0.66", "ceiling": "0.45"}},
            "A rate of the low-price review",
        ),
        ({"low_price_rates": {"mean": "half"}}, "A rate of the low-price review"),
        ({"payout_policy": {"policy": "interval", "target": "50", "floor": "50"}}, "The pay-by-rating policy"),
        ({"payout_policy": {}}, "The pay-by-rating policy"),
    ],
)
def test_numbers_of_the_law_hold(facts: dict[str, Any], sentence: str) -> None:
    reasons = against(**facts)
    assert len(reasons) == 1
    assert reasons[0].startswith(sentence)


@pytest.mark.parametrize(
    "facts",
    [
        {"deposit_percent": Decimal(2), "performance_deposit_percent": Decimal(10)},
        {"term_months": 36, "longest_months": 36, "long_term_grounds": "内容固定、经费稳定"},
        {"small_micro_deduction": Decimal("0.2")},
        {"low_price_rates": {"mean": "0.65", "second_lowest": "0.5", "ceiling": "0.65"}},
    ],
)
def test_the_limits_themselves_are_lawful(facts: dict[str, Any]) -> None:
    tender = TenderFactory.create(**facts)
    assert submit_tender(tender.pk, by=tender.drafted_by).state == "REVIEW"


def test_every_reason_is_told_at_once() -> None:
    assert len(against(method="", scope="", budget_fen=None, term_months=40)) == 5


def test_the_button_tells_the_reasons_before_it_is_pressed() -> None:
    tender = TenderFactory.create(method="")
    (step,) = [step for step in steps_for(tender.drafted_by, tender) if step.name == "submit"]
    assert [str(reason) for reason in step.reasons] == ["The method of the purchase is missing. Choose one."]
