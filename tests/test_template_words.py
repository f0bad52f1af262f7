"""No template speaks one language only: texts and spoken attributes come from the catalogue or from a value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.base import DebugLexer, TokenType

ROOT = Path(__file__).resolve().parent.parent
APPS = ("core", "accounts", "payments", "procurement", "projects", "cms", "demo")
SPOKEN = {"alt", "title", "placeholder", "label", "summary"}  # beside whatever begins with "aria-" and holds words
SILENT = ("script", "style", "code")
SKIPPED = {"blocktranslate": "endblocktranslate", "blocktrans": "endblocktrans", "comment": "endcomment"}
WORD = re.compile(r"[A-Za-z]{2,}|[\u3400-\u9fff]")
# The gallery shows examples to whoever builds pages, in development only; the page of a server that is out of order
# says everything in both languages, because the catalogue may be what is broken.
EXAMPLES = {"core/templates/core/design.html", "core/templates/500.html"}
# Signs and names that are the same in every language.
SAME = {
    "邻",
    "邻里采购",
    "SHA-256",
    "Asia/Shanghai",
    "CSV",
    "XLSX",
    "PDF",
    "ICS",
    "RSS",
    "Atom",
    "JSON",
    "OCDS",
    "OCID",
    "QR",
}


class Words(HTMLParser):
    """Collects what a page would say by itself: (line, text)."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, str]] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self.inside.append(tag)
        for name, value in attrs:
            is_spoken = name in SPOKEN or name in ("aria-label", "aria-description", "aria-roledescription")
            if is_spoken or (name == "value" and tag == "input"):
                self.note(value or "", is_value=name == "value")

    def handle_endtag(self, tag: str) -> None:
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self.note(data)

    def note(self, text: str, *, is_value: bool = False) -> None:
        """Keep a text that has words; a hidden value is a word only where it is more than one."""
        plain = " ".join(unescape(text).split())
        words = [one for one in plain.split() if one not in SAME]
        if WORD.search(" ".join(words)) and not (is_value and len(words) < 2):
            self.found.append((self.getpos()[0], plain))


def bare(source: str) -> str:
    """A template without its tags, its values and what it translates, line for line."""
    parts, until = [], ""
    for token in DebugLexer(source).tokenize():
        start, end = token.position
        lines = "\n" * source[start:end].count("\n")
        if token.token_type is TokenType.BLOCK:
            name = token.contents.split()[0]
            until = "" if name == until else (until or SKIPPED.get(name, ""))
        is_kept = token.token_type is TokenType.TEXT and not until
        is_tag = token.token_type is TokenType.VAR and source[:start].endswith(("<", "</"))  # as <{{ heading }}>
        parts.append(source[start:end] if is_kept else "x" if is_tag else lines)
    return "".join(parts)


def hard_coded(source: str) -> list[tuple[int, str]]:
    """What a template says in one language only."""
    words = Words()
    words.feed(bare(source))
    words.close()
    return words.found


def templates() -> Iterator[Path]:
    """Every template of the house, pages and mails."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("templates/**/*")):
            if path.suffix in (".html", ".txt") and str(path.relative_to(ROOT)) not in EXAMPLES:
                yield path


def test_no_template_has_a_sentence_of_its_own() -> None:
    found = list(templates())
    assert len(found) > 100, "the templates were not read"
    wrong = [
        f"{path.relative_to(ROOT)}:{line} {text}"
        for path in found
        for line, text in hard_coded(path.read_text(encoding="utf-8"))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("<p>Hello there</p>", ["Hello there"]),
        ("<p>你好</p>", ["你好"]),
        ('<img alt="A house">', ["A house"]),
        ('<a title="关闭" href="#x">{{ x }}</a>', ["关闭"]),
        ('<nav aria-label="Places"></nav>', ["Places"]),
        ('<input placeholder="Name">', ["Name"]),
        ('<input type="submit" value="Send it now">', ["Send it now"]),
        ('{% if x %}Open{% else %}{% translate "Closed" %}{% endif %}', ["Open"]),
        ("<p>{% blocktranslate %}Dear {{ name }}{% endblocktranslate %} and friends</p>", ["and friends"]),
        ('<p>{% translate "Hello" %} {{ name }} · – →</p>', []),
        ('<nav aria-label="{% translate \'Places\' %}" class="main-nav"></nav>', []),
        ("{# a remark for builders #}{% comment %}not shown{% endcomment %}", []),
        ("<script>var words = 'here';</script>", []),
        ('<input type="hidden" name="sure" value="yes">', []),
        ('<p class="{% if a %}one two{% endif %}">{{ a }}</p>', []),
    ],
)
def test_what_counts_as_a_sentence(source: str, says: list[str]) -> None:
    assert [text for _line, text in hard_coded(source)] == says
