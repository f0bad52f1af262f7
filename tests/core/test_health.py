"""What those who watch over the server are told."""

from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from core import health
from core.database.maintenance import maintenance
from core.time import core_now, set_clock
from tests.web.headers import faults


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


@pytest.mark.parametrize("address", ["/health/", "/ready/"])
def test_whoever_watches_knows_the_machine_and_not_the_name_of_the_site(
    client: Client, db: None, settings: Any, address: str
) -> None:
    settings.SECURE_SSL_REDIRECT, settings.SECURE_REDIRECT_EXEMPT = True, ["^health/$", "^ready/$"]
    answer = client.get(address, SERVER_NAME="10.0.0.5", SERVER_PORT="8000")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert faults(address, is_signed_in=True, answer=answer) == []
    assert client.get("/accounts/login/", SERVER_NAME="10.0.0.5", secure=True).status_code == 400


def test_a_database_that_was_started_anew_is_not_taken_for_one_that_is_gone(
    client: Client, transactional_db: None
) -> None:
    assert client.get("/ready/").status_code == 200
    with maintenance() as server:
        server.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid])
    connection.health_check_done = False  # as at the beginning of every request
    assert client.get("/ready/").status_code == 200
