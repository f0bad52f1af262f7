"""`migrate` as the owner of the database: the application role may not make tables."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as Migrate
from django.db import OperationalError

from core.database.roles import as_owner
from core.database.server import reason_against


class Command(Migrate):
    """Django's own, as the owner."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate; the promises are installed by the signal that ends it."""
        with as_owner():
            try:
                reason = reason_against()
            except OperationalError as unreachable:
                raise CommandError(f"The database does not answer: {unreachable}".rstrip()) from unreachable
            if reason:
                raise CommandError(reason)
            super().handle(*args, **options)
