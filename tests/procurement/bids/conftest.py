"""What the tests of bids share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation

from tests.factories.custody import be_quick


@pytest.fixture
def english() -> Iterator[None]:
    """Sentences are read in English."""
    with translation.override("en"):
        yield


@pytest.fixture
def quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys are wrapped and unwrapped without scrypt's second and a half."""
    be_quick(monkeypatch)
