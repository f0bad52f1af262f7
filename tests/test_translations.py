"""Every sentence of the house is told in Chinese too, with the same blanks to fill."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("accounts", "cms", "config", "core", "demo", "payments", "procurement", "projects")
CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
# How many of the first arguments of a marking function are told, and whether a context comes before them.
MARKS = {
    "gettext": (1, False),
    "gettext_lazy": (1, False),
    "gettext_noop": (1, False),
    "ngettext": (2, False),
    "ngettext_lazy": (2, False),
    "pgettext": (1, True),
    "pgettext_lazy": (1, True),
    "npgettext": (2, True),
    "npgettext_lazy": (2, True),
}
TEXT = r"""u?(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
MARKED = re.compile(rf"\b(_|n?p?gettext)\(\s*({TEXT}(?:\s*,\s*{TEXT})*)", re.DOTALL)
BLANK = re.compile(r"%\(\w+\)[-+ #0]*[0-9.]*[a-zA-Z]|%%|\{\w*\}")
SAME_IN_BOTH = {"OCID"}

Key = tuple[str | None, str]  # context and sentence


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def told(entry: polib.POEntry) -> list[str]:
    """Return what an entry says in Chinese."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def blanks(sentence: str) -> list[str]:
    """Return the blanks of a sentence, in the order of the alphabet: Chinese may fill them in another order."""
    return sorted(BLANK.findall(sentence))


def key_of(mark: str, texts: list[str | None]) -> Key | None:
    """Return the catalogue's key of a marked call; None where its sentence is not written out there."""
    _count, has_context = MARKS[mark]
    context = texts[0] if has_context else None
    sentence = texts[1:2] if has_context else texts[:1]
    return (context, sentence[0]) if sentence and sentence[0] is not None else None


def marks_of(tree: ast.Module) -> dict[str, str]:
    """Return the marking functions of a module under the names they have there."""
    return {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in MARKS
    }


def sentences_of_code(source: str) -> Iterator[tuple[int, Key]]:
    """Every sentence that a module marks, those inside f-strings included, with its line."""
    tree = ast.parse(source)
    marks = marks_of(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            mark = marks.get(called, called if isinstance(node.func, ast.Attribute) else "")
            if mark in MARKS:
                texts = [
                    each.value if isinstance(each, ast.Constant) and isinstance(each.value, str) else None
                    for each in node.args
                ]
                key = key_of(mark, texts)
                if key:
                    yield node.lineno, key


def sentences_of_template(source: str) -> Iterator[tuple[int, Key]]:
    """Every sentence that a template marks, with its line."""
    plain = templatize(source)
    for found in MARKED.finditer(plain):
        texts = [ast.literal_eval(text) for text in re.findall(TEXT, found[2])]
        key = key_of("gettext" if found[1] == "_" else found[1], texts)
        if key:
            yield plain.count("\n", 0, found.start()) + 1, key


def sentences() -> Iterator[tuple[str, Key]]:
    """Every sentence of the house that a person may read, with its place."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix not in {".py", ".html", ".txt"} or "migrations" in path.parts or not path.is_file():
                continue
            if path.suffix == ".txt" and "templates" not in path.parts:
                continue
            read = sentences_of_code if path.suffix == ".py" else sentences_of_template
            for line, key in read(path.read_text(encoding="utf-8")):
                yield f"{path.relative_to(ROOT)}:{line}", key


def test_every_sentence_is_translated(catalogue: polib.POFile) -> None:
    missing = [entry.msgid for entry in catalogue if not entry.obsolete and not all(told(entry))]
    guessed = [entry.msgid for entry in catalogue if entry.fuzzy]
    assert not missing, "write the Chinese of these"
    assert not guessed, "read these again, then take their fuzzy mark away"
    assert not catalogue.metadata_is_fuzzy


def test_every_translation_is_chinese(catalogue: polib.POFile) -> None:
    english = [
        entry.msgid
        for entry in catalogue
        if entry.msgid not in SAME_IN_BOTH and not all(re.search("[\u4e00-\u9fff]", text) for text in told(entry))
    ]
    assert not english


def test_a_translation_has_the_blanks_of_its_sentence(catalogue: polib.POFile) -> None:
    differing = [
        (entry.msgid, text)
        for entry in catalogue
        for text in told(entry)
        if blanks(text) != blanks(entry.msgid_plural or entry.msgid)
    ]
    assert not differing


def test_every_sentence_of_the_code_stands_in_the_catalogue(catalogue: polib.POFile) -> None:
    known = {(entry.msgctxt, entry.msgid) for entry in catalogue if not entry.obsolete}
    found = list(sentences())
    assert len(found) > 1000, "the house was not read"
    unknown = [f"{place} {sentence}" for place, (context, sentence) in found if (context, sentence) not in known]
    assert not unknown, "run `make messages`, then write their Chinese"


@pytest.mark.parametrize(
    ("read", "source", "key"),
    [
        (sentences_of_code, 'from django.utils.translation import gettext as _\n_("One " "word")', (None, "One word")),
        (
            sentences_of_code,
            "from django.utils.translation import gettext_lazy as _\nf\"{_('Inside')}\"",
            (None, "Inside"),
        ),
        (
            sentences_of_code,
            'from django.utils.translation import pgettext\npgettext("a state", "Open")',
            ("a state", "Open"),
        ),
        (sentences_of_template, '{% load i18n %}{% translate "Home" %}', (None, "Home")),
        (
            sentences_of_template,
            "{% load i18n %}{% blocktranslate %}As {{ name }}.{% endblocktranslate %}",
            (None, "As %(name)s."),
        ),
        (sentences_of_template, '{% load i18n %}{% translate "Open" context "a state" %}', ("a state", "Open")),
    ],
    ids=["joined", "f-string", "context", "tag", "block", "tag with context"],
)
def test_sentences_are_found(read, source: str, key: Key) -> None:
    assert [found for _line, found in read(source)] == [key]
