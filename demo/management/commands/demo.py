"""Seeds the demo's stories and prints what came of them."""

import json
import sys
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from core.time import SHANGHAI, core_now
from core.transitions import Refused
from demo.office import PASSPHRASE
from demo.report import purchases
from demo.seeding import ACTS, is_seeded, seed
from demo.world import PASSWORD, address_of, read_world


class Command(BaseCommand):
    """`demo` plays five purchases through every stage, once; `demo --json` prints them as one JSON object."""

    help = "Play the demo's stories (once) and print what came of them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout, nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.CLOCK_MAY_MOVE:
            raise CommandError("The demo moves the clock; it does not run in production.")
        if not is_seeded():
            self.play()
        if options["json"]:
            self.stdout.write(json.dumps({"purchases": purchases()}, ensure_ascii=False))
        else:
            self.tell()

    def play(self) -> None:
        """Play the stories with a progress bar on stderr."""
        with tqdm(total=ACTS, desc="playing the stories", unit=" acts", file=sys.stderr) as bar:
            try:
                seed(partial(self.advance, bar))
            except Refused as refused:
                raise CommandError(str(refused)) from refused
            bar.total = bar.n

    @staticmethod
    def advance(bar: tqdm) -> None:
        """One act has been played."""
        bar.update()

    def tell(self) -> None:
        """Print the purchases and the accounts for people."""
        self.stdout.write(f"The demo's clock: {core_now().astimezone(SHANGHAI):%Y-%m-%d %H:%M} Asia/Shanghai\n")
        for row in purchases():
            states = [row[name] or "–" for name in ("need", "plan_item", "tender", "award", "contract", "rating_round")]
            self.stdout.write(f"{row['ocid']}  {row['title']}\n    {' → '.join(states)}")
        self.stdout.write(f"\nAccounts (password {PASSWORD}; custodians' passphrase “{PASSPHRASE}”):")
        world = read_world()
        for body in world["bodies"]:
            for person in body["people"]:
                roles = ", ".join(person["roles"])
                address = address_of(person["key"], body["key"])
                self.stdout.write(f"  {address}  {person['name']}  {body['name']}: {roles}")
        for supplier in world["suppliers"]:
            address = address_of(supplier["key"], supplier["key"])
            self.stdout.write(f"  {address}  {supplier['head']}  {supplier['name']}")
        self.stdout.write("  resident1@zinan.example … resident70@zinan.example  residents of 紫南社区")
        self.stdout.write("  expert1@experts.example … expert15@experts.example  experts")
        self.stdout.write("  operator@linli.example  the operator (site administration)")
