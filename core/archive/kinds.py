"""Which records are archived as documents; every stage registers its own in its `archive.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from core.archive.contents import Contents
from core.transitions import Text


@dataclass(frozen=True)
class Kind:
    """One kind of document: its name, what it is made of, and who reads it."""

    key: str
    name: Text
    model: Any
    contents: Callable[[Any], Contents]  # of the record, as it stands in the database
    readable: Callable[[Any], QuerySet[Any]]  # the records whose document a person may read


KINDS: dict[str, Kind] = {}


def archived(
    key: str, name: Text, model: Any, *, readable: Callable[[Any], QuerySet[Any]] | None = None
) -> Callable[[Callable[[Any], Contents]], Callable[[Any], Contents]]:
    """Register the contents of a kind; whoever may see the record may read it, where nothing else is said."""

    def registered(contents: Callable[[Any], Contents]) -> Callable[[Any], Contents]:
        KINDS[key] = Kind(key, name, model, contents, readable or model.objects.visible_to)
        return contents

    return registered


def kinds_of(thing: Any) -> list[Kind]:
    """Return the kinds of document that are made of a record like this."""
    return [kind for kind in KINDS.values() if isinstance(thing, kind.model)]
