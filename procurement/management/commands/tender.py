"""`manage.py tender import FILE.json`: check the sheet of a tender, or write it as a draft on a plan item."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.models import User
from core.transitions import Refused
from procurement.plans.models import PlanItem
from procurement.tenders.facts import FactsRefused, NotFacts, Report, TenderFacts, check_facts, read_facts
from procurement.tenders.queries import waiting_for_tender
from procurement.tenders.services import draft_tender

REFUSED = 2  # exit status


class Command(BaseCommand):
    """Reads a tender's facts; `--check` only reports, one JSON object on stdout."""

    help = "Check the facts of a tender (JSON), or write them as a draft on a plan item."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Define `import FILE [--check] [--plan-item OCID] [--by EMAIL]`."""
        actions = parser.add_subparsers(dest="action", required=True)
        reading = actions.add_parser("import", help="read a sheet of facts")
        reading.add_argument("file", type=Path, help="the JSON file")
        reading.add_argument("--check", action="store_true", help="report errors and warnings, write nothing")
        reading.add_argument(
            "--plan-item",
            metavar="OCID",
            help="the plan item that the draft stands on; without it, the buyer's only one that waits for a tender",
        )
        reading.add_argument(
            "--by", metavar="EMAIL", help="the officer who drafts; without it, who drafted the plan item"
        )

    def handle(
        self, *args: Any, file: Path, check: bool, plan_item: str | None, by: str | None, **options: Any
    ) -> None:
        """Check, or import all or nothing; exit 2 where the file or the step is refused."""
        if check:
            report = look_at(file)
            self._print(report.as_json())
            if not report.ok:
                sys.exit(REFUSED)
            return
        try:
            facts = TenderFacts.read(read_facts(file))
            item = item_for(facts, plan_item)
            tender = draft_tender(item.pk, facts=facts, by=officer_for(item, by))
        except (NotFacts, FactsRefused, Refused) as refusal:
            raise CommandError(str(refusal), returncode=REFUSED) from refusal
        self._print({"ocid": tender.ocid, "tender": tender.pk, "state": tender.state, "title": tender.title})

    def _print(self, answer: dict[str, Any]) -> None:
        """Write one JSON object; where the terminal knows no Chinese, in ASCII with escapes."""
        said = json.dumps(answer, ensure_ascii=False)
        try:
            said.encode(getattr(self.stdout, "encoding", None) or "utf-8")
        except UnicodeEncodeError:
            said = json.dumps(answer)
        self.stdout.write(said)


def look_at(file: Path) -> Report:
    """Return what a check finds in a file; one that cannot be read is one error without a place."""
    try:
        return check_facts(read_facts(file))
    except NotFacts as refusal:
        report = Report()
        report.error("", str(refusal))
        return report


def item_for(facts: TenderFacts, ocid: str | None) -> PlanItem:
    """Return the plan item that was named, or the only one of the sheet's buyer that waits for a tender."""
    if ocid is not None:
        try:
            return PlanItem.objects.get(ocid=ocid)
        except ObjectDoesNotExist as missing:
            raise CommandError(_("There is no plan item %(ocid)s.") % {"ocid": ocid}, returncode=REFUSED) from missing
    waiting = list(waiting_for_tender(facts.buyer_name, facts.service_kind)[:10])
    if len(waiting) == 1:
        return waiting[0]
    named = ", ".join(item.ocid for item in waiting) or _("none")
    raise CommandError(
        _("Name the plan item with --plan-item OCID. Published items of %(buyer)s that wait for a tender: %(items)s.")
        % {"buyer": facts.buyer_name or "?", "items": named},
        returncode=REFUSED,
    )


def officer_for(item: PlanItem, email: str | None) -> User:
    """Return the person who was named, or who drafted the plan item."""
    if email is None:
        return item.drafted_by
    person = User.objects.filter(email__iexact=email).first()
    if person is None:
        raise CommandError(_("Nobody here has the e-mail address %(email)s.") % {"email": email}, returncode=REFUSED)
    return person
