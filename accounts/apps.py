from django.apps import AppConfig
from django.conf import settings


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import clock, desk, receivers  # noqa: F401 (they register themselves; models must be loaded first)
        from accounts.notifications import checks  # noqa: F401
        from accounts.notifications.sending import BELLS
        from accounts.notifications.tasks import ring

        if settings.RING_WORKERS:
            BELLS.append(ring)
