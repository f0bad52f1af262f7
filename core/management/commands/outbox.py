"""Shows the outbox's dead letters, sends them again, or delivers what is due."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core.audit.models import OutboxMessage
from core.audit.outbox import relay, revive


class Command(BaseCommand):
    """`outbox dead`, `outbox revive ID …`, `outbox relay`."""

    help = "Dead letters of the outbox: show them, send them again; or deliver what is due."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["dead", "revive", "relay"])
        parser.add_argument("ids", nargs="*", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "relay":
            self.stdout.write(f"{relay(limit=10_000)} delivered")
        elif options["what"] == "revive":
            for message_id in options["ids"]:
                revive(message_id)
        for letter in OutboxMessage.objects.filter(dead_at__isnull=False).order_by("pk"):
            self.stdout.write(f"{letter.pk}\t{letter.key}\t{letter.attempts} attempts\t{letter.last_error}")
