"""What people have written says in which language it is, on the pages of either language."""

from __future__ import annotations

import pytest
from django.utils import translation

from core.acts import said
from core.words import in_its_language, in_words, written_in


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("想要助餐", "zh-Hans"),
        ("We need a ramp", "en"),
        ("B座 lift", "zh-Hans"),
        ("12", "zh-Hans"),
        ("", "zh-Hans"),
        (None, "zh-Hans"),
    ],
)
def test_a_text_without_a_chinese_character_is_english(text: str | None, language: str) -> None:
    assert written_in(text) == language


@pytest.mark.parametrize(
    ("page", "text", "shown"),
    [
        ("en", "助餐", '<span lang="zh-Hans">助餐</span>'),
        ("en", "Meals & more", "Meals &amp; more"),
        ("en", "For 助餐（B座）, by <you>", 'For <span lang="zh-Hans">助餐（B座）</span>, by &lt;you&gt;'),
        ("en", "8月1日起 · 2 days", '<span lang="zh-Hans">8月1日起</span> · 2 days'),
        ("en", "社会组织 12 & 13", '<span lang="zh-Hans">社会组织 12 &amp; 13</span>'),
        ("en", "（…）", "（…）"),
        ("zh-hans", "助餐", "助餐"),
        ("zh-hans", "Meals", '<span lang="en">Meals</span>'),
    ],
)
def test_only_what_is_in_another_language_than_the_page_is_marked(page: str, text: str, shown: str) -> None:
    with translation.override(page):
        assert in_its_language(text) == shown
        assert in_its_language(in_its_language(text)) == shown


def test_a_name_in_one_language_is_said_in_it_on_both_pages() -> None:
    with translation.override("zh-hans"):
        assert in_words({"zh": "", "en": "Meals"}) == '<span lang="en">Meals</span>'
        assert in_words({"zh": "助餐", "en": "Meals"}) == "助餐"
    with translation.override("en"):
        assert in_words({"zh": "助餐", "en": ""}) == '<span lang="zh-Hans">助餐</span>'


def test_what_somebody_said_is_always_marked() -> None:
    assert said("Yes <please>") == '<span lang="en">Yes &lt;please&gt;</span>'
    assert said("好") == '<span lang="zh-Hans">好</span>'
