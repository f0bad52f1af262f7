"""The bell: Celery on the project's own database, unless CELERY_BROKER_URL names another broker."""

from celery import Celery

from core.database.queue import broker_options

app = Celery("linli")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.add_defaults(lambda: {"broker_transport_options": broker_options()})
app.autodiscover_tasks()
app.autodiscover_tasks(["payments.ledger", "accounts.notifications", "accounts.people"])  # stages, not apps
