"""Reading the file: exact numbers, no NaN, and a sentence where it is not a sheet of facts at all."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

LARGEST_FILE = 10_000_000  # bytes; a real sheet has 25,000


class Repeated(dict[str, Any]):
    """An object in which a key stands twice; as everywhere in JSON the last one counts."""

    keys_twice: frozenset[str] = frozenset()


class NotFacts(Exception):
    """The file cannot be read as facts; `str()` is the sentence."""


def read_facts(path: Path) -> dict[str, Any]:
    """Return the object in a file, fractions as Decimal; raises NotFacts."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise NotFacts(_("The file is too large to be the facts of one tender."))
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as failure:
        raise NotFacts(_("The file is not UTF-8 text. Save it as UTF-8.")) from failure
    except (OSError, ValueError) as failure:
        raise NotFacts(
            _("The file cannot be read: %(path)s. Check its name and its rights.") % {"path": path}
        ) from failure
    return parse_facts(text)


def parse_facts(text: str) -> dict[str, Any]:
    """Return the object in a JSON text, fractions as Decimal; raises NotFacts."""
    try:
        raw = json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant, object_pairs_hook=_note_repeated)
    except json.JSONDecodeError as failure:
        raise NotFacts(
            _("The file is not JSON: line %(line)s, column %(column)s.")
            % {"line": failure.lineno, "column": failure.colno}
        ) from failure
    except (ValueError, RecursionError) as failure:
        raise NotFacts(_("The file holds a number too long or lists nested too deeply to be meant.")) from failure
    if not isinstance(raw, dict):
        raise NotFacts(_("The file holds no object. The facts of a tender are one JSON object with named keys."))
    return raw


def _note_repeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    repeated = Repeated(found)
    times = Counter(name for name, _value in pairs)
    repeated.keys_twice = frozenset(name for name, count in times.items() if count > 1)
    return repeated


def _refuse_constant(name: str) -> None:
    raise NotFacts(
        _("The file holds %(name)s, which is not a number. Write null where nothing is known.") % {"name": name}
    )
