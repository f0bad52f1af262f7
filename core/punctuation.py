"""Marks that are joined to words outside a sentence: full width in Chinese, ASCII elsewhere."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language


def reads_chinese() -> bool:
    """Whether the reader's language is Chinese."""
    return str(get_language()).startswith("zh")


def colon() -> str:
    """The mark between a label and its value, with its gap."""
    return "：" if reads_chinese() else ": "


def percent_sign() -> str:
    """The sign after a share, with the gap that English wants."""
    return "%" if reads_chinese() else " %"


def citation(articles: str) -> str:
    """Several articles in one line; their names are Chinese in every language, and so are the marks between them."""
    return articles.replace("; ", "；")


def labelled(label: str | Promise, value: object) -> str:
    """A label and its value as one text: "Period: 2026" or “周期：2026”."""
    return f"{label}{colon()}{value}"


def bracketed(text: object) -> SafeString:
    """An aside in brackets, with the gap before it where the language wants one."""
    if text in (None, ""):
        return conditional_escape("")
    return format_html("（{}）" if reads_chinese() else " ({})", text)


def bracketed_text(text: object) -> str:
    """An aside in brackets as plain text."""
    return f"（{text}）" if reads_chinese() else f" ({text})"
