"""Moves the demo's clock, never backwards behind what the record has seen."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.audit.models import AuditRow
from core.clock import next_deadline, run_sweeps
from core.law.announcements import EARLIEST_YEAR, LATEST_YEAR
from core.time import SHANGHAI, ClockMayNotMove, clear_clock, core_now, set_clock


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
                self.move_to(parse_instant(options["to"]))
            elif options["next"]:
                following = next_deadline()
                if following is None:
                    raise CommandError("No clock is running; use --to.")
                self.move_to(following)
            elif options["clear"]:
                clear_clock()
        except ClockMayNotMove as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(core_now().astimezone(SHANGHAI).isoformat(timespec="seconds"))

    def move_to(self, instant: datetime) -> None:
        """Move forward to an instant and write the states that time has changed by then."""
        newest = AuditRow.objects.order_by("-at").first()
        if newest and newest.at > instant:
            raise CommandError(
                f"The record already reaches {newest.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}; "
                "the clock goes forward only."
            )
        set_clock(instant)
        run_sweeps()


def parse_instant(text: str) -> datetime:
    """Return the instant of an ISO text; without a zone it is Asia/Shanghai. A year of no calendar is refused."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as broken:
        raise CommandError(f"“{text}” is not an instant; write 2026-03-16T09:00.") from broken
    if not EARLIEST_YEAR <= instant.year <= LATEST_YEAR:  # beyond, a clock that runs on would leave the calendar
        raise CommandError(f"{instant.year} is not a year of this calendar ({EARLIEST_YEAR} to {LATEST_YEAR}).")
    return instant if instant.tzinfo else instant.replace(tzinfo=SHANGHAI)
