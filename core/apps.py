from django.apps import AppConfig
from django.conf import settings


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        from core import addresses, proxies  # noqa: F401 — their checks of a deployment
        from core.database import promises, roles

        roles.listen()  # before the first connection
        promises.listen(self)
        from core.archive import services as archive
        from core.audit.outbox import BELLS
        from core.tasks import ring, ring_press

        if settings.RING_WORKERS:
            BELLS.append(ring)
            archive.BELLS.append(ring_press)
