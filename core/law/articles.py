"""Articles: how "87§16" reads to a person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

DIGITS = "零一二三四五六七八九"
ARTICLE = re.compile(r"(?P<instrument>[^§]+)(?:§(?P<first>\d+)(?:-(?P<last>\d+))?)?")


def speaks_chinese() -> bool:
    """Whether the reader's language is Chinese; the house language where none is chosen."""
    return (get_language() or "zh-hans").startswith("zh")


def chinese_number(number: int) -> str:
    """Return 1 to 199 as laws print it: 16 is 十六, 105 is 一百零五."""
    hundreds, rest = divmod(number, 100)
    tens, units = divmod(rest, 10)
    said = DIGITS[units] if units else ""
    if tens:
        said = ("" if tens == 1 and not hundreds else DIGITS[tens]) + "十" + said
    if not hundreds:
        return said
    return f"{DIGITS[hundreds]}百{'零' if units and not tens else ''}{said}"


@dataclass(frozen=True)
class Instrument:
    """A law, order or notice: its names and the day it came into force."""

    key: str
    zh: str
    en: str
    in_force_from: date


@dataclass(frozen=True)
class Article:
    """A place in an instrument; `first` is None where the whole instrument is meant."""

    code: str
    instrument: Instrument
    first: int | None = None
    last: int | None = None

    @classmethod
    def parse(cls, code: str, instruments: dict[str, Instrument]) -> Article:
        """Read "87§85-86"; raises KeyError for an instrument that the rulebook does not name."""
        found = ARTICLE.fullmatch(code)
        if found is None:
            raise KeyError(code)
        first, last = (int(number) if number else None for number in found.group("first", "last"))
        return cls(code, instruments[found["instrument"]], first, last)

    @property
    def citation_zh(self) -> str:
        """The Chinese citation, as 财政部令第87号第十六条."""
        if self.first is None:
            return self.instrument.zh
        if self.last is None:
            return f"{self.instrument.zh}第{chinese_number(self.first)}条"
        return f"{self.instrument.zh}第{chinese_number(self.first)}条至第{chinese_number(self.last)}条"

    @property
    def citation_en(self) -> str:
        """The English citation, as MOF Order 87 (tendering), art. 16."""
        if self.first is None:
            return self.instrument.en
        return f"{self.instrument.en}, art. {self.first}" + (f"–{self.last}" if self.last else "")

    def __str__(self) -> str:
        return self.citation_zh if speaks_chinese() else self.citation_en
