from django.apps import AppConfig
from django.conf import settings


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        from core import database  # noqa: F401, PLC0415 — the ground listens before the first connection
        from core.audit.outbox import BELLS  # noqa: PLC0415
        from core.tasks import ring  # noqa: PLC0415

        if settings.RING_WORKERS:
            BELLS.append(ring)
