"""Finds every sentence of the house that a person may read: in code, in templates, and the promises of transitions."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

FOLDERS = ("accounts", "cms", "config", "core", "demo", "payments", "procurement", "projects")
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

Key = tuple[str | None, str, str]  # context, sentence, its plural form or ""


def key_of(mark: str, texts: list[str | None]) -> Key | None:
    """Return the catalogue's key of a marked call; None where its sentence is not written out there."""
    count, has_context = MARKS[mark]
    context = texts[0] if has_context else None
    told = texts[has_context : has_context + count]
    return (context, told[0], (told[1] if len(told) > 1 else None) or "") if told and told[0] is not None else None


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
        elif isinstance(node, ast.FunctionDef) and any(is_transition(mark) for mark in node.decorator_list):
            yield node.lineno, (None, inspect.cleandoc(ast.get_docstring(node) or ""), "")


def is_transition(decorator: ast.expr) -> bool:
    """Whether a decorator makes a step of a machine; the docstring under it is the promise that a person reads."""
    return isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == "transition"


def sentences_of_template(source: str) -> Iterator[tuple[int, Key]]:
    """Every sentence that a template marks, with its line."""
    plain = templatize(source)
    for found in MARKED.finditer(plain):
        texts = [ast.literal_eval(text) for text in re.findall(TEXT, found[2])]
        key = key_of("gettext" if found[1] == "_" else found[1], texts)
        if key:
            yield plain.count("\n", 0, found.start()) + 1, key


def sentences(root: Path) -> Iterator[tuple[str, Key]]:
    """Every sentence of the house under `root` that a person may read, with its place."""
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix not in {".py", ".html", ".txt"} or {"migrations", "node_modules"} & set(path.parts):
                continue
            if path.suffix == ".txt" and "templates" not in path.parts:
                continue
            read = sentences_of_code if path.suffix == ".py" else sentences_of_template
            for line, key in read(path.read_text(encoding="utf-8")):
                yield f"{path.relative_to(root)}:{line}", key
