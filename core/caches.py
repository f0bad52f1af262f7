"""What processes remember together: counts of wrong answers and of codes already used."""

from __future__ import annotations

from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.locmem import LocMemCache

OWN = "wagtail_"  # addresses that Wagtail looks up for every page, and that every process finds out by itself


class SharedCache(DatabaseCache):
    """A cache in the database; what is only quicker to remember than to ask again stays in the process."""

    def __init__(self, table: str, params: dict[str, Any]) -> None:
        super().__init__(table, params)
        self._own = LocMemCache("own", {"TIMEOUT": 60})

    def _of(self, key: str) -> BaseCache | None:
        return self._own if key.startswith(OWN) else None

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """Return what is remembered under a key."""
        own = self._of(key)
        return own.get(key, default, version) if own else super().get(key, default, version)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Remember a value."""
        own = self._of(key)
        if own:
            own.set(key, value, 60, version)
        else:
            super().set(key, value, timeout, version)

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget a key."""
        own = self._of(key)
        return own.delete(key, version) if own else super().delete(key, version)

    def clear(self) -> None:
        """Forget everything."""
        self._own.clear()
        super().clear()
