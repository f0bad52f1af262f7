"""How the database is reached: for every connection of ours that Django does not make itself."""

from __future__ import annotations

from django.db import connection
from psycopg import pq

# All that PostgreSQL's own library knows to be told, by its name in the environment of a program, "" where it has none.
KNOWN = {
    option.keyword.decode(): option.envvar.decode() if option.envvar else "" for option in pq.Conninfo.get_defaults()
}


def connection_parameters() -> dict[str, str]:
    """Return what DATABASE_URL says, word for word: TLS and its certificates, and which server of several is meant."""
    given = connection.get_connection_params()
    return {name: str(given[name]) for name in KNOWN if given.get(name) not in (None, "")}
