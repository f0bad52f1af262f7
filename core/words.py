"""Names that are kept in two languages, said in the reader's; a Chinese name in an English page is marked."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import F, Func, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

CHINESE, LATIN = re.compile("[\u3400-\u9fff]"), re.compile("[A-Za-z]")
# Chinese within an English sentence: its characters and marks, with the letters and figures that stand against them.
SIGN = "[\u3001-\u303f\u3400-\u9fff\uff01-\uff60]"
RUN = re.compile(f"[0-9A-Za-z]*{SIGN}+(?:[0-9A-Za-z·-]{{1,12}}{SIGN}+)*[0-9A-Za-z]*")
ENGLISH_WORD = re.compile("[A-Za-z]{2}")


def reads_english() -> bool:
    """Whether the page is read in English."""
    return str(get_language()).startswith("en")


def pair(thing: Any, name: str = "title") -> tuple[str, str]:
    """The Chinese and the English words of a thing: `title`/`title_en`, `name_zh`/`name_en`, or a {"zh", "en"}."""
    if isinstance(thing, dict):
        return str(thing.get("zh") or ""), str(thing.get("en") or "")
    chinese = getattr(thing, f"{name}_zh", None) or getattr(thing, name, "")
    return str(chinese or ""), str(getattr(thing, f"{name}_en", "") or "")


def written_in(text: Any) -> str:
    """The language that somebody has written in: Latin letters without one Chinese character are no Chinese."""
    words = str(text or "")
    return "en" if LATIN.search(words) and not CHINESE.search(words) else "zh-Hans"


def in_words(thing: Any, name: str = "title") -> SafeString:
    """Say a name in the reader's language; where there is only the other, mark it as what it is."""
    chinese, english = pair(thing, name)
    first, second = (english, chinese) if reads_english() else (chinese, english)
    return in_its_language(first or second)


def plain_words(thing: Any, name: str = "title") -> str:
    """A name in the reader's language, as plain text."""
    chinese, english = pair(thing, name)
    return (english or chinese) if reads_english() else (chinese or english)


def in_its_language(text: Any) -> SafeString:
    """Mark what is in another language than the page, for whoever has it read aloud; what is marked stays as it is."""
    if isinstance(text, SafeString):
        return text
    escaped = conditional_escape("" if text is None else text)
    if not reads_english():
        return format_html('<span lang="en">{}</span>', escaped) if written_in(text) == "en" else escaped
    if CHINESE.search(str(text)) and not ENGLISH_WORD.search(str(text)):
        return format_html('<span lang="zh-Hans">{}</span>', escaped)
    marked = RUN.sub(lambda run: f'<span lang="zh-Hans">{run[0]}</span>' if CHINESE.search(run[0]) else run[0], escaped)
    return mark_safe(marked)  # noqa: S308 (escaped above; a run holds no sign of markup)


def column_of(model: Any, title: Any) -> Any:
    """The column of a title, with its English twin where the model keeps one; an expression stays as it is."""
    if isinstance(title, str) and any(field.attname == f"{title}_en" for field in model._meta.concrete_fields):
        return TitleColumn(title, f"{title}_en")
    return title


class TitleColumn(Func):
    """A column in the reader's language, chosen when the query is asked: the English twin where it says something."""

    def __init__(self, chinese: str, english: Any) -> None:
        super().__init__()
        self.chinese, self.english = chinese, english

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        """Resolve to the one column or to both."""
        chosen: Any = F(self.chinese)
        if reads_english():
            chosen = Coalesce(NullIf(self.english, Value("")), self.chinese)
        return chosen.resolve_expression(*args, **kwargs)
