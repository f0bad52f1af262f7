"""The bell's rope: pgmq, a message queue in plain SQL, kept in the project's own database."""

from typing import Any

from django.conf import settings
from pgmq import get_embedded_install_sql


def is_ours() -> bool:
    """Whether bells ring through the project's own database."""
    return not settings.CELERY_BROKER_URL


def install(cursor: Any) -> None:
    """Make the schema `pgmq` once, from the SQL that the client brings; needs no extension of the server."""
    if not is_ours():
        return
    cursor.execute("SELECT to_regclass('pgmq.meta')")
    if cursor.fetchone()[0] is None:
        cursor.execute(get_embedded_install_sql())
