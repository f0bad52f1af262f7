"""`migrate` as the owner of the database: the application role may not make tables."""

from typing import Any

from django.core.management.commands.migrate import Command as Migrate

from core.database.roles import as_owner


class Command(Migrate):
    """Django's own, as the owner."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate; the promises are installed by the signal that ends it."""
        with as_owner():
            super().handle(*args, **options)
