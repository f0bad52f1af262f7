"""Marks between words follow the reader's language, and no template joins an ASCII mark of its own."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.template import engines
from django.utils import translation

from core.instants import moment, precisely
from core.punctuation import bracketed, colon, labelled

ROOT = Path(__file__).resolve().parents[2]
SENTENCES = re.compile(r"{% blocktranslate.*?{% endblocktranslate %}", re.DOTALL)
# A label or a value, then a mark that only English may join to it: "Period: 2026", "3 (open)".
JOINED = re.compile(r"(?:\}\}|%\}|</\w+>)(?::(?=\s|<)| ?\((?=\{|<|\w)|; )")
INSTANT = datetime(2026, 4, 10, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "mark", "label", "aside"),
    [("en", ": ", "Period: 2026", " (open)"), ("zh-hans", "：", "Period：2026", "（open）")],
)
def test_marks_follow_the_language(language: str, mark: str, label: str, aside: str) -> None:
    with translation.override(language):
        assert colon() == mark
        assert labelled("Period", 2026) == label
        assert bracketed("open") == aside
        assert bracketed("") == ""
        template = engines["django"].from_string("{% load linli %}a{% colon %}{{ b|bracketed }}")
        assert template.render({"b": "open"}) == f"a{mark}{aside}"


def test_an_aside_is_escaped() -> None:
    with translation.override("en"):
        assert bracketed("<b>") == " (&lt;b&gt;)"


@pytest.mark.parametrize(
    ("language", "text"), [("en", "10 April 2026, 09:30 (UTC+8)"), ("zh-hans", "2026年4月10日 09:30（北京时间）")]
)
def test_an_instant_is_shanghai_s_and_says_so(language: str, text: str) -> None:
    with translation.override(language):
        assert moment(INSTANT) == text
        assert precisely(INSTANT.isoformat()).startswith("2026-04-10 09:30:00.000000")


def test_no_template_joins_an_ascii_mark() -> None:
    templates = [path for path in ROOT.glob("*/templates/**/*.html") if "wagtail" not in str(path)]
    assert len(templates) > 100, "the templates were not read"
    found = [
        f"{path.relative_to(ROOT)}: …{text[max(0, match.start() - 40) : match.end() + 10]}"
        for path in templates
        for text in [SENTENCES.sub("", path.read_text(encoding="utf-8"))]
        for match in JOINED.finditer(text)
        if path.name != "design.html"
    ]
    assert not found, "use {% colon %} and |bracketed"
