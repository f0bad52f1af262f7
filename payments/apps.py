from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "payments"

    def ready(self) -> None:
        from payments import clock, desk, receivers  # noqa: F401 (they register themselves; models must be loaded first)
