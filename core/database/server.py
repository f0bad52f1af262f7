"""What a server must be to carry the project: PostgreSQL, new enough, in UTF-8, and able to tell a Chinese letter."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Warning, register
from django.db import DatabaseError, connection, transaction

from core.database.binaries import OLDEST_MAJOR


def reason_against() -> str | None:
    """Why this database cannot be migrated, as a sentence; None where it can be.

    Raises OperationalError where nobody answers.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version_num')::int / 10000, current_setting('server_version'), "
            "current_setting('server_encoding')"
        )
        major, version, encoding = cursor.fetchone()
    if major < OLDEST_MAJOR:
        return f"The server is PostgreSQL {version}; {OLDEST_MAJOR} or newer is needed."
    if encoding != "UTF8":
        return f"The database keeps its texts in {encoding}; make one with ENCODING 'UTF8'."
    return None


def knows_chinese_letters(
    app_configs: Any = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Warn where a Chinese character counts as no letter, as in the locale "C": its texts would have no trigrams."""
    if not databases:
        return []
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT '社' ~ '^[[:alpha:]]$', datctype FROM pg_catalog.pg_database WHERE datname = current_database()"
            )
            is_letter, locale = cursor.fetchone()
    except DatabaseError:
        return []  # no database to ask, or none in UTF-8: `migrate` will say so
    if is_letter:
        return []
    return [
        Warning(
            f"In the database's locale “{locale}” Chinese characters are no letters: searches will not find them.",
            hint="Make the database anew: CREATE DATABASE … TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'.",
            id="core.W002",
        )
    ]


def watch() -> None:
    """Ask it with every `check --database`, and so after every set-up."""
    register(knows_chinese_letters, "database")
