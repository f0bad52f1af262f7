"""What has to add up: items to their section, sections to 100, the price to its least weight, payments to 100 %."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.law.rulebook import rule
from procurement.tenders.facts.report import Report
from procurement.tenders.facts.values import items_of, number, part, parts, plain, sections_of, text

WHOLE = Decimal(100)  # percent
LOWEST_PRICE = "lowest_price"  # a sheet without points: the lowest price wins


def check_sums(raw: dict[str, Any], report: Report) -> None:
    """Note everything that does not add up, each at its place."""
    scoring = raw.get("scoring")
    if isinstance(scoring, dict) and isinstance(scoring.get("sections"), list):
        for path, section in sections_of(raw):
            check_section(path, section, report)
        if scoring["sections"] or text(scoring.get("method")) != LOWEST_PRICE:
            check_sheet(scoring, report)
        if scoring["sections"]:
            check_price(raw, report)
    elif scoring is None or (isinstance(scoring, dict) and scoring.get("sections") is None):
        report.warn("scoring", _("There is no scoring sheet. Add one; publishing waits for it."))
    check_payment(raw, report)


def known(entries: Sequence[dict[str, Any]], key: str) -> tuple[Decimal, bool, bool]:
    """Return the sum of the numbers under a key, whether none is null, and whether all that stand there are numbers."""
    values = [entry.get(key) for entry in entries]
    numbers = [number(value) for value in values if value is not None]
    total = sum((value for value in numbers if value is not None), Decimal(0))
    return total, None not in values, None not in numbers


def check_section(path: str, section: dict[str, Any], report: Report) -> None:
    """Note a section that its items do not make; an item without weight leaves it open unless the rest is too much."""
    weight = number(section.get("weight"))
    for place, item in enumerate(parts(section.get("items"))):
        check_weight(f"{path}.items[{place}].weight", item.get("weight"), report)
    check_weight(f"{path}.weight", section.get("weight"), report)
    if weight is None or not isinstance(section.get("items"), list):
        return
    total, complete, readable = known(parts(section.get("items")), "weight")
    if readable and (total > weight or (complete and total != weight)):
        report.error(
            f"{path}.weight",
            _("The items of “%(section)s” add up to %(total)s, but the section is printed as %(weight)s.")
            % {"section": text(section.get("name_zh")), "total": plain(total), "weight": plain(weight)},
        )


def check_weight(path: str, value: Any, report: Report) -> None:
    """Note a weight that is not known, earns nothing, or is more than a whole sheet."""
    weight = number(value)
    if value is None:
        report.warn(path, _("The weight is missing. Publishing waits for it."))
    elif weight == 0:
        report.warn(path, _("The weight is 0: nothing can be earned here. Publishing waits for a weight."))
    elif weight is not None and weight > rule("sheet_total").whole:
        report.warn(path, _("The weight is more than the whole sheet. Publishing waits for a lawful one."))


def check_sheet(scoring: dict[str, Any], report: Report) -> None:
    """Note sections that do not make the whole sheet."""
    whole = Decimal(rule("sheet_total").whole)
    total, complete, readable = known(parts(scoring["sections"]), "weight")
    if readable and (total > whole or (complete and total != whole)):
        report.error(
            "scoring.sections",
            _("The sections add up to %(total)s; they must make %(whole)s (%(article)s).")
            % {"total": plain(total), "whole": plain(whole), "article": rule("sheet_total").article},
        )
    printed = number(scoring.get("total"))
    if printed is not None and printed != whole:
        report.warn(
            "scoring.total",
            _("The sheet is printed with a total of %(total)s; points are counted of %(whole)s.")
            % {"total": plain(printed), "whole": plain(whole)},
        )


def check_price(raw: dict[str, Any], report: Report) -> None:
    """Note a price that weighs less than the law asks, at the first price item; nothing is judged half-known."""
    priced = [(path, item) for path, item in items_of(raw) if item.get("kind") == "price"]
    total, complete, readable = known([item for _path, item in priced], "weight")
    least = rule("price_weight_tender").span[0]
    if not readable or not complete or total >= least:
        return
    if not priced and (listed_half(raw) or any(item.get("kind") is None for _path, item in items_of(raw))):
        return
    path = f"{priced[0][0]}.weight" if priced else "scoring.sections"
    report.error(
        path,
        _("The price weighs %(weight)s points; a service asks for at least %(least)s (%(article)s).")
        % {"weight": plain(total), "least": plain(least), "article": rule("price_weight_tender").article},
    )


def listed_half(raw: dict[str, Any]) -> bool:
    """Whether a section does not list its items, so that the price may hide in it."""
    return any(not isinstance(section.get("items"), list) for _path, section in sections_of(raw))


def check_payment(raw: dict[str, Any], report: Report) -> None:
    """Note percents that do not make 100; a null leaves the split open unless the rest is too much."""
    payment = raw.get("payment")
    if payment is None or payment == []:
        report.warn("payment", _("No instalment is named. Add the milestones; publishing waits for them."))
    if not isinstance(payment, list) or not payment:
        return
    total, complete, readable = known(parts(payment), "percent")
    if readable and (total > WHOLE or (complete and total != WHOLE)):
        report.error(
            "payment",
            _("The instalments add up to %(total)s %%; they must make 100 %%.") % {"total": plain(total)},
        )
        return
    for place, instalment in enumerate(parts(payment)):
        if number(instalment.get("percent")) == 0:
            report.warn(f"payment[{place}].percent", _("This instalment pays nothing. Publishing waits for a percent."))
        if instalment.get("percent") is None:
            left = "" if complete else plain(WHOLE - total)
            report.warn(
                f"payment[{place}].percent",
                _("The percent is missing (%(left)s %% are not given out). Publishing waits for it.") % {"left": left},
            )


def tail_of(raw: dict[str, Any]) -> Decimal | None:
    """Return the percent of the last instalment, where it is known."""
    instalments = parts(raw.get("payment"))
    return number(part(instalments[-1]).get("percent")) if instalments else None
