"""The bell's rope: pgmq, a message queue in plain SQL, kept in the project's own database."""

from typing import Any

from django.conf import settings
from pgmq import get_embedded_install_sql
from psycopg.conninfo import make_conninfo

from core.database.parameters import connection_parameters

# Seconds a message stays hidden once it is taken; above settings.CELERY_TASK_TIME_LIMIT, or it would be taken twice.
VISIBILITY_TIMEOUT = 1800


def is_ours() -> bool:
    """Whether bells ring through the project's own database."""
    return str(settings.CELERY_BROKER_URL).startswith("pgmq:")


def broker_options() -> dict[str, Any]:
    """The transport options of a broker in the project's own database; none for another broker."""
    if not is_ours():
        return {}
    return {
        "conn_string": make_conninfo("", **connection_parameters()),
        "init_extension": False,  # the schema comes with `migrate`, from plain SQL
        "visibility_timeout": VISIBILITY_TIMEOUT,
        "polling_interval": 1.0,
        "wait_time_seconds": 2,
        "pool_size": 4,
        "pool_timeout": 5,
    }


def install(cursor: Any) -> None:
    """Make the schema `pgmq` once, from the SQL that the client brings; needs no extension of the server."""
    if not is_ours():
        return
    cursor.execute("SELECT to_regclass('pgmq.meta')")
    if cursor.fetchone()[0] is None:
        cursor.execute(get_embedded_install_sql())
