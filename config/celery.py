"""The bell: Celery on the project's own database, unless CELERY_BROKER_URL names another broker."""

import os

from celery import Celery

from core.database.queue import broker_options

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

app = Celery("linli")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.add_defaults(lambda: {"broker_transport_options": broker_options()})
app.autodiscover_tasks()
app.autodiscover_tasks(["payments.ledger", "accounts.notifications"])  # stages, not apps
