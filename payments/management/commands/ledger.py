"""`manage.py ledger check`: recompute the books."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from payments.ledger.models import LedgerTransaction
from payments.ledger.services import check


class Command(BaseCommand):
    """Recompute every transaction of the ledger; exit code 1 when one of them is not sound."""

    help = "Recompute the books: every transaction sums to zero and says what was booked."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the one word `check`."""
        parser.add_argument("action", choices=["check"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line per fault, or one line that says how many transactions are sound."""
        faults = check()
        for fault in faults:
            self.stdout.write(fault)
        if faults:
            raise SystemExit(1)
        self.stdout.write(f"ok: {LedgerTransaction.objects.count()} transactions are sound")
