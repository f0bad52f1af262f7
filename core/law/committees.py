"""The committee: how many members the law wants, and how many of them experts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from core.law.outcome import Because, Outcome
from core.law.refusals import BadInput, DoesNotApply
from core.law.rulebook import Rulebook, rulebook


@dataclass(frozen=True)
class CommitteeSize:
    """The least lawful committee; a larger one must stay odd and two thirds experts."""

    size: int
    experts_min: int


def experts_needed(size: int, book: Rulebook | None = None) -> int:
    """Return the least number of experts in a committee of a size: two thirds, rounded up."""
    part, whole = (book or rulebook()).rule("committee_experts").value
    return -(-size * part // whole)


def committee_size(
    method: str,
    budget: Decimal,
    *,
    is_complex: bool = False,
    threshold: Decimal | None = None,
    book: Rulebook | None = None,
) -> Outcome[CommitteeSize]:
    """Return the least committee for a budget in yuan; `threshold` is the area's open-tender threshold.

    `is_complex`: technically complex or of large social impact. Raises DoesNotApply, BadInput and NotInForce.
    """
    book = book or rulebook()
    buying = book.method(method)
    if not buying.committee:
        raise DoesNotApply(
            _("%(method)s has no evaluation committee: the buyer's own professionals negotiate.")
            % {"method": str(buying)}
        )
    if budget <= 0 or (threshold is not None and threshold <= 0):
        raise BadInput(_("Budget and threshold must be above 0."))
    if method == "open_tender":
        large = is_complex or budget >= book.rule("committee_large_budget").rate
        remark = _("The project is complex.") if is_complex else ""
    else:
        large = threshold is not None and budget >= threshold
        remark = "" if threshold else _("No open-tender threshold was given, so the budget is taken to lie below it.")
    rule = book.rule(f"{buying.committee}_large" if large else buying.committee)
    size = rule.whole
    return Outcome(
        CommitteeSize(size, experts_needed(size, book)),
        (Because.of(rule, remark), Because.of(book.rule("committee_experts"))),
    )


def is_lawful_committee(members: int, experts: int, least: CommitteeSize) -> bool:
    """Whether a committee is odd, large enough and two thirds experts."""
    return members % 2 == 1 and members >= least.size and experts >= experts_needed(members)
