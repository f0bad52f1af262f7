"""The table of the cache that web processes share; it needs no log, because a crash may forget it."""

from django.db import migrations

MAKE = """
    CREATE UNLOGGED TABLE IF NOT EXISTS core_cache (
        cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL
    );
    CREATE INDEX IF NOT EXISTS core_cache_expires ON core_cache (expires);
"""


class Migration(migrations.Migration):
    """One table."""

    dependencies = [("core", "0004_sent_forms")]
    operations = [migrations.RunSQL(MAKE, "DROP TABLE IF EXISTS core_cache;")]
