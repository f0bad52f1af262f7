"""`manage.py holidays import FILE` adds a year to the holiday table; `holidays show YEAR` prints one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DataError
from django.utils.translation import gettext as _

from core.law import announcements
from core.law.refusals import LawError

REFUSED = 2  # exit code


class Command(BaseCommand):
    """Import a whole year or refuse it whole: a sentence on stderr names the row, exit code 2."""

    help = announcements.__doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
        add = acts.add_parser("import", help="add a year, or put an amended one in its place")
        add.add_argument("file", help="CSV with the header date,is_off,name; or JSON")
        show = acts.add_parser("show", help="print a covered year as CSV")
        show.add_argument("year", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["act"] == "show":
                self.stdout.write(announcements.year_as_csv(options["year"]), ending="")
                return
            announced = announcements.read_announcement(Path(options["file"]))
            changed = announcements.import_announcement(announced, by=announcements.CommandLine())
        except LawError as refused:
            self.stderr.write(str(refused))
            raise SystemExit(REFUSED) from refused
        except DataError as refused:  # a letter that no database keeps
            sentence = _("%(place)s must be %(wanted)s.") % {"place": options["file"], "wanted": _("readable text")}
            self.stderr.write(sentence)
            raise SystemExit(REFUSED) from refused
        counts = {"year": announced.year, "off": announced.days_off, "worked": len(announced.days) - announced.days_off}
        if changed:
            self.stdout.write(_("%(year)s: %(off)s days off and %(worked)s make-up workdays imported.") % counts)
        else:
            self.stdout.write(_("%(year)s is already held so; nothing changed.") % counts)
