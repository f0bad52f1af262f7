"""The tree of the public site, as every set-up makes it."""

from __future__ import annotations

import pytest

from cms.models import HomePage
from cms.tree import plant


@pytest.fixture
def site(db: None) -> HomePage:
    return plant()
