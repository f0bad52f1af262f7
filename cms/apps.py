from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"

    def ready(self) -> None:
        from cms import clock, desk, places, receivers  # noqa: F401 (they register themselves; models must be loaded first)
