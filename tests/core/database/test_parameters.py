"""What DATABASE_URL says about TLS holds for every connection: the broker's, that of a backup, and that of a drill."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import dj_database_url
import psycopg
import pytest
from django.db import connection
from psycopg.conninfo import conninfo_to_dict

from core.backup import programs
from core.database.maintenance import maintenance
from core.database.parameters import connection_parameters
from core.database.queue import broker_options

ADDRESS = (
    "postgresql://owner:secret@db.example:6432/linli"
    "?sslmode=verify-full&sslrootcert=/etc/ca.pem&target_session_attrs=read-write&keepalives_idle=30"
)
SAID = {
    "host": "db.example",
    "port": "6432",
    "user": "owner",
    "password": "secret",
    "sslmode": "verify-full",
    "sslrootcert": "/etc/ca.pem",
    "target_session_attrs": "read-write",
    "keepalives_idle": "30",
}


@pytest.fixture
def elsewhere(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings name a server that asks for TLS; nothing is sent to it."""
    given = dj_database_url.parse(ADDRESS)
    for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS"):
        monkeypatch.setitem(connection.settings_dict, name, given.get(name, {}))


def missing(told: dict[str, Any]) -> dict[str, str]:
    """What was said and is not told on."""
    return {name: value for name, value in SAID.items() if told.get(name) != value}


def test_what_only_django_understands_is_left_out(elsewhere: None) -> None:
    assert missing(connection_parameters()) == {}
    assert set(connection_parameters()) - set(SAID) == {"dbname", "client_encoding"}


def test_the_broker_is_told_all_of_it(elsewhere: None) -> None:
    assert missing(conninfo_to_dict(broker_options()["conn_string"])) == {}


def test_whoever_makes_databases_is_told_all_of_it(elsewhere: None, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    class Server:
        def __init__(self, address: str, **_: Any) -> None:
            told.append(address)

        def __enter__(self) -> None: ...

        def __exit__(self, *_: object) -> None: ...

    monkeypatch.setattr(psycopg, "connect", Server)
    with maintenance():
        pass
    assert missing(conninfo_to_dict(told[0])) == {}
    assert conninfo_to_dict(told[0])["dbname"] == "postgres"


@pytest.mark.parametrize("name", ["pg_dump", "pg_restore"])
def test_the_programs_are_told_all_of_it_and_the_password_is_not_seen(
    elsewhere: None, monkeypatch: pytest.MonkeyPatch, name: str, tmp_path: Path
) -> None:
    told: dict[str, Any] = {}

    def run(arguments: list[str], *, env: dict[str, str], **_: Any) -> subprocess.CompletedProcess[str]:
        told.update(arguments=arguments, env=env)
        return subprocess.CompletedProcess(arguments, 0, "", "")

    monkeypatch.setattr(programs, "_newest", lambda name: (name, 99))
    monkeypatch.setattr(subprocess, "run", run)
    if name == "pg_dump":
        programs.dump(tmp_path / "dump", "snapshot")
    else:
        programs.read_back(tmp_path / "dump")
    [address] = [one.removeprefix("--dbname=") for one in told["arguments"] if one.startswith("--dbname=")]
    env = {name: value for name, value in told["env"].items() if os.environ.get(name) != value}
    by_environment = {
        "host": env["PGHOST"],
        "port": env["PGPORT"],
        "user": env["PGUSER"],
        "password": env["PGPASSWORD"],
        "sslmode": env["PGSSLMODE"],
        "sslrootcert": env["PGSSLROOTCERT"],
        "target_session_attrs": env["PGTARGETSESSIONATTRS"],
    }
    assert missing({**conninfo_to_dict(address), **by_environment}) == {}
    assert conninfo_to_dict(address)["dbname"] == "linli"
    assert "secret" not in " ".join(told["arguments"])
