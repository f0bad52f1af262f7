"""The check of a sheet: five kinds of errors, each at its place in the file's own keys, all at once."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from procurement.tenders.facts import FactsRefused, TenderFacts, check_facts
from tests.procurement.tenders.sheets import MISSING, sheet, spoiled


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def errors(raw: dict[str, Any]) -> list[str]:
    return [finding.path for finding in check_facts(raw).errors]


def test_a_lawful_sheet_has_neither_errors_nor_warnings() -> None:
    assert check_facts(sheet()).as_json() == {"ok": True, "errors": [], "warnings": []}


def test_unknown_keys_are_ignored_at_every_depth() -> None:
    raw = spoiled("scoring.sections[0].colour", "red")
    raw["oddities"] = [{"anything": [1, True, None]}]
    assert check_facts(raw).as_json() == {"ok": True, "errors": [], "warnings": []}


def test_items_that_do_not_make_their_section_are_named_at_its_weight() -> None:
    report = check_facts(spoiled("scoring.sections[2].items[0].weight", Decimal("17.5")))
    assert [finding.as_json() for finding in report.errors] == [
        {
            "path": "scoring.sections[2].weight",
            "message": "The items of “综合实力” add up to 30, but the section is printed as 25.",
        }
    ]


def test_items_above_their_section_are_wrong_even_where_one_weight_is_missing() -> None:
    raw = spoiled("scoring.sections[2].items[0].weight", None)
    assert errors(raw) == []
    raw["scoring"]["sections"][2]["items"][1]["weight"] = 26
    assert errors(raw) == ["scoring.sections[2].weight"]


def test_sections_that_do_not_make_100() -> None:
    raw = spoiled("scoring.sections[2].weight", 20)
    raw["scoring"]["sections"][2]["items"][0]["weight"] = Decimal("7.5")
    report = check_facts(raw)
    assert [(finding.path, finding.message) for finding in report.errors] == [
        ("scoring.sections", "The sections add up to 95; they must make 100 (MOF Order 87 (tendering), art. 55).")
    ]


def test_a_sheet_without_sections_does_not_make_100() -> None:
    assert errors(spoiled("scoring.sections", [])) == ["scoring.sections"]


def test_fractions_add_up_exactly() -> None:
    raw = spoiled("payment[0].percent", Decimal("27.22"))
    raw["payment"][1]["percent"] = 40
    raw["payment"][2]["percent"] = Decimal("32.78")
    assert errors(raw) == []


def test_a_price_below_ten_points_is_named_at_its_weight() -> None:
    raw = spoiled("scoring.sections[0].weight", 9)
    raw["scoring"]["sections"][0]["items"][0]["weight"] = 9
    raw["scoring"]["sections"][1]["weight"] = 66
    raw["scoring"]["sections"][1]["items"][0]["weight"] = 41
    assert errors(raw) == ["scoring.sections[0].items[0].weight"]


def test_a_price_of_ten_points_is_enough() -> None:
    assert errors(sheet()) == []


def test_a_sheet_without_price_weighs_it_at_nothing() -> None:
    assert errors(spoiled("scoring.sections[0].items[0].kind", "objective")) == ["scoring.sections"]


def test_price_items_are_weighed_together() -> None:
    raw = sheet()
    price = raw["scoring"]["sections"][0]
    price["items"] = [{**price["items"][0], "weight": 6}, {**price["items"][0], "weight": 4}]
    assert errors(raw) == []


@pytest.mark.parametrize("percents", [(30, 50, 21), (30, 50, 19), (100, 50, 20), (60, 50, None)])
def test_percents_that_do_not_make_100(percents: tuple[int | None, ...]) -> None:
    raw = sheet()
    for instalment, percent in zip(raw["payment"], percents, strict=True):
        instalment["percent"] = percent
    assert errors(raw) == ["payment"]


@pytest.mark.parametrize("percents", [(30, 36, None), (None, None, None), (60, 40, None)])
def test_percents_that_are_not_all_given_are_no_error(percents: tuple[int | None, ...]) -> None:
    raw = sheet()
    for instalment, percent in zip(raw["payment"], percents, strict=True):
        instalment["percent"] = percent
    report = check_facts(raw)
    assert report.ok
    assert [finding.path for finding in report.warnings] == [
        f"payment[{place}].percent" for place, percent in enumerate(percents) if percent is None
    ]


WRONG = [
    ("budget_yuan", 660000),
    ("budget_yuan", "660,000.00"),
    ("budget_yuan", "660000.001"),
    ("budget_yuan", "-1"),
    ("budget_yuan", True),
    ("ceiling_yuan", Decimal("1.5")),
    ("title", "紫南社区"),
    ("title.zh", 5),
    ("title.zh", "a\0b"),
    ("title.zh", "\ud800"),
    ("procurement_method", ["open_tender"]),
    ("price_preference", 10),
    ("price_preference.small_micro_percent", "10"),
    ("price_preference.small_micro_percent", True),
    ("price_floor_or_cost_facts", {}),
    ("price_floor_or_cost_facts[0].value", 3666.67),
    ("price_floor_or_cost_facts[0].value", True),
    ("term", "12"),
    ("term.months", "12"),
    ("term.renewals", Decimal("1.5")),
    ("term.months", -1),
    ("staff_required", "12"),
    ("lots", {}),
    ("objective", []),
    ("requirements", "30 visits"),
    ("requirements[0]", "30 visits"),
    ("requirements[0].quantity", "30"),
    ("requirements[0].quantity", False),
    ("expected_effect[0].target", ["75"]),
    ("qualification", {"zh": "能独立担责"}),
    ("qualification[0]", None),
    ("scoring", []),
    ("scoring.total", "100"),
    ("scoring.sections", {}),
    ("scoring.sections[1]", []),
    ("scoring.sections[1].weight", "65"),
    ("scoring.sections[1].weight", True),
    ("scoring.sections[1].weight", -65),
    ("scoring.sections[1].weight", Decimal("NaN")),
    ("scoring.sections[1].weight", Decimal("1E+40")),
    ("scoring.sections[1].name_zh", 1),
    ("scoring.sections[1].items", {}),
    ("scoring.sections[1].items[0]", 1),
    ("scoring.sections[1].items[0].weight", "40"),
    ("scoring.sections[1].items[0].weight", [40]),
    ("scoring.sections[1].items[0].kind", 1),
    ("scoring.sections[1].items[0].scale", {}),
    ("scoring.sections[1].items[0].scale[0].points_percent", "12"),
    ("scoring.sections[1].items[0].scale[0].judged", "yes"),
    ("payment", {"percent": 100}),
    ("payment[0]", 30),
    ("payment[0].percent", "30"),
    ("payment[0].percent", True),
    ("payment[0].percent", -30),
    ("performance_policy", []),
    ("performance_policy.grades[0].from", "60"),
    ("deposits", False),
    ("deposits.bid.required", "no"),
    ("bidding", []),
    ("documents_asked[0].zh", 3),
]


@pytest.mark.parametrize(("place", "value"), WRONG, ids=[f"{place}={value!r}" for place, value in WRONG])
def test_a_wrong_type_is_an_error_at_its_exact_place(place: str, value: Any) -> None:
    found = errors(spoiled(place, value))
    assert found[0] == place
    # A negative share is of a wrong kind, and it does not make 100 either.
    assert set(found) <= {place, "scoring.sections", "payment"}


NULLABLE = [
    "title",
    "buyer",
    "procurement_method",
    "budget_yuan",
    "price_floor_or_cost_facts",
    "price_preference",
    "price_preference.small_micro_percent",
    "term",
    "term.months",
    "staff_required",
    "objective",
    "requirements",
    "requirements[0].quantity",
    "scope",
    "expected_effect",
    "qualification",
    "scoring",
    "scoring.total",
    "scoring.sections",
    "scoring.sections[1].weight",
    "scoring.sections[1].items",
    "scoring.sections[1].items[0].weight",
    "scoring.sections[0].items[0].weight",
    "scoring.sections[1].items[0].scale",
    "scoring.sections[1].items[0].scale[0].points_percent",
    "payment",
    "payment[1].percent",
    "payment_terms",
    "performance_policy",
    "deposits",
    "bidding",
    "documents_asked",
]


@pytest.mark.parametrize("value", [None, MISSING], ids=["null", "missing"])
@pytest.mark.parametrize("place", NULLABLE)
def test_what_the_document_does_not_say_is_never_an_error(place: str, value: Any) -> None:
    assert errors(spoiled(place, value)) == []


def test_every_error_is_told_at_once() -> None:
    raw = spoiled("budget_yuan", 1)
    raw["scoring"]["sections"][2]["items"][0]["weight"] = 20
    raw["scoring"]["sections"][1]["weight"] = 60
    raw["payment"][0]["percent"] = 31
    raw["term"]["months"] = "12"
    assert errors(raw) == [
        "budget_yuan",
        "term.months",
        "scoring.sections[1].weight",
        "scoring.sections[2].weight",
        "scoring.sections",
        "payment",
    ]


def test_an_object_that_is_no_tender_is_refused_as_a_whole() -> None:
    assert errors({}) == [""]
    assert errors({"hello": "world"}) == [""]


def test_reading_the_facts_refuses_with_the_place() -> None:
    with pytest.raises(FactsRefused) as refused:
        TenderFacts.read(spoiled("payment[0].percent", 31))
    assert str(refused.value) == "payment: The instalments add up to 101 %; they must make 100 %."
