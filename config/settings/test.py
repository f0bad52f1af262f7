"""Tests: PostgreSQL as everywhere, cheap passwords, no bell rung."""

import os

from .base import *  # noqa: F403
from .base import DATABASES

SECRET_KEY = "tests-only-not-a-secret"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CLOCK_MAY_MOVE = True
RING_WORKERS = False
DATABASES["default"]["CONN_MAX_AGE"] = 0
DATABASES["default"]["TEST"] = {"NAME": os.environ.get("TEST_DATABASE_NAME", "test_linli")}
# A test database is never kept: its commits need not wait for the disk.
DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c synchronous_commit=off"


class NoMigrations(dict[str, None]):
    """Every app without migrations: tables are made straight from the models."""

    def __contains__(self, label: object) -> bool:
        return True

    def __getitem__(self, label: str) -> None:
        return None


if os.environ.get("LINLI_SYNC_MODELS") == "1":  # while migrations are being written
    MIGRATION_MODULES = NoMigrations()
