"""The world that the demo leaves behind, for every file of this folder that asks for it."""

from __future__ import annotations

import pytest

from tests.factories.custody import be_quick
from tests.web.places import Address, addresses


@pytest.fixture
def places(played: None, db: None, monkeypatch: pytest.MonkeyPatch) -> list[Address]:
    """Every address with its examples."""
    be_quick(monkeypatch)
    return addresses()
