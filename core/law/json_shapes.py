"""Reading a JSON file strictly: exact numbers, no key twice, and a sentence naming the place that is wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from core.law.amounts import bounded, read_number, shown
from core.law.refusals import BadInput

LARGEST_FILE = 20_000_000  # bytes; a sheet of thousands of bids has fewer
MOST_PEOPLE = 10**9


def read_text(path: Path) -> str:
    """Return a file's text; raises BadInput where it cannot be read or is not UTF-8."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
        if len(content) > LARGEST_FILE:
            raise BadInput(_("The file “%(file)s” is too large.") % {"file": path})
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as broken:
        raise BadInput(_("The file “%(file)s” is not UTF-8 text.") % {"file": path}) from broken
    except FileNotFoundError as broken:
        raise BadInput(_("There is no file “%(file)s”.") % {"file": path}) from broken
    except OSError as broken:
        reason = broken.strerror or broken
        raise BadInput(
            _("The file “%(file)s” cannot be read: %(reason)s.") % {"file": path, "reason": reason}
        ) from broken


def read_json(path: Path) -> Place:
    """Return the top of a JSON file, its numbers as int or Decimal; raises BadInput."""
    text = read_text(path)
    try:
        value = json.loads(text, parse_float=Decimal, parse_constant=refuse_constant, object_pairs_hook=without_twins)
    except json.JSONDecodeError as broken:
        raise BadInput(
            _("The file “%(file)s” is not JSON: line %(line)s, column %(column)s.")
            % {"file": path, "line": broken.lineno, "column": broken.colno}
        ) from broken
    except (RecursionError, ValueError, InvalidOperation) as broken:
        if isinstance(broken, BadInput):
            raise
        raise BadInput(
            _("The file “%(file)s” holds a number or a nesting beyond all measure.") % {"file": path}
        ) from broken
    return Place(value, "")


def refuse_constant(name: str) -> None:
    """Refuse NaN and Infinity, which JSON does not have."""
    raise BadInput(_("“%(name)s” is not a number.") % {"name": name})


def without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; raises BadInput for a key given twice."""
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _value in pairs]
        twin = next(key for key in keys if keys.count(key) > 1)
        raise BadInput(_("The key “%(key)s” is given twice.") % {"key": shown(twin)})
    return found


@dataclass(frozen=True)
class Place:
    """A value of the file and where it stands, as bids[2].price."""

    value: Any
    path: str

    def wrong(self, wanted: str) -> BadInput:
        """Return the refusal that names the place and what was wanted there."""
        return BadInput(_("%(place)s must be %(wanted)s.") % {"place": self.path or _("The file"), "wanted": wanted})

    def keys(self) -> Mapping[str, Place]:
        """Return the members of an object, in the order given."""
        if not isinstance(self.value, dict):
            raise self.wrong(_("an object"))
        for key in self.value:
            printable(key, self)
        return {key: Place(value, f"{self.path}.{key}".lstrip(".")) for key, value in self.value.items()}

    def get(self, key: str) -> Place | None:
        """Return a member that may be missing; null counts as missing."""
        member = self.keys().get(key)
        return None if member is None or member.value is None else member

    def need(self, key: str) -> Place:
        """Return a member; raises BadInput where it is missing."""
        member = self.get(key)
        if member is None:
            raise BadInput(_("%(place)s is missing.") % {"place": f"{self.path}.{key}".lstrip(".")})
        return member

    def items(self) -> list[Place]:
        """Return the entries of a list."""
        if not isinstance(self.value, list):
            raise self.wrong(_("a list"))
        return [Place(value, f"{self.path}[{number}]") for number, value in enumerate(self.value)]

    def word(self) -> str:
        """Return a text that is not empty."""
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.wrong(_("a text"))
        return printable(self.value, self)

    def yes_no(self) -> bool:
        """Return true or false; nothing else will do."""
        if not isinstance(self.value, bool):
            raise self.wrong(_("true or false"))
        return self.value

    def number(self) -> Decimal:
        """Return a number, exactly; a text or true is none."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | Decimal):
            raise self.wrong(_("a number"))
        return bounded(Decimal(self.value), self.path)

    def money(self) -> Decimal:
        """Return an amount or a rate, given as text ("88.00") or as a number."""
        return read_number(self.value, self.path) if isinstance(self.value, str) else self.number()

    def count(self) -> int:
        """Return a whole number from 0 on."""
        if isinstance(self.value, bool) or not isinstance(self.value, int) or not 0 <= self.value <= MOST_PEOPLE:
            raise self.wrong(_("a whole number from 0 on"))
        return self.value


def printable(text: str, place: Place) -> str:
    """Return a text that can be printed; half a surrogate pair cannot."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as broken:
        raise place.wrong(_("readable text")) from broken
    return text
