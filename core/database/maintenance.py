"""Making and leaving whole databases: the server's own database to speak from, and which one the application uses."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection


def use(name: str) -> None:
    """Let the default connection go to this database from now on."""
    connection.close()
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name


@contextlib.contextmanager
def maintenance() -> Iterator[psycopg.Connection[Any]]:
    """A connection of the owner to the server's own database, outside any transaction."""
    given = connection.get_connection_params()
    kept = {key: given[key] for key in ("host", "port", "user", "password") if given.get(key)}
    with psycopg.connect(**kept, dbname="postgres", autocommit=True) as server:
        yield server
