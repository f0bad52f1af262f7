"""Two faces of one connection: the owner who migrates, and the application role that may not rewrite what was promised.

DATABASE_URL names the owner. Every connection of the application takes APPLICATION_ROLE as soon as it is made, so that
an error in our code meets a closed door. Where the role cannot be made, a check says so and the triggers still hold.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register
from django.db import DatabaseError, connection, transaction
from django.db.backends.signals import connection_created
from psycopg.pq import TransactionStatus

from core.database import server

_state = threading.local()

# From PostgreSQL 16 on, being a member of a role no longer means that one may take it.
MAY_TAKE = """pg_catalog.pg_has_role(session_user, rolname,
    CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END)"""

# One round trip: takes the role if it exists and this user may take it, else stays the owner.
TAKE_ROLE = f"SELECT set_config('role', rolname, false) FROM pg_catalog.pg_roles WHERE rolname = %s AND {MAY_TAKE}"  # noqa: S608
KNOWS_ROLE = f"SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = %s AND {MAY_TAKE})"  # noqa: S608

MAKE_ROLE = """
DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = {literal}) THEN
        CREATE ROLE {role} NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION;
    END IF;
    IF NOT (SELECT {may_take} FROM pg_catalog.pg_roles WHERE rolname = {literal}) THEN
        GRANT {role} TO SESSION_USER;
    END IF;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;  -- another database of this server was faster
    WHEN insufficient_privilege THEN RAISE NOTICE 'the application role cannot be made';
END $$
"""


def is_owner() -> bool:
    """Whether this thread speaks as the owner just now."""
    return getattr(_state, "depth", 0) > 0


@contextlib.contextmanager
def as_owner() -> Iterator[None]:
    """Speak as the owner of the database inside the block: for migrations, grants and tests, never for an act."""
    _state.depth = getattr(_state, "depth", 0) + 1
    try:
        if _state.depth == 1 and _is_connected():
            _speak_as_owner()
        yield
    finally:
        _state.depth -= 1
        # In a failed transaction nothing can be said; its rollback takes the role again by itself.
        if _state.depth == 0 and _is_connected() and not _is_failed():
            take_role(connection)


def take_role(wrapper: Any) -> None:
    """Make the connection speak as the application role, if there is one."""
    with wrapper.connection.cursor() as cursor:  # the driver's own cursor: this is no query of the application
        cursor.execute(TAKE_ROLE, [settings.APPLICATION_ROLE])


def on_connection_created(sender: type, connection: Any, **kwargs: object) -> None:
    """Take the application role on every new connection, except in owner mode (signal connection_created)."""
    if connection.vendor == "postgresql" and not is_owner():
        take_role(connection)


def make_role(cursor: Any) -> bool:
    """Make the application role if it is missing; returns whether this user may take it."""
    name = settings.APPLICATION_ROLE
    quoted = connection.ops.quote_name(name)
    literal = "'" + name.replace("'", "''") + "'"
    cursor.execute(MAKE_ROLE.format(role=quoted, literal=literal, may_take=MAY_TAKE))
    cursor.execute(KNOWS_ROLE, [name])
    return bool(cursor.fetchone()[0])


def grant_rights(cursor: Any, append_only: list[str]) -> None:
    """Give the application role its rights on every table, then take away what the append-only tables do not allow."""
    role = connection.ops.quote_name(settings.APPLICATION_ROLE)
    for schema in ("public", "pgmq"):
        cursor.execute("SELECT to_regnamespace(%s)", [schema])
        if cursor.fetchone()[0] is None:
            continue
        cursor.execute(f"GRANT USAGE ON SCHEMA {schema} TO {role}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}")
        cursor.execute(f"GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA {schema} TO {role}")
        cursor.execute(f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {schema} TO {role}")
        if schema == "pgmq":  # queues are made later, by the first who rings
            for right in ("ALL ON TABLES", "ALL ON SEQUENCES"):
                cursor.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT {right} TO {role}")
    for table in append_only:
        cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {connection.ops.quote_name(table)} FROM {role}")


def _speak_as_owner() -> None:
    with connection.connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def _is_connected() -> bool:
    return connection.connection is not None and not connection.connection.closed


def _is_failed() -> bool:
    return bool(connection.connection.info.transaction_status == TransactionStatus.INERROR)


@register("database")
def application_role_exists(
    app_configs: Any = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Warn where the application still speaks as the owner of its tables."""
    if not databases:
        return []
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('django_content_type'), current_user")
            migrated, speaker = cursor.fetchone()
    except DatabaseError:
        return []  # no database to ask: the command itself will say so
    if migrated is None or is_owner() or speaker == settings.APPLICATION_ROLE:
        return []
    return [
        Warning(
            f"The application works as {speaker}, who owns its tables: the role {settings.APPLICATION_ROLE} is "
            f"missing, or {speaker} may not take it.",
            hint="Run `manage.py migrate` as a user with CREATEROLE. Until then only the triggers guard the records.",
            id="core.W001",
        )
    ]


def listen() -> None:
    """Hear of every new connection, and have its server looked at."""
    connection_created.connect(on_connection_created, dispatch_uid="core.database.roles")
    server.watch()
