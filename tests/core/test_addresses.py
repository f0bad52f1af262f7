"""Whole addresses: one site, one way to write where a page is."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from accounts.invitations.services import link_of
from core.addresses import whole_address
from core.archive.services import address_of


@pytest.mark.parametrize("given", ["https://linli.example.org", "https://linli.example.org/"])
def test_a_slash_at_the_end_of_the_public_address_is_not_written_twice(settings: Any, given: str) -> None:
    settings.WAGTAILADMIN_BASE_URL = given
    made = [
        whole_address("/ready/"),
        address_of("abc"),
        link_of(SimpleNamespace(handle="abc")),  # type: ignore[arg-type]
    ]
    assert [address.removeprefix("https://linli.example.org/").startswith("/") for address in made] == [False] * 3
    assert all(address.startswith("https://linli.example.org/") for address in made)
