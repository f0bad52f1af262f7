"""`flush` as the owner of the database; append-only tables still refuse to be emptied."""

from typing import Any

from django.core.management.commands.flush import Command as Flush

from core.database.roles import as_owner


class Command(Flush):
    """Django's own, as the owner."""

    def handle(self, **options: Any) -> None:
        """Empty every table that may be emptied."""
        with as_owner():
            super().handle(**options)
