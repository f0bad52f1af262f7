"""The test database: a template made once for each content of models and promises, and a quick clone for each run."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from psycopg import sql

from core.database import promises
from core.database.roles import as_owner

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE_LOCK = 7_203_100  # advisory lock of the maintenance database: one builder or cloner at a time
TEMPLATES_KEPT = 4
SEED = "linli_seed"  # the schema that remembers the rows which migrations brought
OURS = ("accounts", "cms", "core", "demo", "payments", "procurement", "projects")


def content_hash() -> str:
    """What the template depends on: migrations, promises, and the versions of the packages."""
    digest = hashlib.sha256()
    for part in promises.statements():
        digest.update("\0".join(part).encode())
    files = [ROOT / "uv.lock", ROOT / "tests" / "database.py", ROOT / "core" / "law" / "seed.py"]
    files += [ROOT / "core" / "database" / name for name in ("promises.py", "roles.py", "queue.py")]
    files += [path for app in OURS for path in sorted((ROOT / app / "migrations").glob("*.py"))]
    for path in files:
        digest.update(path.read_bytes() if path.exists() else b"")
    digest.update("\0".join(settings.INSTALLED_APPS).encode())  # a package that comes in brings its tables
    return digest.hexdigest()[:12]


def make(name: str) -> None:
    """Make the database `name` afresh, as a clone of the template; the template is built if there is none."""
    assert name.startswith("test_"), "only a database named test_… knows the exemptions that tests need"
    template = f"linli_template_{content_hash()}"
    with _maintenance() as server:
        server.execute("SELECT pg_advisory_lock(%s)", [TEMPLATE_LOCK])
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
            _drop_old_templates(server)
            # Built under a name of tests, renamed when whole: a template that can be seen is complete.
            building = f"test_building_{template}"
            _drop(server, building)
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(building)))
            _build(building)
            rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            server.execute(rename.format(sql.Identifier(building), sql.Identifier(template)))
        _drop(server, name)
        clone = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        server.execute(clone.format(sql.Identifier(name), sql.Identifier(template)))
        server.execute(sql.SQL("COMMENT ON DATABASE {} IS 'linli'").format(sql.Identifier(template)))
    use(name)


def drop(name: str) -> None:
    """Drop a test database, whoever is still in it."""
    connection.close()
    with _maintenance() as server:
        _drop(server, name)


def use(name: str) -> None:
    """Let the default connection go to this database from now on."""
    connection.close()
    connection.settings_dict["NAME"] = name
    settings.DATABASES["default"]["NAME"] = name


def restore() -> None:
    """Take away what a test has committed: empty every table, and give back the rows that migrations brought."""
    with as_owner(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL linli.fixture = 'on'")
        _restore(cursor)


def _restore(cursor: Any) -> None:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    tables = [row[0] for row in cursor.fetchall()]
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [SEED])
    seeded = {row[0] for row in cursor.fetchall()}
    checks = [
        f"SELECT '{table}' WHERE {_differs(table)}" if table in seeded else f"SELECT '{table}' WHERE {_is_used(table)}"
        for table in tables
    ]
    cursor.execute(" UNION ALL ".join(checks))
    touched = [row[0] for row in cursor.fetchall()]
    for table in touched:  # the keys between tables are deferred: no order is needed
        cursor.execute(f'DELETE FROM public."{table}"')
    for table in touched:
        if table in seeded:
            cursor.execute(f'INSERT INTO public."{table}" OVERRIDING SYSTEM VALUE SELECT * FROM {SEED}."{table}"')


def _is_used(table: str) -> str:
    return f'EXISTS (SELECT 1 FROM public."{table}")'


def _differs(table: str) -> str:
    count = '(SELECT (count(*), sum(hashtextextended(t::text, 0))) FROM {}."{}" t)'
    return f"{count.format('public', table)} IS DISTINCT FROM {count.format(SEED, table)}"


def _build(name: str) -> None:
    before = connection.settings_dict["NAME"]
    use(name)
    try:
        with as_owner():
            call_command("migrate", verbosity=0, interactive=False)
            _remember_seed()
    finally:
        use(before)


def _remember_seed() -> None:
    role = connection.ops.quote_name(settings.APPLICATION_ROLE)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {SEED}")
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT EXISTS (SELECT 1 FROM public."{table}")')
            if cursor.fetchone()[0]:
                cursor.execute(f'CREATE TABLE {SEED}."{table}" AS TABLE public."{table}"')
        cursor.execute(f"REVOKE ALL ON SCHEMA {SEED} FROM {role}")


def _drop_old_templates(server: psycopg.Connection[Any]) -> None:
    found = server.execute(
        "SELECT datname FROM pg_database WHERE datname ~ '^linli_template_' ORDER BY oid DESC OFFSET %s",
        [TEMPLATES_KEPT - 1],
    ).fetchall()
    for (name,) in found:
        _drop(server, name)


def _drop(server: psycopg.Connection[Any], name: str) -> None:
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextlib.contextmanager
def _maintenance() -> Iterator[psycopg.Connection[Any]]:
    """A connection of the owner to the server's own database, outside any transaction."""
    parameters = connection.get_connection_params()
    kept = {key: parameters[key] for key in ("host", "port", "user", "password") if parameters.get(key)}
    with psycopg.connect(**kept, dbname="postgres", autocommit=True) as server:
        yield server
