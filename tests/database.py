"""The test database: a template made once for each content of models and promises, and a quick clone for each run.

Beside it stands a template in which the demo's stories have been played, made once for each content of the code:
whoever reads what the stories leave behind clones it in a second instead of playing them for a minute.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from psycopg import sql

from core.database import promises
from core.database.maintenance import maintenance, use
from core.database.roles import as_owner
from core.time import set_clock
from demo.seeding import NOW
from tests.factories.custody import be_quick

ROOT = Path(__file__).resolve().parent.parent
# Advisory locks of the maintenance database, one a kind of template: one builder or cloner at a time.
TEMPLATE_LOCK, PLAYED_LOCK = 7_203_100, 7_203_101
TEMPLATES_KEPT = 4
A_WHILE = timedelta(minutes=10)
SEED = "linli_seed"  # the schema that remembers the rows which migrations brought
OURS = ("accounts", "cms", "core", "demo", "payments", "procurement", "projects")


def address_for_others() -> str:
    """Return the test's own database as a DATABASE_URL, for processes beside it."""
    given = connection.settings_dict
    host = str(given["HOST"]).replace("/", "%2F")
    return f"postgresql://{given['USER']}:{given['PASSWORD']}@{host}:{given['PORT']}/{given['NAME']}"


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


def code_hash() -> str:
    """What the played stories depend on besides: the code that plays them and the words that it finds."""
    digest = hashlib.sha256(content_hash().encode())
    for app in (*OURS, "config"):
        for path in sorted((ROOT / app).rglob("*")):
            if path.is_file() and path.suffix != ".pyc" and "node_modules" not in path.parts:
                digest.update(path.read_bytes())
    digest.update((ROOT / "tests" / "factories" / "custody.py").read_bytes())
    return digest.hexdigest()[:12]


def make(name: str) -> None:
    """Make the database `name` afresh, as a clone of the template; the template is built if there is none."""
    with maintenance() as server:
        _clone(server, name, f"linli_template_{content_hash()}", TEMPLATE_LOCK, _build)
    use(name)


def make_played(name: str) -> None:
    """Make the database `name` afresh with the demo's stories played in it, on the morning after the last of them."""
    with maintenance() as server:
        _clone(server, name, f"linli_played_{code_hash()}", PLAYED_LOCK, _play)
    use(name)
    set_clock(NOW + A_WHILE)  # however long ago they were played


def _clone(server: psycopg.Connection[Any], name: str, template: str, lock: int, build: Callable[[str], None]) -> None:
    assert name.startswith("test_"), "only a database named test_… knows the exemptions that tests need"
    server.execute("SELECT pg_advisory_lock(%s)", [lock])
    if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
        _drop_old_templates(server, template.rpartition("_")[0])
        # Built under a name of tests, renamed when whole: a template that can be seen is complete.
        building = f"test_building_{template}"
        _drop(server, building)
        build(building)
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        server.execute(rename.format(sql.Identifier(building), sql.Identifier(template)))
    _drop(server, name)
    clone = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    server.execute(clone.format(sql.Identifier(name), sql.Identifier(template)))


def drop(name: str) -> None:
    """Drop a test database, whoever is still in it."""
    connection.close()
    with maintenance() as server:
        _drop(server, name)


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
    with maintenance() as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    with _using(name), as_owner():
        call_command("migrate", verbosity=0, interactive=False)
        _remember_seed()


def _play(name: str) -> None:
    before = connection.settings_dict["NAME"]
    make(name)
    use(before)
    with _using(name), pytest.MonkeyPatch.context() as patched:
        be_quick(patched)
        call_command("demo", verbosity=0, stdout=io.StringIO())


@contextlib.contextmanager
def _using(name: str) -> Iterator[None]:
    before = connection.settings_dict["NAME"]
    use(name)
    try:
        yield
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


def _drop_old_templates(server: psycopg.Connection[Any], kind: str) -> None:
    found = server.execute(
        "SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY oid DESC OFFSET %s",
        [f"{kind}\\_%", TEMPLATES_KEPT - 1],
    ).fetchall()
    for (name,) in found:
        _drop(server, name)


def _drop(server: psycopg.Connection[Any], name: str) -> None:
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
