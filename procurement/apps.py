from django.apps import AppConfig


class ProcurementConfig(AppConfig):
    name = "procurement"

    def ready(self) -> None:
        from procurement import clock, desk, receivers, thread  # noqa: F401 (they register themselves; models must be loaded first)
