"""The figures of a document beside the law's limits, as its writer sees them while writing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.law.limits import bid_deposit_limit
from core.law.refusals import LawError
from core.law.rulebook import rule
from core.money import display
from core.punctuation import bracketed_text
from core.templatetags.linli import day
from procurement.tenders import guards
from procurement.tenders.models_sheet import ItemKind

if TYPE_CHECKING:
    from procurement.tenders.models import Tender


@dataclass(frozen=True)
class Figure:
    """One figure: what it is, how it stands in words, the article behind its limit, and whether it is within it."""

    label: str
    value: str
    article: str
    is_lawful: bool


def figures_of(tender: Tender, part: str) -> list[Figure]:
    """Return the figures of one part of a document; none where the law sets no number for it."""
    asks = {"money": _money, "sheet": _sheet, "milestones": _milestones, "terms": _terms}
    return asks[part](tender) if part in asks else []


def _figure(label: str, value: str, key: str, is_lawful: bool) -> Figure:
    return Figure(label, value, rule(key).article, is_lawful)


def _sum(numbers: Iterable[Decimal | None]) -> Decimal:
    return sum((number for number in numbers if number is not None), Decimal(0))


def _of(value: Decimal, whole: Decimal | int) -> str:
    return _("%(value)s of %(whole)s points") % {"value": f"{value.normalize():f}", "whole": whole}


def _money(tender: Tender) -> list[Figure]:
    planned, budget = tender.plan_item.budget_fen, tender.budget_fen
    lots = sum(lot.budget_fen or 0 for lot in tender.lots.all())
    words = _("%(value)s of %(whole)s")
    figures = []
    if budget is not None:
        value = words % {"value": display(budget), "whole": display(planned)}
        lawful = guards.budget_lies_within_the_plan(tender)
        figures.append(_figure(_("Budget of the plan's money"), value, "budget_first", lawful))
        value = words % {"value": display(lots), "whole": display(budget)}
        lawful = guards.lots_fit_the_budget(tender)
        figures.append(_figure(_("Lots of the budget"), value, "budget_first", lawful))
    return figures


def _sheet(tender: Tender) -> list[Figure]:
    items = [item for section in tender.sections.all() for item in section.items.all()]
    whole = rule("sheet_total").whole
    total, price = _sum(item.weight for item in items), _sum(i.weight for i in items if i.kind == ItemKind.PRICE)
    least, _most = rule("price_weight_tender").span
    words = _("%(value)s, at least %(least)s") % {"value": f"{price.normalize():f}", "least": f"{least:f}"}
    return [
        _figure(_("Points of all lines"), _of(total, whole), "sheet_total", total == whole),
        _figure(_("Points of the price"), words, "price_weight_tender", guards.price_weighs_enough(tender)),
    ]


def _milestones(tender: Tender) -> list[Figure]:
    total = _sum(milestone.percent for milestone in tender.milestones.all())
    value = _("%(value)s %% of 100 %%") % {"value": f"{total.normalize():f}"}
    return [_figure(_("Payments of all milestones"), value, "phased_acceptance", total == 100)]


def _terms(tender: Tender) -> list[Figure]:
    figures = []
    try:
        earliest = day(guards.earliest_day(tender))
    except LawError as unknown:
        earliest = str(unknown)
    if tender.method:
        lawful = guards.bidding_period_is_lawful(tender) and guards.deadline_is_no_holiday(tender)
        label = _("Earliest lawful deadline, if it is published today")
        figures.append(_figure(label, earliest, "tender_period", lawful))
    most = f"{(rule('bid_deposit').rate * 100).normalize():f}"
    value = _("%(value)s %%, at most %(most)s %%") % {"value": f"{tender.deposit_percent.normalize():f}", "most": most}
    if tender.budget_fen is not None:
        value += bracketed_text(display(bid_deposit_limit(tender.budget_fen)))
    figures.append(_figure(_("Bid deposit"), value, "bid_deposit", guards.bid_deposit_is_lawful(tender)))
    most = f"{(rule('performance_deposit').rate * 100).normalize():f}"
    given = f"{tender.performance_deposit_percent.normalize():f}"
    value = _("%(value)s %%, at most %(most)s %%") % {"value": given, "most": most}
    lawful = guards.performance_deposit_is_lawful(tender)
    figures.append(_figure(_("Performance deposit"), value, "performance_deposit", lawful))
    return figures
