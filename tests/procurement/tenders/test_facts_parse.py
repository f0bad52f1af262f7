"""From a sheet to the facts of a draft: amounts in fen, shares, texts, nothing guessed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from procurement.tenders.facts import NotFacts, TenderFacts, read_facts
from procurement.tenders.facts.parse import LotFacts
from tests.procurement.tenders.sheets import sheet, spoiled, written


def test_amounts_are_fen_and_percentages_shares() -> None:
    facts = TenderFacts.read(spoiled("price_preference.small_micro_percent", Decimal("12.5")))
    assert (facts.budget_fen, facts.ceiling_fen, facts.small_micro_deduction) == (66_000_000, None, Decimal("0.125"))


def test_what_the_document_does_not_say_stays_open() -> None:
    raw = sheet(budget_yuan=None, procurement_method=None, term=None, payment=[{"when_zh": "按月", "percent": None}])
    facts = TenderFacts.read(raw)
    assert (facts.budget_fen, facts.method, facts.term_months, facts.term_text) == (None, "", None, "")
    assert [milestone.percent for milestone in facts.milestones] == [None]


def test_requirements_and_effects_read_line_by_line() -> None:
    facts = TenderFacts.read(sheet())
    assert facts.requirements == "每人每年上门：30次/人/年"
    assert facts.expected_effect == "满意度指数：≥ 75分"
    assert facts.term_text == "合同期12个月"


def test_a_tender_without_lots_has_one_with_all_the_money() -> None:
    assert TenderFacts.read(sheet()).lots == (LotFacts("", 66_000_000, None, 1),)


def test_only_the_lots_of_this_document_are_taken() -> None:
    lots = [{"code": "B", "here": False, "winners": 1}, {"code": "A", "here": True, "winners": 2}]
    assert TenderFacts.read(sheet(lots=lots)).lots == (LotFacts("A", 66_000_000, None, 2),)


def test_the_money_of_several_lots_is_not_guessed() -> None:
    lots = [{"code": "A", "here": True, "budget_yuan": "400000"}, {"code": "B", "here": True}]
    assert TenderFacts.read(sheet(lots=lots)).lots == (LotFacts("A", 40_000_000, None, 1), LotFacts("B", None, None, 1))


def test_instalments_spread_over_the_term_and_targets_stand_at_the_last() -> None:
    milestones = TenderFacts.read(sheet()).milestones
    assert [milestone.due_after_days for milestone in milestones] == [0, 182, 365]
    assert [len(milestone.outputs) for milestone in milestones] == [0, 0, 1]


@pytest.mark.parametrize(
    ("words", "first"), [("签约后1个月内", 30), ("合同生效后2个月内", 60), ("签约后99个月内", 182), ("满6个月", 0)]
)
def test_a_first_instalment_is_due_within_the_months_that_its_words_name(words: str, first: int) -> None:
    payment = [
        {"when_zh": words, "percent": 50},
        {"when_zh": "半年后", "percent": 30},
        {"when_zh": "验收后", "percent": 20},
    ]
    milestones = TenderFacts.read(sheet(payment=payment)).milestones
    assert [milestone.due_after_days for milestone in milestones] == [first, 182, 365]


def test_what_is_paid_after_acceptance_is_due_after_its_share_of_the_term() -> None:
    quarters = [{"when_zh": f"第{quarter}季度验收后", "percent": 25} for quarter in "一二三四"]
    milestones = TenderFacts.read(sheet(payment=quarters)).milestones
    assert [milestone.due_after_days for milestone in milestones] == [91, 182, 273, 365]


def test_the_source_keeps_every_digit() -> None:
    source = TenderFacts.read(sheet(staff_required=Decimal("491.75"))).source
    assert (source["staff_required"], source["scoring"]["total"]) == ("491.75", 100)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "5",
        "null",
        '"text"',
        '{"budget_yuan": NaN}',
        '{"payment": [{"percent": Infinity}]}',
        '{"a": ' + "9" * 5000 + "}",
        "[" * 100_000,
    ],
    ids=lambda text: text[:20],
)
def test_what_is_no_sheet_is_refused_with_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "sheet.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(NotFacts) as refused:
        read_facts(path)
    assert str(refused.value) != ""


def test_a_file_that_is_no_text_or_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "gbk.json").write_bytes('{"title": "社区"}'.encode("gbk"))
    for name in ("gbk.json", "missing.json", ".", "na\0me"):
        with pytest.raises(NotFacts):
            read_facts(tmp_path / name)


def test_fractions_are_read_exactly(tmp_path: Path) -> None:
    raw = read_facts(written(tmp_path, spoiled("payment[0].percent", Decimal("27.22"))))
    assert raw["payment"][0]["percent"] == Decimal("27.22")


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "sheet.json"
    path.write_text('{"title": null}', encoding="utf-8-sig")
    assert read_facts(path) == {"title": None}
