"""Wiring only; tasks find their bell because it is hung up here."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
