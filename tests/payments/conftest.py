"""A card provider on the loopback for every test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.fakes.stripe import FakeStripe, running


@pytest.fixture
def fake(socket_enabled: None, settings: Any) -> Iterator[FakeStripe]:
    """The provider's stand-in; the product speaks to it over HTTP."""
    with running() as provider:
        settings.STRIPE_API_BASE = provider.base
        settings.STRIPE_TIMEOUT = (1.0, 2.0)
        yield provider
