"""What stands in the database, in one figure a table, so that a look which wrote anything is caught."""

from __future__ import annotations

from django.db import connection

# A look at a page writes no more than that somebody has come in, and how often: limits are counted in the cache.
UNCOUNTED = ("django_session", "core_cache")
LEFT_OUT = {"accounts_user": ("last_login",)}


def state() -> dict[str, tuple[int, int | None]]:
    """Return how many rows each table has, and a sum over all that is written in them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        tables = [name for (name,) in cursor.fetchall() if name not in UNCOUNTED]
        cursor.execute(" UNION ALL ".join(_figure(table) for table in tables))
        return {table: (count, figure) for table, count, figure in cursor.fetchall()}


def changed(before: dict[str, tuple[int, int | None]]) -> list[str]:
    """Return the tables in which something else stands than before."""
    return sorted(table for table, figure in state().items() if figure != before[table])


def _figure(table: str) -> str:
    row = f"(to_jsonb(t) - ARRAY{list(LEFT_OUT[table])})::text" if table in LEFT_OUT else "t::text"
    return f"SELECT '{table}', count(*), sum(hashtextextended({row}, 0)) FROM public.\"{table}\" t"
