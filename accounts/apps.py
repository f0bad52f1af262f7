from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import clock, desk, receivers  # noqa: F401 (they register themselves; models must be loaded first)
