from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"

    def ready(self) -> None:
        from projects import clock, desk, receivers, thread  # noqa: F401 (they register themselves; models must be loaded first)
