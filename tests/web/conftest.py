"""The world of the demo, played once for each test of this folder that asks for it."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from tests.factories.custody import be_quick
from tests.web.places import Address, addresses


@pytest.fixture
def places(db: None, monkeypatch: pytest.MonkeyPatch) -> list[Address]:
    """Every address with its examples."""
    be_quick(monkeypatch)
    call_command("demo", "--json", verbosity=0)
    return addresses()
