"""`manage.py rulebook …`: the rulebook as a calculator; anybody can check the system with it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError
from django.utils.translation import gettext as _

from core.law.amounts import read_amount, read_day, read_number
from core.law.calculator_files import ranked_as_json, rating_as_json, read_round, read_sheet
from core.law.calendar import load_calendar
from core.law.committees import committee_size
from core.law.credit_codes import read_credit_code
from core.law.json_shapes import read_json
from core.law.low_price import abnormally_low
from core.law.outcome import Outcome
from core.law.periods import clock_end, earliest_deadline
from core.law.policy_files import payout_as_json, read_case
from core.law.ratings import estimate_rating
from core.law.refusals import BadInput, LawError
from core.law.rulebook import Rulebook, rulebook
from core.law.scoring import score_sheet

REFUSED = 2  # exit code
Options = dict[str, Any]
Answer = tuple[Any, Outcome[Any]]


class Command(BaseCommand):
    """Answer one question of the rulebook: one JSON object on stdout, or a sentence on stderr and exit code 2."""

    help = "Ask the rulebook: deadlines, clocks, scores, low prices, committees, credit codes, ratings, payouts."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        calculators = parser.add_subparsers(dest="calculator", required=True, metavar="CALCULATOR")

        def calculator(name: str, about: str, *arguments: tuple[str, str]) -> argparse.ArgumentParser:
            sub = calculators.add_parser(name, help=about, description=about)
            for argument, explained in arguments:
                sub.add_argument(argument, help=explained)
            sub.add_argument("--date", help="the rules as they stood on this day; default: all rules in force")
            return sub

        deadline = calculator("deadline", "Earliest lawful bid deadline.")
        deadline.add_argument("--method", required=True, help="open_tender, consultation, negotiation or single_source")
        deadline.add_argument("--issued", required=True, help="day the notice is issued, as 2025-06-03")
        clock = calculator("clock", "Last day of a clock.", ("rule", "name of the clock, as contract_sign"))
        clock.add_argument("--from", dest="start", required=True, help="day of the event that starts it; not counted")
        calculator("score", "A scoring sheet: totals and ranks.", ("file", "the sheet as JSON"))
        low = calculator("low-price", "Which bids are abnormally low.")
        low.add_argument("--ceiling", required=True, help="ceiling price; without one, the budget")
        low.add_argument("--bids", required=True, help="prices of the conforming bids, as 41,78,80,89")
        low.add_argument(
            "--rates", help="rates of mean, second lowest and ceiling that the document raises, as 0.5,0.5,0.45"
        )
        committee = calculator("committee", "Least lawful committee.")
        committee.add_argument("--budget", required=True, help="budget in yuan")
        committee.add_argument("--method", default="open_tender", help="default: open_tender")
        committee.add_argument("--complex", action="store_true", help="technically complex or of large social impact")
        committee.add_argument("--threshold", help="the area's open-tender threshold in yuan")
        calculator("uscc", "Check a unified social credit code.", ("code", "18 characters"))
        calculator("rating", "A rating round: estimate, gates and money.", ("file", "the round as JSON"))
        calculator("payout", "What a payout policy pays for a score.", ("file", "policy and case as JSON"))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            day = options["date"]
            book = rulebook(read_day(day, "--date") if day is not None else None)
            result, outcome = CALCULATORS[options["calculator"]](options, book)
        except LawError as refused:
            self.stderr.write(str(refused))
            raise SystemExit(REFUSED) from refused
        except DatabaseError as broken:
            self.stderr.write(_("The holiday table cannot be read: run “make setup” first."))
            raise SystemExit(REFUSED) from broken
        because = [reason.as_json() for reason in outcome.because]
        answer = {"result": result, "because": because}
        self.stdout.write(json.dumps(answer, ensure_ascii=not speaks_utf8(self.stdout), allow_nan=False))


def speaks_utf8(stream: Any) -> bool:
    """Whether a stream takes Chinese as it is; any other gets it escaped."""
    return (getattr(stream, "encoding", None) or "utf-8").lower().replace("_", "-") in {"utf-8", "utf8"}


def deadline(options: Options, book: Rulebook) -> Answer:
    """Answer `deadline`."""
    issued = read_day(options["issued"], "--issued")
    outcome = earliest_deadline(options["method"], issued, load_calendar(), book)
    return outcome.result.isoformat(), outcome


def clock(options: Options, book: Rulebook) -> Answer:
    """Answer `clock`."""
    outcome = clock_end(options["rule"], read_day(options["start"], "--from"), load_calendar(), book)
    return outcome.result.isoformat(), outcome


def score(options: Options, book: Rulebook) -> Answer:
    """Answer `score`."""
    outcome = score_sheet(*read_sheet(read_json(Path(options["file"]))), book)
    return {"bids": [ranked_as_json(bid) for bid in outcome.result]}, outcome


def low_price(options: Options, book: Rulebook) -> Answer:
    """Answer `low-price`; the result is keyed by the bids as given."""
    given = [bid.strip() for bid in options["bids"].split(",")]
    bids = [read_amount(bid, "--bids") for bid in given]
    if len(set(bids)) != len(bids):
        raise BadInput(_("The same bid is given twice."))
    rates = options["rates"]
    outcome = abnormally_low(
        bids, read_amount(options["ceiling"], "--ceiling"), read_rates(rates) if rates is not None else None, book
    )
    return dict(zip(given, outcome.result, strict=True)), outcome


def read_rates(given: str) -> list[Decimal]:
    """Return the rates of `--rates`."""
    return [read_number(rate.strip(), "--rates") for rate in given.split(",")]


def committee(options: Options, book: Rulebook) -> Answer:
    """Answer `committee`."""
    threshold = options["threshold"]
    outcome = committee_size(
        options["method"],
        read_amount(options["budget"], "--budget"),
        is_complex=options["complex"],
        threshold=read_amount(threshold, "--threshold") if threshold is not None else None,
        book=book,
    )
    return {"size": outcome.result.size, "experts_min": outcome.result.experts_min}, outcome


def uscc(options: Options, book: Rulebook) -> Answer:
    """Answer `uscc`; a wrong code is an answer, not an error."""
    outcome = read_credit_code(options["code"], book)
    code = outcome.result
    if code.is_valid:
        return {"valid": True, "kind": code.kind, "area": code.area}, outcome
    return {"valid": False, "reason": code.reason}, outcome


def rating(options: Options, book: Rulebook) -> Answer:
    """Answer `rating`."""
    given = read_round(read_json(Path(options["file"])))
    outcome = estimate_rating(
        given.population, given.ballots, target=given.target, floor=given.floor, ranking=given.ranking, book=book
    )
    return rating_as_json(outcome.result), outcome


def payout(options: Options, book: Rulebook) -> Answer:
    """Answer `payout`."""
    outcome = read_case(read_json(Path(options["file"])), book)
    return payout_as_json(outcome.result), outcome


CALCULATORS: dict[str, Callable[[Options, Rulebook], Answer]] = {
    "deadline": deadline,
    "clock": clock,
    "score": score,
    "low-price": low_price,
    "committee": committee,
    "uscc": uscc,
    "rating": rating,
    "payout": payout,
}
