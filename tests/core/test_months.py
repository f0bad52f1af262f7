"""Periods are said in words, in the reader's language."""

from __future__ import annotations

import pytest
from django.utils import translation

from core.instants import months


@pytest.mark.parametrize(
    ("period", "chinese", "english"),
    [
        ("2025-07/2025-12", "2025年7月至12月", "July to December 2025"),
        ("2025-02/2026-02", "2025年2月至2026年2月", "February 2025 to February 2026"),
        ("2025-02/2025-02", "2025年2月", "February 2025"),
        ("2026-03", "2026年3月", "March 2026"),
        ("0000-01", "0000-01", "0000-01"),
        ("2025-13/2026-02", "2025-13/2026-02", "2025-13/2026-02"),
        ("第一期", "第一期", "第一期"),
    ],
)
def test_whole_months_are_said_in_words_and_anything_else_as_it_was_written(
    period: str, chinese: str, english: str
) -> None:
    with translation.override("zh-hans"):
        assert months(period) == chinese
    with translation.override("en"):
        assert months(period) == english
