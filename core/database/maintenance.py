"""Making and leaving whole databases: the server's own database to speak from, and which one the application uses."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

from core.database.parameters import connection_parameters


def use(name: str) -> None:
    """Let the default connection go to this database from now on."""
    connection.close()
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name


@contextlib.contextmanager
def maintenance() -> Iterator[psycopg.Connection[Any]]:
    """A connection of the owner to the server's own database, outside any transaction."""
    address = make_conninfo("", **{**connection_parameters(), "dbname": "postgres"})
    with psycopg.connect(address, autocommit=True) as server:
        yield server
