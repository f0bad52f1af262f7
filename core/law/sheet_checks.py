"""What makes a scoring sheet lawful and complete, before anything is computed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from core.law.refusals import BadInput, DoesNotApply
from core.law.rulebook import Rulebook
from core.law.sheets import CONSULTATION, LOWEST_PRICE, METHODS, TIE_PRICES, Criterion, ScoredBid, ScoreSheet


def check_sheet(sheet: ScoreSheet, book: Rulebook) -> None:
    """Refuse a sheet that the law or arithmetic forbids; raises BadInput and DoesNotApply."""
    if sheet.method not in METHODS:
        raise DoesNotApply(
            _("A scoring sheet is for %(known)s, not for “%(method)s”. Where only the price counts, use lowest_price.")
            % {"known": ", ".join(METHODS), "method": sheet.method}
        )
    if sheet.tie_price not in TIE_PRICES:
        raise BadInput(_("tie_price is “raw” or “adjusted”, not “%(given)s”.") % {"given": sheet.tie_price})
    if sheet.ceiling is not None and sheet.ceiling <= 0:
        raise BadInput(_("The ceiling must be above 0."))
    check_deduction(sheet, book)
    if sheet.method == LOWEST_PRICE:
        if sheet.fixed_price:
            raise BadInput(_("With a fixed price, bids cannot be ranked by price."))
        return
    if sheet.fixed_price:
        check_fixed_price(sheet)
    else:
        check_price_weight(sheet, book)
    check_criteria(sheet)


def check_deduction(sheet: ScoreSheet, book: Rulebook) -> None:
    """Refuse a deduction outside the lawful range."""
    if sheet.deduction is None:
        return
    if not book.has("price_deduction"):
        if sheet.deduction < 0 or sheet.deduction >= 1:
            raise BadInput(_("The deduction is a share between 0 and 1."))
        return
    rule = book.rule("price_deduction")
    least, most = rule.span
    if not least <= sheet.deduction <= most:
        raise BadInput(
            _("The deduction must lie between %(least)s and %(most)s, not %(given)s (%(article)s).")
            % {"least": least, "most": most, "given": sheet.deduction, "article": rule.article}
        )


def check_fixed_price(sheet: ScoreSheet) -> None:
    """Refuse a sheet without price that still weighs the price, or that weighs nothing else."""
    if sheet.price_weight:
        raise BadInput(_("With a fixed price the price is no factor: leave price_weight out or set it to 0."))
    if sheet.criteria is None:
        raise BadInput(_("A sheet without price needs criteria."))


def check_price_weight(sheet: ScoreSheet, book: Rulebook) -> None:
    """Refuse a price weight outside the method's range; an approval admits another one for a consultation."""
    if sheet.price_weight is None:
        raise BadInput(_("price_weight is missing."))
    if not 0 < sheet.price_weight <= 100:
        raise BadInput(
            _("price_weight must lie above 0 and be at most 100, not %(given)s.") % {"given": sheet.price_weight}
        )
    key = book.method(sheet.method).price_weight
    if not book.has(key) or (sheet.method == CONSULTATION and sheet.approved):
        return
    rule = book.rule(key)
    least, most = rule.span
    if not least <= sheet.price_weight <= most:
        raise BadInput(
            _("The price weight must lie between %(least)s and %(most)s, not %(given)s (%(article)s).")
            % {"least": least, "most": most, "given": sheet.price_weight, "article": rule.article}
        )


def check_criteria(sheet: ScoreSheet) -> None:
    """Refuse criteria given twice, without points, or that do not make 100 with the price."""
    if sheet.criteria is None:
        return
    refuse_twice([criterion.id for criterion in sheet.criteria])
    for criterion in sheet.criteria:
        if criterion.maximum <= 0:
            raise BadInput(_("The criterion “%(id)s” needs a maximum above 0.") % {"id": criterion.id})
    whole = sum((Fraction(criterion.maximum) for criterion in sheet.criteria), Fraction(sheet.weight))
    if whole != 100:
        made = Decimal(whole.numerator) / whole.denominator
        raise BadInput(_("Price weight and criteria make %(sum)s, not 100.") % {"sum": made})


def check_bids(sheet: ScoreSheet, bids: Sequence[ScoredBid]) -> None:
    """Refuse bids that are missing, given twice, without a price, or not scored in full."""
    if not bids:
        raise BadInput(_("There is no bid to score."))
    refuse_twice([bid.id for bid in bids])
    for bid in bids:
        if bid.price is None and not sheet.fixed_price:
            raise BadInput(_("The bid “%(id)s” has no price.") % {"id": bid.id})
        if bid.price is not None and bid.price <= 0:
            raise BadInput(_("The price of “%(id)s” must be above 0.") % {"id": bid.id})
    if sheet.method == LOWEST_PRICE or sheet.criteria is None:
        return
    lengths: dict[str, int] = {}
    for bid in bids:
        is_out = not bid.qualified or (
            sheet.ceiling is not None and bid.price is not None and bid.price > sheet.ceiling
        )
        if is_out and not bid.scores:
            continue  # a bid that fell out before the evaluation was never scored
        check_scores(bid, sheet.criteria, lengths)
    if len(set(lengths.values()) - {1}) > 1:
        raise BadInput(_("A score is missing: the criteria have been scored by different numbers of members."))


def check_scores(bid: ScoredBid, criteria: Sequence[Criterion], lengths: dict[str, int]) -> None:
    """Refuse a bid with a score missing, negative, above its maximum or for no criterion of the sheet."""
    unknown = set(bid.scores) - {criterion.id for criterion in criteria}
    if unknown:
        raise BadInput(
            _("The bid “%(id)s” has scores for “%(criterion)s”, which is not on the sheet.")
            % {"id": bid.id, "criterion": min(unknown)}
        )
    for criterion in criteria:
        where = {"id": bid.id, "criterion": criterion.id, "max": criterion.maximum}
        given = bid.scores.get(criterion.id, ())
        if not given or lengths.setdefault(criterion.id, len(given)) != len(given):
            raise BadInput(_("A score of the bid “%(id)s” is missing for “%(criterion)s”.") % where)
        if any(score > criterion.maximum for score in given):
            raise BadInput(_("A score of the bid “%(id)s” for “%(criterion)s” is above its maximum %(max)s.") % where)
        if any(score < 0 for score in given):
            raise BadInput(_("A score of the bid “%(id)s” for “%(criterion)s” is below 0.") % where)


def refuse_twice(ids: Sequence[str]) -> None:
    """Refuse an id given twice."""
    seen: set[str] = set()
    for each in ids:
        if each in seen:
            raise BadInput(_("“%(id)s” is given twice.") % {"id": each})
        seen.add(each)
