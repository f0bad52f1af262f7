"""Writes docs/flow.md from the machines: a picture and a table for each."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from core.flow import flow_page


class Command(BaseCommand):
    """`flow` writes the page; `flow --check` fails when the written page is not the code's."""

    help = "Generate docs/flow.md from the transitions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        page = Path(settings.BASE_DIR) / "docs" / "flow.md"
        with translation.override("en"):
            text = flow_page()
        if options["check"]:
            if not page.exists() or page.read_text() != text:
                raise CommandError("docs/flow.md is not what the code says; run `make flow`.")
            return
        page.write_text(text)
        self.stderr.write(f"wrote {page.relative_to(settings.BASE_DIR)}")
