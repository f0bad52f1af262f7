"""Writes the database and every file into a folder."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.backup.programs import BackupError
from core.backup.services import take


class Command(BaseCommand):
    """`backup FOLDER`: one snapshot of the database, every file, and a manifest with their fingerprints."""

    help = "Write the database and every file into a new folder."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder."""
        parser.add_argument("folder", type=Path, help="a folder that is not there yet")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was written; exit code 1 where it could not be, or where files are missing."""
        try:
            manifest = take(options["folder"])
        except BackupError as error:
            raise CommandError(str(error)) from error
        size = manifest["database"]["size"] / 1_000_000
        self.stdout.write(
            f"{options['folder']}: database {size:.1f} MB, {len(manifest['files'])} files; "
            f"head of the record {manifest['audit_head']}"
        )
        for entry in manifest["removed"]:
            self.stderr.write(f"removed meanwhile: {entry['storage']}/{entry['path']}")
        for entry in manifest["missing"]:
            self.stderr.write(f"missing: {entry['storage']}/{entry['path']}")
        if manifest["missing"]:
            raise CommandError("The backup was taken, but lacks files that rows name: an older one may hold them.")
