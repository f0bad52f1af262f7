"""Which files the rows of the database name, so that a backup can be asked whether it holds them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models

Place = tuple[str, str]  # storage and path

PATHS = "SELECT DISTINCT {column} FROM {table} WHERE {column} <> ''"
# What core.files.Kept writes into a list of papers, however deep it lies.
KEPT = """SELECT DISTINCT kept ->> 'path' FROM {table},
    jsonb_path_query({column}, '$.** ? (exists(@.path) && exists(@.size) && exists(@.sha256))') AS kept"""


def named_files() -> set[Place]:
    """Return every file that a row names, as the transaction of the moment sees the rows."""
    found: set[Place] = set()
    with connection.cursor() as cursor:
        for storage, question in _questions():
            cursor.execute(question)
            # Where only the name of a paper is known, no file of ours is meant: those lie in folders.
            found |= {(storage, path) for (path,) in cursor.fetchall() if path and (storage != "papers" or "/" in path)}
    return found


def _questions() -> Iterator[tuple[str, str]]:
    for model in apps.get_models():
        meta = model._meta
        if not meta.managed or meta.proxy or meta.app_label == "core":  # the record tells of what was, too
            continue
        names = {field.name for field in meta.local_fields}
        for field in meta.local_fields:
            asked = _asked(field, names)
            if asked is not None and field.column:
                storage, question = asked
                table, column = map(connection.ops.quote_name, (meta.db_table, field.column))
                yield storage, question.format(table=table, column=column)


def _asked(field: models.Field[Any, Any], names: set[str]) -> tuple[str, str] | None:
    """The storage in which a column names files, and the question that finds them."""
    if isinstance(field, models.FileField):
        return "default", PATHS
    if isinstance(field, models.JSONField):
        return "papers", KEPT
    is_path = field.name == "path" and "sha256" in names
    return ("papers", PATHS) if is_path or field.name.endswith("_file") else None
