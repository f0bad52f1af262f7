"""Values as the sheet writes them: money as decimal text, percentages and weights as numbers, a bool is no number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

MONEY = re.compile(r"[0-9]{1,15}(\.[0-9]{1,2})?", re.ASCII)
DECIMAL_TEXT = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,10})?", re.ASCII)
LARGEST = Decimal(10) ** 15
FINEST = -10  # decimals
SHOWN = 40  # characters of a wrong entry that its message repeats
UNSTORABLE = re.compile("[\0\ud800-\udfff]")  # no database keeps NUL or half of a surrogate pair


def number(value: Any) -> Decimal | None:
    """Return a finite number of a sensible size, else None; a bool is no number."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    exact = Decimal(value)
    exponent = exact.as_tuple().exponent
    if not isinstance(exponent, int) or abs(exact) >= LARGEST or exponent < FINEST:
        return None
    return exact


def money(value: Any) -> Decimal | None:
    """Return an amount in yuan that is written as decimal text with at most two decimals, else None."""
    return Decimal(value) if isinstance(value, str) and MONEY.fullmatch(value) else None


def amount(value: Any) -> Decimal | None:
    """Return a number, or a number written as decimal text, else None."""
    if isinstance(value, str):
        return Decimal(value) if DECIMAL_TEXT.fullmatch(value) else None
    return number(value)


def text(value: Any) -> str:
    """Return a text without outer spaces; anything else is an empty text."""
    return value.strip() if isinstance(value, str) else ""


def storable(said: str) -> str:
    """Return a text with the replacement sign for every character that can neither be stored nor printed."""
    return UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", said)


def part(value: Any) -> dict[str, Any]:
    """Return an object; anything else is an empty one."""
    return value if isinstance(value, dict) else {}


def parts(value: Any) -> list[dict[str, Any]]:
    """Return a list's entries, with an empty object in place of what is none, so that places keep their numbers."""
    return [part(entry) for entry in value] if isinstance(value, list) else []


def plain(value: Decimal) -> str:
    """Return a number as a person writes it: 12.5, not 12.50 or 1.25E+1."""
    return f"{value.normalize():f}"


def shown(value: Any) -> str:
    """Return what was given, cut to a length that a sentence can hold."""
    said = repr(str(value) if isinstance(value, Decimal) else value) if isinstance(value, str) else str(value)
    return said if len(said) <= SHOWN else f"{said[:SHOWN]}…"


def sections_of(raw: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (path, section) of the scoring sheet."""
    for place, section in enumerate(parts(part(raw.get("scoring")).get("sections"))):
        yield f"scoring.sections[{place}]", section


def items_of(raw: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (path, item) of the scoring sheet."""
    for path, section in sections_of(raw):
        for place, item in enumerate(parts(section.get("items"))):
            yield f"{path}.items[{place}]", item


def entries_of(raw: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (path, entry) of every scale of the scoring sheet."""
    for path, item in items_of(raw):
        for place, entry in enumerate(parts(item.get("scale"))):
            yield f"{path}.scale[{place}]", entry
