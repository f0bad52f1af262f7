"""Moves the demo's clock, never backwards behind what the record has seen."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.clock import ClockGoesForwardError, advance, next_deadline
from core.law.announcements import EARLIEST_YEAR, LATEST_YEAR
from core.time import SHANGHAI, ClockMayNotMove, clear_clock, core_now


class Command(BaseCommand):
    """`demo_clock --to ISO`, `--next` (the next clock that runs out) or `--clear`; without one it tells the time."""

    help = "Show or move the demo's clock (never in production)."

    def add_arguments(self, parser: CommandParser) -> None:
        way = parser.add_mutually_exclusive_group()
        way.add_argument(
            "--to", metavar="ISO", help="an instant, as 2026-03-16T09:00; Asia/Shanghai unless it names a zone"
        )
        way.add_argument("--next", action="store_true", help="to the next clock that runs out")
        way.add_argument("--clear", action="store_true", help="tell the true time again")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["to"] is not None:
                advance(parse_instant(options["to"]))
            elif options["next"]:
                following = next_deadline()
                if following is None:
                    raise CommandError("No clock is running; use --to.")
                advance(following)
            elif options["clear"]:
                clear_clock()
        except (ClockMayNotMove, ClockGoesForwardError) as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(core_now().astimezone(SHANGHAI).isoformat(timespec="seconds"))


def parse_instant(text: str) -> datetime:
    """Return the instant of an ISO text; without a zone it is Asia/Shanghai. A year of no calendar is refused."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as broken:
        raise CommandError(f"“{text}” is not an instant; write 2026-03-16T09:00.") from broken
    if not EARLIEST_YEAR <= instant.year <= LATEST_YEAR:  # beyond, a clock that runs on would leave the calendar
        raise CommandError(f"{instant.year} is not a year of this calendar ({EARLIEST_YEAR} to {LATEST_YEAR}).")
    return instant if instant.tzinfo else instant.replace(tzinfo=SHANGHAI)
