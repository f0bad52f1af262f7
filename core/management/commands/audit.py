"""Walks the chained record and names the first row that was touched."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.audit.chain import verify


class Command(BaseCommand):
    """`audit verify`: exit 0 when every row stands as it was written, 1 when not.

    A head that was noted outside shows a tail that was cut off, or a chain that was written anew."""

    help = "Verify the chained record of acts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["verify"])
        parser.add_argument(
            "--head", default="", metavar="HASH", help="the head of an earlier walk: the record has to have passed it"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = verify(noted=options["head"])
        if options["json"]:
            self.stdout.write(
                json.dumps(
                    {
                        "ok": verdict.is_whole,
                        "links": verdict.links,
                        "head": verdict.head,
                        "broken": verdict.broken or None,
                    }
                )
            )
        elif verdict.is_whole:
            self.stdout.write(f"{verdict.links} rows, whole; head {verdict.head}")
        if not verdict.is_whole:
            raise CommandError(f"The record is broken after {verdict.links} whole rows: {verdict.broken}", returncode=1)
