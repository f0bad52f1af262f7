from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        from core import database  # noqa: F401 — the ground listens before the first connection
