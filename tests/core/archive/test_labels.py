"""The English of the archived documents: no label of ours is without, and what the record says stays without it."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from django.utils import translation

from core.archive.models import ArchivedDocument
from core.archive.press import LABELS, print_pdf
from core.archive.services import make_waiting, order
from procurement.tenders.terms import TERMS
from projects.contracts.archive import PARTIES
from projects.contracts.reading import parts_of
from tests.factories.contracts import ContractFactory

ROOT = Path(__file__).resolve().parents[3]
CHINESE = re.compile("[\u4e00-\u9fff]")


def english() -> dict[str, str]:
    """The committed table."""
    table: dict[str, str] = json.loads(LABELS.read_text(encoding="utf-8"))
    return table


def labels(tree: ast.AST) -> Iterator[str]:
    """The labels that an archive's code writes: first of a pair, a column's title, a document's title."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Tuple) and len(node.elts) == 2:
            yield from strings(node.elts[0])
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "column" and node.args:
            yield from strings(node.args[0])
        elif isinstance(node, ast.keyword) and node.arg == "title":
            yield from strings(node.value)


def strings(node: ast.AST) -> Iterator[str]:
    """Chinese words that stand there by themselves, both sides of a choice, those of every way of buying."""
    if isinstance(node, ast.Constant) and CHINESE.search(str(node.value)):
        yield str(node.value)
    elif {one.id for one in ast.walk(node) if isinstance(one, ast.Name)} == {"terms"}:
        said = compile(ast.Expression(node), "label", "eval")  # type: ignore[arg-type]
        yield from (eval(said, {"terms": terms}) for terms in TERMS.values())
    elif isinstance(node, ast.IfExp):
        yield from (*strings(node.body), *strings(node.orelse))


def test_every_label_of_the_documents_has_its_english() -> None:
    found = {
        label
        for path in ROOT.glob("*/*/archive.py")
        if path.parts[-3] in ("procurement", "projects")
        for label in labels(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert len(found) > 80, "the archives were not read"
    assert {terms.report for terms in TERMS.values()} <= found, "what a way of buying calls its things was not read"
    assert sorted(found - set(english())) == []
    assert sorted(set(PARTIES.values()) - set(english())) == []


def test_no_english_is_missing_and_none_is_chinese() -> None:
    assert [label for label, words in english().items() if not words.strip() or CHINESE.search(words)] == []


@pytest.mark.django_db
def test_the_parts_of_a_contract_have_their_english(any_state: None) -> None:
    contract = ContractFactory.create(in_force=True)
    with translation.override("zh-hans"):
        titles = {str(part.title) for part in parts_of(contract.text)}
    assert titles
    assert sorted(titles - set(english())) == []


@pytest.mark.django_db
def test_english_readers_see_what_it_is_and_that_the_chinese_counts(any_state: None) -> None:
    order("contract", ContractFactory.create(in_force=True).pk)
    assert make_waiting() == 1
    document = ArchivedDocument.objects.get()
    page = pypdfium2.PdfDocument(bytes(document.data or b""))[0].get_textpage().get_text_bounded()
    for words in ("Contract for services", "The parties", "The Chinese text is authoritative"):
        assert words in page
    assert "Contract" not in json.dumps(document.source), "what is fingerprinted is the record alone"
    assert print_pdf(document.source) == bytes(document.data or b"")
