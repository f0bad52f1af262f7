"""Who has the page of an opening open just now. It is a courtesy to the two custodians; nothing is decided by it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.cache import cache

LASTS = 20  # seconds after the last sign


def show_up(tender_id: int, person: Any) -> None:
    """Note that a person has the page open."""
    cache.set(_key(tender_id, person.pk), True, LASTS)


def present(tender_id: int, people: Iterable[int]) -> set[int]:
    """Return those of the people who have the page open."""
    keys = {_key(tender_id, person): person for person in people}
    return {keys[key] for key in cache.get_many(list(keys))}


def _key(tender_id: int, person_id: int) -> str:
    return f"opening:{tender_id}:{person_id}"
