"""Reads a backup back, and looks whether everything in it is whole."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.backup.programs import BackupError
from core.backup.services import bring_back, drill


class Command(BaseCommand):
    """`restore FOLDER`: into the empty database of DATABASE_URL; with --drill into one beside it that goes again."""

    help = "Read a backup into an empty database, or rehearse it with --drill; verify the record and the books."
    requires_system_checks: list[str] = []  # there is no table yet to check

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder, and whether it is only a drill."""
        parser.add_argument("folder", type=Path, help="a folder that `backup` has written")
        parser.add_argument("--drill", action="store_true", help="leave everything as it is: only try whether it works")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was found; exit code 1 where something is not whole."""
        way = drill if options["drill"] else bring_back
        try:
            report = way(options["folder"], self.stderr.write)
        except BackupError as error:
            raise CommandError(str(error)) from error
        for fault in report.faults:
            self.stdout.write(fault)
        if report.faults:
            raise CommandError("The backup was read, but not everything in it is whole.")
        self.stdout.write(f"whole: {report.links} rows of the record, the books sound, {report.files} files put")
