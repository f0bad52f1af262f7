"""What a good check notices in real documents beside the errors: each oddity at its place, with a sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from procurement.tenders.facts import check_facts
from procurement.tenders.facts.reading import parse_facts
from tests.procurement.tenders.sheets import sheet, spoiled

PLAN = "scoring.sections[1].items[0]"
TEAM = "scoring.sections[1].items[1]"
EXPERIENCE = "scoring.sections[2].items[0]"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def noticed(raw: dict[str, Any]) -> list[str]:
    report = check_facts(raw)
    assert report.errors == []
    return [finding.path for finding in report.warnings]


def entry(points: Any, said: str = "提供", mode: str = "best", part: int = 1, **more: Any) -> dict[str, Any]:
    return {"part": part, "mode": mode, "condition_zh": said, "points_percent": points, **more}


AT_THEIR_PLACE = [
    ("procurement_method", None),
    ("procurement_method", "auction"),
    ("procurement_method", "consultation"),
    ("budget_yuan", None),
    ("budget_yuan", "0.00"),
    ("budget_yuan", "38600417.00"),
    ("ceiling_yuan", "0"),
    ("ceiling_yuan", "660000.01"),
    ("objective", {"zh": " ", "en": ""}),
    ("scope", None),
    ("requirements", []),
    ("expected_effect", None),
    ("expected_effect", [{"zh": "可复制的模式", "target": "形成"}]),
    ("qualification", None),
    ("price_preference", None),
    ("price_preference.small_micro_percent", None),
    ("price_preference.small_micro_percent", 6),
    ("price_preference.small_micro_percent", Decimal("20.5")),
    ("price_preference.social_organisations_eligible", True),
    ("price_preference.note_zh", "仍引2011年办法的旧区间6至10"),
    ("term", None),
    ("term.months", None),
    ("deposits", None),
    ("bidding.clarification_days_before", 3),
    ("bidding.award_by", "buyer"),
    ("bidding.paper_copies", 4),
    ("scoring", None),
    ("scoring.total", 110),
    (f"{PLAN}.kind", "quality"),
    (f"{PLAN}.scale", []),
    (f"{TEAM}.scale[0].points_percent", None),
    (f"{TEAM}.scale[0].condition_zh", "承诺提供本区网点"),
    (f"{TEAM}.scale[0].condition_zh", "注册资本500万元以上"),
    ("payment", None),
    ("payment", []),
    ("payment[1].percent", None),
    ("payment[1].when_zh", "2024-02-01之后"),
    ("payment_terms.invoice_days", 45),
    ("documents_asked", None),
]


@pytest.mark.parametrize(("place", "value"), AT_THEIR_PLACE, ids=[f"{at}={value!r}" for at, value in AT_THEIR_PLACE])
def test_it_is_noticed_at_its_place(place: str, value: Any) -> None:
    assert noticed(spoiled(place, value)) == [place]


@pytest.mark.parametrize("percent", [10, Decimal("12.5"), 20])
def test_a_deduction_inside_the_range_is_right(percent: Any) -> None:
    assert noticed(spoiled("price_preference.small_micro_percent", percent)) == []


def test_a_cost_floor_that_reaches_the_budget_leaves_no_price_to_compete() -> None:
    floor = {"zh": "本市社工打包费下限", "en": "City floor", "value": "55000.00", "unit": "元/人/年"}
    messages = [finding.message for finding in check_facts(sheet(price_floor_or_cost_facts=[floor])).warnings]
    assert messages == [
        "A floor under the price may not be set; keep this as a cost figure only (MOF Order 87 (tendering), art. 12).",
        "The cost floor comes to 660000 and reaches the budget of 660000: no price can compete.",
    ]


def test_a_cost_floor_below_the_budget_is_only_named() -> None:
    floor = {"zh": "本市社工打包费下限", "en": "City floor", "value": "54999.99", "unit": "元/人/年"}
    assert noticed(sheet(price_floor_or_cost_facts=[floor])) == ["price_floor_or_cost_facts[0]"]


def test_an_agency_fee_is_no_floor() -> None:
    fee = {"zh": "代理服务费最低额不低于", "en": "Agency fee, minimum", "value": "5000.00", "unit": "元"}
    assert noticed(sheet(price_floor_or_cost_facts=[fee])) == []


def test_a_long_term_needs_grounds_and_ends_within_three_years() -> None:
    assert noticed(spoiled("term", {"months": 24, "renewals": 0, "max_months": 24})) == ["term.months"]
    assert noticed(spoiled("term", {"months": 12, "renewals": 3, "max_months": 48})) == ["term.max_months"]
    assert noticed(spoiled("term", {"months": 12, "renewals": 2, "max_months": 36})) == []
    assert noticed(spoiled("term", {"months": 12, "renewals": 1, "max_months": 36})) == ["term.max_months"]


@pytest.mark.parametrize(("key", "percent"), [("bid", Decimal("2.5")), ("performance", 11)])
def test_a_deposit_above_its_share_is_noticed(key: str, percent: Any) -> None:
    raw = sheet()
    raw["deposits"][key] = {"required": True, "percent": percent}
    assert noticed(raw) == [f"deposits.{key}.percent"]


def test_a_deposit_without_size_is_noticed() -> None:
    raw = spoiled("deposits.bid", {"required": True, "percent": None})
    assert noticed(raw) == ["deposits.bid.percent"]


def test_three_parts_at_27_make_81_of_80() -> None:
    raw = spoiled(
        f"{PLAN}.scale",
        [entry(27, "每具备一项（共三项）", "each", cap_percent=80), entry(20, "评审为优", part=2, judged=True)],
    )
    report = check_facts(raw)
    assert [(finding.path, finding.message) for finding in report.warnings] == [
        (f"{PLAN}.scale", "The entries come to 81 % where 80 % is the most; the rest is lost.")
    ]


def test_three_projects_of_first_rank_make_105() -> None:
    raw = spoiled(f"{EXPERIENCE}.scale", [entry(35, "第一等级", "each", cap_percent=100)])
    raw["scoring"]["sections"][2]["items"][0]["note_zh"] = "取得分最高的3个项目"
    assert noticed(raw) == [f"{EXPERIENCE}.scale"]


def test_parts_above_and_below_full_points_are_noticed() -> None:
    assert noticed(spoiled(f"{TEAM}.scale", [entry(100), entry(50, part=2)])) == [f"{TEAM}.scale"]
    assert noticed(spoiled(f"{TEAM}.scale", [entry(60), entry(30, part=2)])) == [f"{TEAM}.scale"]
    assert noticed(spoiled(f"{TEAM}.scale", [entry(60), entry(40, part=2), entry(10, part=2)])) == []


def test_an_unlimited_scale_is_left_alone() -> None:
    assert noticed(spoiled(f"{TEAM}.scale", [entry(10, "每人", "each")])) == []
    assert noticed(spoiled(f"{TEAM}.scale", [entry(-10, "每缺一项", "deduct")])) == []


def test_a_graded_item_says_what_becomes_of_the_young() -> None:
    graded = [entry(100, "5A"), entry(80, "4A"), entry(0, "其他")]
    assert noticed(spoiled(f"{TEAM}.scale", graded)) == [TEAM]
    assert noticed(spoiled(f"{TEAM}.scale", [*graded, entry(60, "两年内登记")])) == []
    assert noticed(spoiled(f"{TEAM}.scale", [*graded, entry(100, "两年内登记")])) == [TEAM]


def test_a_long_look_back_favours_old_organisations() -> None:
    raw = spoiled(f"{EXPERIENCE}.note_zh", "只看2018到2022年")
    assert noticed(raw) == [EXPERIENCE]
    assert noticed(spoiled(f"{EXPERIENCE}.note_zh", "只看2020到2022年")) == []


def test_what_is_required_is_not_scored_again() -> None:
    raw = spoiled(f"{TEAM}.scale", [entry(70, "全员有社工证"), entry(30, "另有人员", part=2)])
    raw["requirements"] = [{"zh": "按时到岗的持证社工", "quantity": 41, "unit": "人"}]
    assert noticed(raw) == [TEAM]


def test_a_scored_qualification_condition_is_noticed() -> None:
    raw = spoiled(f"{TEAM}.scale", [entry(100, "具有保安服务许可证的")])
    raw["qualification"] = [{"zh": "保安服务许可证（复印件）"}]
    assert TEAM in noticed(raw)


def test_whole_point_grades_leave_halves_without_a_grade() -> None:
    grades = [
        {"name": "优秀", "from": 90, "to": 100},
        {"name": "良好", "from": 80, "to": 89},
        {"name": "不合格", "from": 0, "to": 80, "to_excluded": True},
    ]
    report = check_facts(spoiled("performance_policy.grades", grades))
    assert [(finding.path, finding.message) for finding in report.warnings] == [
        ("performance_policy.grades[1]", "Scores between 89 and 90 have no grade.")
    ]


def test_grades_that_share_a_score_or_miss_an_end_are_noticed() -> None:
    both = [{"name": "优", "from": 60, "to": 100}, {"name": "差", "from": 0, "to": 60}]
    assert noticed(spoiled("performance_policy.grades", both)) == ["performance_policy.grades[1]"]
    short = [{"name": "优", "from": 60, "to": 99}, {"name": "差", "from": 0, "to": 60, "to_excluded": True}]
    assert noticed(spoiled("performance_policy.grades", short)) == ["performance_policy.grades"]
    bare = [{"name": "优", "from": None, "to": None}]
    assert noticed(spoiled("performance_policy.grades", bare)) == ["performance_policy.grades[0]"]


def test_a_tail_that_the_deduction_can_pass_is_noticed() -> None:
    raw = spoiled("performance_policy.formula_zh", "扣款＝（90−得分）÷90×合同总额")
    raw["payment"][1]["percent"], raw["payment"][2]["percent"] = 36, 34
    report = check_facts(raw)
    assert [(finding.path, finding.message) for finding in report.warnings] == [
        (
            "performance_policy.formula_zh",
            "Below a score of 59.4 the deduction is larger than the last instalment of 34 %.",
        )
    ]


def test_a_computed_percent_wants_to_be_confirmed() -> None:
    assert noticed(spoiled("payment[2].derived", True)) == ["payment[2].percent"]


def test_posts_that_do_not_add_up_are_noticed() -> None:
    assert noticed(sheet(staff_by_post=[{"zh": "护理员", "posts": 10}])) == ["staff_by_post"]
    assert noticed(sheet(staff_by_post=[{"zh": "护理员", "posts": Decimal("12.0")}])) == []


def test_lots_none_of_which_is_here_are_noticed() -> None:
    assert noticed(sheet(lots=[{"code": "A", "here": False, "winners": 1}])) == ["lots"]
    assert noticed(sheet(lots=[{"code": "A", "here": True}, {"code": "A", "here": False}])) == ["lots"]


# --- right in kind, and still nothing to publish
@pytest.mark.parametrize("months", [0, Decimal("7.5")])
def test_a_term_that_is_no_number_of_whole_months_is_noticed(months: Any) -> None:
    assert "term.months" in noticed(spoiled("term.months", months))


def test_an_item_that_earns_nothing_is_noticed() -> None:
    raw = spoiled("scoring.sections[2].items[0].weight", 25)
    raw["scoring"]["sections"][2]["items"][1]["weight"] = 0
    assert noticed(raw) == ["scoring.sections[2].items[1].weight"]


def test_an_instalment_that_pays_nothing_is_noticed() -> None:
    raw = spoiled("payment[0].percent", 0)
    raw["payment"][1]["percent"] = 80
    assert noticed(raw) == ["payment[0].percent"]


def test_a_weight_beyond_the_whole_sheet_in_a_section_without_its_own_is_noticed() -> None:
    raw = spoiled("scoring.sections[2].weight", None)
    raw["scoring"]["sections"][2]["items"][0]["weight"] = 100_000
    assert "scoring.sections[2].items[0].weight" in noticed(raw)


def test_a_key_that_stands_twice_is_noticed_at_its_place() -> None:
    text = json.dumps(sheet(), default=float)
    twice = text.replace('"percent": 30', '"percent": 31, "percent": 30').replace('"term": {', '"term": {"months": 6, ')
    unknown = twice.replace('"months": 6', '"colour": "red", "colour": "blue", "months": 6')
    assert noticed(parse_facts(unknown)) == ["term.months", "payment[0].percent"]


def test_a_message_quotes_no_more_than_one_can_read_and_print() -> None:
    long = check_facts(spoiled("procurement_method", "长" * 5000)).warnings[0].message
    assert len(long) == 501
    torn = check_facts(spoiled("performance_policy.grades[0].name", "\ud800") | {"scoring": None}).as_json()
    assert json.dumps(torn, ensure_ascii=False).encode()
    grade = spoiled("performance_policy.grades[0]", {"name": "\ud800\0", "from": None, "to": None})
    assert [finding.message for finding in check_facts(grade).warnings] == ["The grade “��” has no bounds."]
