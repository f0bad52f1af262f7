"""The answers of the calculators: lines that a person reads, a table where there is one, and the rules behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.calculators.figures import read_bids, read_counts, read_criteria, read_prices
from core.law.calendar import load_calendar
from core.law.committees import committee_size
from core.law.credit_codes import read_credit_code
from core.law.low_price import CEILING, MEAN, SECOND_LOWEST, abnormally_low
from core.law.outcome import Because
from core.law.periods import clock_end, earliest_deadline
from core.law.ratings import estimate_rating
from core.law.rulebook import Rulebook
from core.law.scoring import ScoreSheet, score_sheet
from core.punctuation import percent_sign


@dataclass(frozen=True)
class Answer:
    """What a calculator found."""

    result: str
    because: Sequence[Because]
    facts: list[tuple[str, str]] = field(default_factory=list)
    head: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


Given = dict[str, Any]


def deadline(given: Given, book: Rulebook) -> Answer:
    """The earliest lawful deadline."""
    outcome = earliest_deadline(given["method"], given["issued"], load_calendar(), book)
    return Answer(_day(outcome.result), outcome.because)


def clock(given: Given, book: Rulebook) -> Answer:
    """The last day of a clock."""
    outcome = clock_end(given["rule"], given["start"], load_calendar(), book)
    return Answer(_day(outcome.result), outcome.because)


def score(given: Given, book: Rulebook) -> Answer:
    """Totals and ranks of a sheet."""
    criteria = read_criteria(given["criteria"])
    sheet = ScoreSheet(
        method=given["method"],
        price_weight=given["price_weight"],
        criteria=criteria,
        ceiling=given["ceiling"],
        deduction=given["deduction"],
    )
    outcome = score_sheet(sheet, read_bids(given["bids"], criteria), book)
    first = [one.id for one in outcome.result if one.rank == 1]
    rows = [
        [
            one.id,
            _text(one.adjusted_price),
            _text(one.price_score),
            _text(one.total),
            _text(one.rank),
            one.out or "、".join(_triggers(one.abnormally_low)) or "–",
        ]
        for one in sorted(outcome.result, key=lambda one: (one.rank is None, one.rank or 0))
    ]
    return Answer(
        _("First: %(names)s") % {"names": "、".join(first)} if first else _("No bid is ranked."),
        outcome.because,
        head=[_("Bid"), _("Price as evaluated"), _("Price points"), _("Total"), _("Rank"), _("Remark")],
        rows=rows,
    )


def low_price(given: Given, book: Rulebook) -> Answer:
    """Which prices are abnormally low."""
    written, prices = read_prices(given["bids"])
    outcome = abnormally_low(prices, given["ceiling"], None, book)
    caught = [name for name, found in zip(written, outcome.result, strict=True) if found]
    return Answer(
        _("Abnormally low: %(prices)s. The supplier explains before anybody decides.") % {"prices": "、".join(caught)}
        if caught
        else _("No price is abnormally low."),
        outcome.because,
        head=[_("Bid"), _("Below the line of")],
        rows=[[name, "、".join(_triggers(found)) or "–"] for name, found in zip(written, outcome.result, strict=True)],
    )


def committee(given: Given, book: Rulebook) -> Answer:
    """The least lawful committee."""
    outcome = committee_size(
        given["method"], given["budget"], is_complex=given["complex"], threshold=given["threshold"], book=book
    )
    return Answer(
        _("At least %(size)s members, of them at least %(experts)s experts")
        % {"size": outcome.result.size, "experts": outcome.result.experts_min},
        outcome.because,
    )


WRONG = {
    "length": gettext_lazy("It does not have 18 characters."),
    "alphabet": gettext_lazy("It holds a character that no code has."),
    "region": gettext_lazy("Its area is no province."),
    "organisation_check": gettext_lazy("The check character of its organisation code is wrong."),
    "check": gettext_lazy("Its last check character is wrong."),
}


def uscc(given: Given, book: Rulebook) -> Answer:
    """Whether a credit code is right."""
    outcome = read_credit_code(given["code"].strip(), book)
    code = outcome.result
    if code.is_valid:
        return Answer(
            _("The code is right."), outcome.because, [(_("Kind"), code.kind), (_("Area of registration"), code.area)]
        )
    return Answer(f"{_('The code is not right.')} {WRONG.get(code.reason, '')}".strip(), outcome.because)


def rating(given: Given, book: Rulebook) -> Answer:
    """The figures of a rating round."""
    people = {"self": given["self_people"], "assist": given["assist_people"]}
    ballots = {"self": read_counts(given["self_answers"]), "assist": read_counts(given["assist_answers"])}
    outcome = estimate_rating(
        people, ballots, target=float(given["target"]), floor=float(given["floor"]), ranking=None, book=book
    )
    found = outcome.result
    facts = [
        (_("Answers"), f"{found.n} / {sum(people.values())}"),
        (_("Answers needed to move money"), str(found.n_min)),
    ]
    if found.interval:
        facts.append((_("Interval"), f"{found.interval[0]:.1f} – {found.interval[1]:.1f}"))
    if found.satisfied_share is not None:
        facts.append((_("Satisfied"), f"{found.satisfied_share * 100:.1f}{percent_sign()}"))
    facts.append((_("May be published"), _yes_no(found.publishable)))
    facts.append((_("May move money"), _yes_no(found.payable)))
    if found.factor is not None:
        facts.append((_("Share of the performance part that is paid"), f"{found.factor * 100:.1f}{percent_sign()}"))
    return Answer(
        _("Index %(index).1f of 100") % {"index": found.index} if found.index is not None else _("No figure yet"),
        outcome.because,
        facts,
    )


def _triggers(names: Sequence[str]) -> list[str]:
    labels = {MEAN: _("the mean of the bids"), SECOND_LOWEST: _("the second-lowest bid"), CEILING: _("the ceiling")}
    return [labels[name] for name in names]


def _day(day: Any) -> str:
    return f"{date_format(day, 'DATE_FORMAT')} ({day.isoformat()})"


def _text(number: Decimal | int | None) -> str:
    return "–" if number is None else f"{number}"


def _yes_no(answer: bool) -> str:
    return _("Yes") if answer else _("No")
