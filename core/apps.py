from django.apps import AppConfig
from django.conf import settings


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        from core.database import promises, roles  # noqa: PLC0415 — models must be loaded first

        roles.listen()  # before the first connection
        promises.listen(self)
        from core.audit.outbox import BELLS  # noqa: PLC0415
        from core.tasks import ring  # noqa: PLC0415

        if settings.RING_WORKERS:
            BELLS.append(ring)
