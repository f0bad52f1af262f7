"""What those who watch over the server are told."""

import pytest
from django.db import OperationalError
from django.test import Client

from core import health
from core.time import core_now, set_clock


def test_it_lives_without_asking_the_database(client: Client) -> None:
    answer = client.get("/health/")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_it_is_ready_when_the_database_is_migrated(client: Client, db: None) -> None:
    answer = client.get("/ready/")
    assert (answer.status_code, answer.json()) == (
        200,
        {"status": "ok", "database": True, "migrations_waiting": 0, "clock_offset_seconds": 0.0},
    )


def test_it_says_how_far_the_clock_is_off(client: Client, db: None) -> None:
    set_clock(core_now().replace(year=2030))
    assert client.get("/ready/").json()["clock_offset_seconds"] > 0


def test_it_is_not_ready_without_its_database(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone:
        def ensure_connection(self) -> None:
            raise OperationalError("gone")

    monkeypatch.setattr(health, "connection", Gone())
    answer = client.get("/ready/")
    assert (answer.status_code, answer.json()) == (503, {"status": "unavailable", "database": False})


@pytest.mark.parametrize("address", ["/health/", "/ready/"])
def test_nothing_is_posted_to_it(client: Client, db: None, address: str) -> None:
    assert client.post(address).status_code == 405
