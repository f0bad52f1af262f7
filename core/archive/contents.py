"""What an archived document says, as plain values: a head and blocks. Chinese throughout, for it is evidence.

The template draws blocks; nothing of a record ever reaches it as markup.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from core.time import SHANGHAI

Block = dict[str, Any]
NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True)
class Contents:
    """A document: its name, its subject, the purchase's number, whose it is, when it came about, and its blocks."""

    title: str
    subject: str
    number: str
    buyer: str
    at: datetime
    blocks: list[Block] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """Return it as JSON values; the same record gives the same values."""
        return {**asdict(self), "at": instant(self.at), "instant": self.at.astimezone(SHANGHAI).isoformat()}


def fingerprint(values: dict[str, Any]) -> str:
    """Return the SHA-256 of plain values in their canonical form, in hex."""
    canonical = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def heading(place: int, words: str) -> Block:
    """A numbered heading, its place counted from 1: 一、采购需求."""
    return {"kind": "heading", "text": f"{NUMERALS[place - 1]}、{words}"}


def numbered(parts: Iterable[tuple[str, list[Block]]]) -> list[Block]:
    """Parts under numbered headings; a part that says nothing is left out, and the others close up."""
    blocks: list[Block] = []
    for place, (words, inside) in enumerate((part for part in parts if part[1]), 1):
        blocks += [heading(place, words), *inside]
    return blocks


def text(words: str, *, stays: bool = False) -> list[Block]:
    """Paragraphs, one a line; nothing where nothing is said. `stays` keeps them on the page of what follows."""
    return [{"kind": "text", "text": words.strip(), **({"stays": True} if stays else {})}] if words.strip() else []


def facts(rows: Iterable[tuple[str, Any]]) -> list[Block]:
    """Labels and their values; a dash stands where a value is missing."""
    lines = [[label, "—" if value in (None, "") else str(value)] for label, value in rows]
    return [{"kind": "facts", "rows": lines}] if lines else []


def column(title: str, width: float = 0, *, right: bool = False) -> dict[str, Any]:
    """A column: as wide as what stands in it, or a share of what is left; numbers stand to the right."""
    return {"title": title, **({"width": width} if width else {}), **({"right": True} if right else {})}


def group(words: str, value: str) -> dict[str, str]:
    """A line of a table that names the lines beneath it, with what they make together."""
    return {"group": words, "value": value}


def table(
    columns: Sequence[dict[str, Any]], rows: Iterable[Sequence[Any] | dict[str, str]], *, size: float = 9.5
) -> list[Block]:
    """A table whose head comes again on every page; nothing where it has no row."""
    lines: list[Any] = [
        row if isinstance(row, dict) else ["—" if value in (None, "") else str(value) for value in row] for row in rows
    ]
    return [{"kind": "table", "columns": list(columns), "rows": lines, "size": size}] if lines else []


def signatures(rows: Iterable[tuple[str, Sequence[str]]]) -> list[Block]:
    """Who signed for whom, and when."""
    lines = [{"party": party, "lines": list(said)} for party, said in rows]
    return [{"kind": "signatures", "rows": lines}] if lines else []


def instant(when: datetime | str | None, *, seconds: bool = False) -> str:
    """An instant as the site writes it in Chinese; `seconds` to the microsecond, as a seal is checked by it."""
    if not when:
        return ""
    read = datetime.fromisoformat(when) if isinstance(when, str) else when
    there = read.astimezone(SHANGHAI)
    return f"{day(there)} {there:%H:%M:%S.%f}（北京时间）" if seconds else f"{day(there)} {there:%H:%M}（北京时间）"


def day(when: date | str | None) -> str:
    """A day as the site writes it in Chinese: 2026年4月10日."""
    if not when:
        return ""
    read = date.fromisoformat(when) if isinstance(when, str) else when
    return f"{read.year}年{read.month}月{read.day}日"


def number(value: Decimal | str | None) -> str:
    """A number without needless zeros: 30, 27.5."""
    return "" if value in (None, "") else f"{Decimal(value).normalize():f}"
