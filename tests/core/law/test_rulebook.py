"""The rulebook is data: every rule has a value, a unit, an article, a status and both texts."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from core.law.articles import chinese_number
from core.law.refusals import DoesNotApply, NotInForce, UnknownRule
from core.law.rulebook import BOOKS, CALENDAR_DAYS, STATUSES, WORKING_DAYS, read_rules, rule, rulebook

RULES, METHODS = read_rules(BOOKS / "cn.toml")


@pytest.mark.parametrize("key", sorted(RULES))
def test_a_rule_is_complete(key):
    each = RULES[key]
    assert (each.value is not None, bool(each.unit), bool(each.articles), each.status in STATUSES) == (True,) * 4
    assert (bool(each.text_zh), bool(each.text_en), bool(each.article)) == (True,) * 3


@pytest.mark.parametrize("key", sorted(key for key, each in RULES.items() if each.is_clock))
def test_a_clock_counts_days(key):
    assert {RULES[key].unit} <= {WORKING_DAYS, CALENDAR_DAYS}
    assert RULES[key].whole > 0
    assert not RULES[key].after or RULES[RULES[key].after].is_clock


@pytest.mark.parametrize("method", sorted(METHODS))
def test_a_method_names_rules_that_exist(method):
    each = METHODS[method]
    named = [each.deadline, each.committee, each.price_weight, each.bidders]
    assert [key for key in named if key and key not in RULES] == []


def test_the_methods_are_four():
    assert list(METHODS) == ["open_tender", "consultation", "negotiation", "single_source"]


@pytest.mark.parametrize(
    ("key", "value", "unit", "citation"),
    [
        ("tender_period", 20, "calendar_days", "政府采购法第三十五条"),
        ("notice_period", 5, "working_days", "财政部令第87号第十六条"),
        ("bid_deposit", Decimal("0.02"), "share", "政府采购法实施条例第三十三条"),
        ("performance_deposit", Decimal("0.10"), "share", "政府采购法实施条例第四十八条"),
        ("contract_extra", Decimal("0.10"), "share", "政府采购法第四十九条"),
        ("price_weight_tender", (10, 100), "points", "财政部令第87号第五十五条"),
        ("price_weight_consultation", (10, 30), "points", "财库〔2014〕214号第二十四条"),
        ("price_deduction", (Decimal("0.10"), Decimal("0.20")), "share", "财库〔2022〕19号；财库〔2020〕46号第九条"),
        ("abnormally_low_ceiling", Decimal("0.45"), "share", "财库〔2026〕2号"),
        ("social_organisation_share", Decimal("0.30"), "share", "财综〔2016〕54号"),
        (
            "challenge_result",
            7,
            "working_days",
            "政府采购法第五十二条；政府采购法实施条例第五十三条；财政部令第94号第十条至第十一条",
        ),
        ("contract_term", 1, "years", "财政部令第102号第二十四条"),
        ("records_kept", 15, "years", "政府采购法第四十二条；政府采购法实施条例第四十六条"),
    ],
)
def test_the_law_says(key, value, unit, citation):
    with override("zh-hans"):
        assert (rule(key).value, rule(key).unit, rule(key).article) == (value, unit, citation)


def test_a_rule_speaks_the_readers_language():
    with override("en"):
        assert (rule("notice_period").article, rule("notice_period").text) == (
            "MOF Order 87 (tendering), art. 16",
            "The tender notice stands for 5 working days from its first publication.",
        )


def test_a_number_from_memory_says_so():
    unconfirmed = rule("committee_consultation_large")
    with override("en"):
        assert unconfirmed.text == (
            "From the open-tender threshold on, the consultation group is at least 5. "
            "(Not confirmed against the text of the law: check it before relying on it.)"
        )


@pytest.mark.parametrize("on", [date(2026, 1, 31), date(2025, 12, 1)])
def test_before_february_2026_no_rates_for_low_prices_are_in_force(on):
    assert rulebook(on).has("abnormally_low_mean") is False
    with pytest.raises(NotInForce):
        rulebook(on).rule("abnormally_low_mean")


def test_from_its_day_on_a_rule_is_in_force():
    assert rulebook(date(2026, 2, 1)).has("abnormally_low_mean") is True


def test_a_former_rule_answers_under_its_present_name():
    assert rulebook(date(2022, 6, 30)).rule("price_deduction").span == (Decimal("0.06"), Decimal("0.10"))
    assert rulebook(date(2022, 7, 1)).rule("price_deduction").span == (Decimal("0.10"), Decimal("0.20"))
    assert rulebook().rule("price_deduction").span == (Decimal("0.10"), Decimal("0.20"))


def test_a_slip_of_the_pen_is_refused():
    with pytest.raises(UnknownRule, match="tender_perod"):
        rule("tender_perod")
    with pytest.raises(UnknownRule):
        rulebook().has("tender_perod")
    with pytest.raises(DoesNotApply):
        rulebook().method("auction")


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "一"),
        (10, "十"),
        (16, "十六"),
        (20, "二十"),
        (35, "三十五"),
        (100, "一百"),
        (105, "一百零五"),
        (110, "一百一十"),
    ],
)
def test_articles_are_numbered_as_laws_number_them(number, said):
    assert chinese_number(number) == said
