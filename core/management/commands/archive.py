"""`archive make` makes the files that wait; `archive verify` compares every document with its fingerprints."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.archive.models import ArchivedDocument
from core.archive.services import faults, make_waiting


class Command(BaseCommand):
    """The archive of documents."""

    help = "Makes the documents that wait, or compares all of them with their fingerprints."

    def add_arguments(self, parser: CommandParser) -> None:
        """One word."""
        parser.add_argument("act", choices=["make", "verify"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; a fault ends with exit code 1."""
        if options["act"] == "make":
            self.stdout.write(f"{make_waiting(limit=100_000)} made, {ArchivedDocument.objects.waiting().count()} wait")
            return
        wrong = faults()
        if wrong:
            raise CommandError("\n".join(wrong))
        self.stdout.write(f"{ArchivedDocument.objects.exclude(made_at=None).count()} documents hold")
