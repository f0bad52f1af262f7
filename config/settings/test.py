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
# Tests of the doors switch them on; all others come in by force_login.
SECOND_FACTOR_REQUIRED = False
ASKS_WHO_IT_IS = False
# Each test that needs the card provider starts a stand-in and says where it answers.
STRIPE_API_KEY = "sk_test_fake"
STRIPE_WEBHOOK_SECRET = "whsec_fake_for_development_only"  # noqa: S105
