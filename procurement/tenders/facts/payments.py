"""Warnings about payment and performance: instalments on calendar dates, grades with gaps, tails that are too small."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from core.law.rulebook import rule
from procurement.tenders.facts.report import Report
from procurement.tenders.facts.sums import WHOLE, tail_of
from procurement.tenders.facts.values import number, part, parts, plain, text

FIXED_DATE = re.compile("[0-9]{4}(-|年|/)[0-9]{1,2}")
DEDUCTION = re.compile("[（(]([0-9]{1,3})[−–—-]得分[）)]÷([0-9]{1,3})×合同")
GRADES_TOP, GRADES_BOTTOM = Decimal(100), Decimal(0)


def check_payments(raw: dict[str, Any], report: Report) -> None:
    """Note what a person has to weigh in payment and performance before publishing."""
    for place, instalment in enumerate(parts(raw.get("payment"))):
        if FIXED_DATE.search(text(instalment.get("when_zh"))):
            report.warn(f"payment[{place}].when_zh", _("The payment hangs on a calendar date, not on a milestone."))
        if instalment.get("derived") is True and instalment.get("percent") is not None:
            report.warn(f"payment[{place}].percent", _("The percent is computed, not printed. Confirm it."))
        if not text(instalment.get("when_zh")):
            report.warn(f"payment[{place}].when_zh", _("It is not said what this instalment is paid for."))
    check_terms(raw, report)
    check_grades(raw, report)
    check_tail(raw, report)


def check_terms(raw: dict[str, Any], report: Report) -> None:
    """Note payment terms beyond the law's and instalments outside the document's own limits."""
    terms = part(raw.get("payment_terms"))
    days, limit = number(terms.get("invoice_days")), rule("payment")
    if days is not None and days > limit.whole:
        report.warn(
            "payment_terms.invoice_days",
            _("Payment follows within %(limit)s days of the invoice, not %(days)s (%(article)s).")
            % {"limit": limit.whole, "days": plain(days), "article": limit.article},
        )
    first = number(part((parts(raw.get("payment")) or [{}])[0]).get("percent"))
    least, most = number(terms.get("advance_min_percent")), number(terms.get("advance_max_percent"))
    if first is not None and ((least is not None and first < least) or (most is not None and first > most)):
        report.warn("payment[0].percent", _("The first instalment lies outside the limits that the document quotes."))


def check_grades(raw: dict[str, Any], report: Report) -> None:
    """Note scores without a grade, scores with two grades, and a check sheet that does not make 100."""
    policy = part(raw.get("performance_policy"))
    bands = []
    for place, grade in enumerate(parts(policy.get("grades"))):
        path = f"performance_policy.grades[{place}]"
        low, high = number(grade.get("from")), number(grade.get("to"))
        if low is None or high is None:
            report.warn(path, _("The grade “%(name)s” has no bounds.") % {"name": text(grade.get("name"))})
        else:
            bands.append((low, high, grade.get("to_excluded") is True, path))
    if bands and len(bands) == len(parts(policy.get("grades"))):
        bands.sort()
        for (low, high, excluded, path), (next_low, _high, _excluded, _path) in pairwise(bands):
            if high < next_low:
                report.warn(
                    path,
                    _("Scores between %(high)s and %(low)s have no grade.")
                    % {"high": plain(high), "low": plain(next_low)},
                )
            elif high > next_low or (high == next_low and not excluded and low != high):
                report.warn(path, _("The score %(low)s has two grades.") % {"low": plain(next_low)})
        if bands[0][0] > GRADES_BOTTOM or bands[-1][1] < GRADES_TOP:
            report.warn("performance_policy.grades", _("The grades do not reach from 0 to 100."))
    points = [number(line.get("points")) for line in parts(policy.get("sheet"))]
    if points and None not in points and sum(point for point in points if point) != GRADES_TOP:
        report.warn("performance_policy.sheet", _("The check sheet does not make 100 points."))


def check_tail(raw: dict[str, Any], report: Report) -> None:
    """Note a deduction by score that can be larger than the last instalment: money paid would have to come back."""
    formula = DEDUCTION.search(text(part(raw.get("performance_policy")).get("formula_zh")))
    tail = tail_of(raw)
    if formula is None or tail is None or formula[1] != formula[2] or not int(formula[1]):
        return
    full = Decimal(formula[1])
    least = full * (WHOLE - tail) / WHOLE
    if least > 0:
        report.warn(
            "performance_policy.formula_zh",
            _("Below a score of %(score)s the deduction is larger than the last instalment of %(tail)s %%.")
            % {"score": plain(least), "tail": plain(tail)},
        )
