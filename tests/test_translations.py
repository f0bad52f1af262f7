"""Every sentence of the house is told in Chinese too, with the same blanks to fill."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest

from core.sentences import Key, sentences, sentences_of_code, sentences_of_template

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
BLANK = re.compile(r"%\(\w+\)[-+ #0]*[0-9.]*[a-zA-Z]|%%|\{\w*\}")
SAME_IN_BOTH = {"OCID"}


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def told(entry: polib.POEntry) -> list[str]:
    """Return what an entry says in Chinese."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def blanks(sentence: str) -> list[str]:
    """Return the blanks of a sentence, in the order of the alphabet: Chinese may fill them in another order."""
    return sorted(BLANK.findall(sentence))


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
    found = list(sentences(ROOT))
    assert len(found) > 1000, "the house was not read"
    unknown = [
        f"{place} {sentence}" for place, (context, sentence, _plural) in found if (context, sentence) not in known
    ]
    assert not unknown, "run `make messages`, then write their Chinese"


@pytest.mark.parametrize(
    ("read", "source", "key"),
    [
        (
            sentences_of_code,
            'from django.utils.translation import gettext as _\n_("One " "word")',
            (None, "One word", ""),
        ),
        (
            sentences_of_code,
            "from django.utils.translation import gettext_lazy as _\nf\"{_('Inside')}\"",
            (None, "Inside", ""),
        ),
        (
            sentences_of_code,
            'from django.utils.translation import pgettext\npgettext("a state", "Open")',
            ("a state", "Open", ""),
        ),
        (
            sentences_of_code,
            'from django.utils.translation import ngettext\nngettext("%(n)s day", "%(n)s days", n)',
            (None, "%(n)s day", "%(n)s days"),
        ),
        (
            sentences_of_code,
            'class Need:\n    @transition(state)\n    def adopt(self):\n        """A promise."""',
            (None, "A promise.", ""),
        ),
        (sentences_of_template, '{% load i18n %}{% translate "Home" %}', (None, "Home", "")),
        (
            sentences_of_template,
            "{% load i18n %}{% blocktranslate %}As {{ name }}.{% endblocktranslate %}",
            (None, "As %(name)s.", ""),
        ),
        (sentences_of_template, '{% load i18n %}{% translate "Open" context "a state" %}', ("a state", "Open", "")),
    ],
    ids=["joined", "f-string", "context", "plural", "promise", "tag", "block", "tag with context"],
)
def test_sentences_are_found(read, source: str, key: Key) -> None:
    assert [found for _line, found in read(source)] == [key]
