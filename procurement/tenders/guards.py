"""What has to be true before a tender moves; each guard says why not, with the article where law stands behind it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core.law.calendar import Calendar, load_calendar
from core.law.low_price import TRIGGERS, lawful_rates
from core.law.periods import earliest_deadline
from core.law.policies import Instalments
from core.law.policy_files import read_policy
from core.law.refusals import LawError, UncoveredYear
from core.law.rulebook import rule
from core.time import core_now, day_of
from core.transitions import guard
from procurement.plans.states import PlanItemState
from procurement.tenders.scored import scored_qualifications
from procurement.tenders.states import LOT_OVER, LotState

if TYPE_CHECKING:
    from procurement.tenders.models import Lot, Tender

METHOD_HERE = "open_tender"
MONTHS_A_YEAR = 12


# --- the document
@guard(_("The method of the purchase is missing. Choose one."))
def method_is_stated(tender: Tender) -> bool:
    """Whether the document says how it buys."""
    return bool(tender.method)


@guard(_("Only open tenders are run here. Choose the open tender, or run another method outside this system."))
def method_is_open_tender(tender: Tender) -> bool:
    """Whether the method is the one whose steps this system knows."""
    return not tender.method or tender.method == METHOD_HERE


@guard(
    _(
        "The document needs its five parts: objective, requirements, term, scope and expected effect. "
        "Fill in what is missing."
    )
)
def five_parts_are_there(tender: Tender) -> bool:
    """Whether all five parts say something."""
    parts = (tender.objective, tender.requirements, tender.term_text, tender.scope, tender.expected_effect)
    return all(part.strip() for part in parts) and bool(tender.term_months)


@guard(_("The budget is missing. Enter it; without it nobody can say which bids are too high."), "budget_first")
def budget_is_stated(tender: Tender) -> bool:
    """Whether the document names its budget."""
    return tender.budget_fen is not None


@guard(_("The budget is larger than the money of the plan item. Lower it, or plan more money first."), "budget_first")
def budget_lies_within_the_plan(tender: Tender) -> bool:
    """Whether the plan item pays for the budget."""
    return tender.budget_fen is None or tender.budget_fen <= tender.plan_item.budget_fen


@guard(
    _("The ceiling price is above the budget. Lower it, or leave it empty: then the budget is the ceiling."),
    "ceiling_price",
)
def ceiling_lies_within_the_budget(tender: Tender) -> bool:
    """Whether neither the tender nor a lot has a ceiling above its budget."""
    limits = [(tender.ceiling_fen, tender.budget_fen)]
    limits += [(lot.ceiling_fen, lot.budget_fen) for lot in tender.lots.all()]
    return all(ceiling is None or budget is None or ceiling <= budget for ceiling, budget in limits)


@guard(_("Each lot needs a budget, and together they may not be above the budget of the tender."), "budget_first")
def lots_fit_the_budget(tender: Tender) -> bool:
    """Whether every lot has money and all of them fit."""
    budgets = [lot.budget_fen for lot in tender.lots.all()]
    if not budgets or any(budget is None for budget in budgets):
        return False
    return tender.budget_fen is None or sum(budget for budget in budgets if budget) <= tender.budget_fen


@guard(_("The sections of the scoring sheet do not add up to 100. Correct their weights."), "sheet_total")
def sections_make_the_sheet(tender: Tender) -> bool:
    """Whether the sections make 100 points."""
    weights = [section.weight for section in tender.sections.all()]
    return None not in weights and sum(weight for weight in weights if weight) == rule("sheet_total").whole


@guard(_("The items of a section do not add up to its weight. Correct the items or the section."), "sheet_total")
def items_make_their_section(tender: Tender) -> bool:
    """Whether every section is the sum of its items."""
    for section in tender.sections.all():
        weights = [item.weight for item in section.items.all()]
        if None in weights or sum(weight for weight in weights if weight) != section.weight:
            return False
    return True


@guard(_("An item of the scoring sheet does not say whether it is price, objective or subjective. Choose for each."))
def items_say_their_kind(tender: Tender) -> bool:
    """Whether everybody knows who fills in the points of every item."""
    return all(item.kind for section in tender.sections.all() for item in section.items.all())


@guard(_("The price weighs too little in the scoring sheet. Raise it."), "price_weight_tender")
def price_weighs_enough(tender: Tender) -> bool:
    """Whether the price has at least the weight that the rulebook asks of services."""
    items = [item for section in tender.sections.all() for item in section.items.all()]
    weight = sum((item.weight or Decimal(0) for item in items if item.kind == "price"), Decimal(0))
    least, most = rule("price_weight_tender").span
    return least <= weight <= most


@guard(
    _("A qualification condition is scored as well. Take it out of the sheet or out of the conditions."),
    "qualification_not_scored",
)
def qualification_is_not_scored(tender: Tender) -> bool:
    """Whether no line of the sheet repeats a qualification condition."""
    conditions = [str(condition.get("zh") or "") for condition in tender.qualification]
    lines = [
        line
        for section in tender.sections.all()
        for item in section.items.all()
        for line in (item.name_zh, *(str(entry.get("condition_zh") or "") for entry in item.scale))
    ]
    return not scored_qualifications(conditions, lines)


@guard(_("The payments of the milestones do not make 100 %. Give each its percent."), "phased_acceptance")
def milestones_make_the_price(tender: Tender) -> bool:
    """Whether every milestone has its percent and all make 100."""
    percents = [milestone.percent for milestone in tender.milestones.all()]
    return bool(percents) and None not in percents and sum(percent for percent in percents if percent) == 100


@guard(_("The bid deposit is above the lawful share of the budget. Lower it."), "bid_deposit")
def bid_deposit_is_lawful(tender: Tender) -> bool:
    """Whether the bid deposit stays within its share of the budget."""
    return tender.deposit_percent <= rule("bid_deposit").rate * 100


@guard(_("The performance deposit is above the lawful share of the contract. Lower it."), "performance_deposit")
def performance_deposit_is_lawful(tender: Tender) -> bool:
    """Whether the performance deposit stays within its share of the contract."""
    return tender.performance_deposit_percent <= rule("performance_deposit").rate * 100


@guard(
    _("The term is longer than one year. Shorten it, or give the grounds on which a longer one is lawful."),
    "contract_term",
)
def long_term_has_grounds(tender: Tender) -> bool:
    """Whether a contract above one year says why it may run so long."""
    months = tender.term_months or 0
    return months <= rule("contract_term").whole * MONTHS_A_YEAR or bool(tender.long_term_grounds.strip())


@guard(_("With its renewals the term is longer than three years. Shorten it."), "contract_term_extended")
def term_is_within_three_years(tender: Tender) -> bool:
    """Whether the contract and its renewals end within the longest term."""
    most = rule("contract_term_extended").whole * MONTHS_A_YEAR
    return max(tender.term_months or 0, tender.longest_months or 0) <= most


@guard(_("The price deduction for small enterprises is outside the lawful range. Correct it."), "price_deduction")
def deduction_is_lawful(tender: Tender) -> bool:
    """Whether the deduction, where one is given, lies in its range."""
    least, most = rule("price_deduction").span
    return tender.small_micro_deduction is None or least <= tender.small_micro_deduction <= most


@guard(
    _("A rate of the low-price review is below the rulebook's or above its limit. Correct it."),
    "abnormally_low_rate_limit",
)
def low_price_rates_are_lawful(tender: Tender) -> bool:
    """Whether the document raises the rates no further than it may, and lowers none."""
    try:
        lawful_rates([Decimal(str(tender.low_price_rates[trigger])) for trigger in TRIGGERS])
    except (LawError, InvalidOperation, KeyError, TypeError):
        return False
    return True


@guard(
    _("The pay-by-rating policy is not clear: every score must lead to one payment, and to no more than one."),
    "payout_no_hole",
)
def payout_policy_is_clear(tender: Tender) -> bool:
    """Whether the rulebook can pay by the policy: named, complete, without a hole or a contradiction."""
    try:
        policy = read_policy(tender.payout_policy)
    except LawError:
        return False
    return not isinstance(policy, Instalments)  # shares of the contract are its milestones, no payment by a score


LAWFUL_DOCUMENT = [
    method_is_stated,
    method_is_open_tender,
    five_parts_are_there,
    budget_is_stated,
    budget_lies_within_the_plan,
    ceiling_lies_within_the_budget,
    lots_fit_the_budget,
    sections_make_the_sheet,
    items_make_their_section,
    items_say_their_kind,
    price_weighs_enough,
    qualification_is_not_scored,
    milestones_make_the_price,
    bid_deposit_is_lawful,
    performance_deposit_is_lawful,
    long_term_has_grounds,
    term_is_within_three_years,
    deduction_is_lawful,
    low_price_rates_are_lawful,
    payout_policy_is_clear,
]


# --- the residents' comments
@guard(_("The comment period must end in the future. Choose a later end."))
def comment_period_lies_ahead(tender: Tender) -> bool:
    """Whether residents still have time."""
    return tender.comment_until is None or tender.comment_until > core_now()


@guard(_("The comment period still runs. Residents were promised that time; settle when it is over."))
def comment_period_is_over(tender: Tender) -> bool:
    """Whether the promised time has passed."""
    return tender.comment_until is None or tender.comment_until <= core_now()


@guard(_("A resident's comment has no outcome yet. Say accepted, partly or declined, and why."), "public_need_survey")
def every_comment_is_answered(tender: Tender) -> bool:
    """Whether every comment has its outcome and reason."""
    return not tender.comments.unanswered().exists()


# --- the publication
@guard(
    _("The plan item is not in the published plan, or another tender holds it. Publish the plan item first."),
    "budget_first",
)
def plan_item_is_published(tender: Tender) -> bool:
    """Whether the plan item may be tendered: published, or used by an earlier tender that came to nothing."""
    if tender.plan_item.state == PlanItemState.PUBLISHED:
        return True
    others = type(tender).objects.filter(plan_item=tender.plan_item).exclude(pk=tender.pk)
    return tender.plan_item.state == PlanItemState.USED and others.exists() and not others.standing().exists()


@guard(_("The custodians are not ready: both groups need two keys whose custodians have shown that they open."))
def custodians_are_ready(tender: Tender) -> bool:
    """Whether the seal can be closed now and opened later."""
    return tender.custodian_keys.are_ready(tender.pk)


def calendar_of(tender: Tender) -> Calendar:
    """Return the calendar of working days, read once for all questions about one read row."""
    if not hasattr(tender, "_calendar"):
        tender._calendar = load_calendar()  # type: ignore[attr-defined]
    return tender._calendar  # type: ignore[attr-defined]


def earliest_day(tender: Tender) -> date:
    """Return the earliest lawful day of the deadline, issued now or when it was; raises LawError."""
    issued = day_of(tender.issued_at or getattr(tender, "read_at", None) or core_now())
    return earliest_deadline(tender.method, issued, calendar_of(tender)).result


@guard(
    _("The deadline cannot be computed: the holidays of its year are not known yet. Import them first."),
    "tender_period",
)
def deadline_can_be_computed(tender: Tender) -> bool:
    """Whether the calendar covers the period and the day that was chosen."""
    try:
        earliest_day(tender)
        if tender.deadline:
            calendar_of(tender).cover(day_of(tender.deadline))
    except UncoveredYear:
        return False
    except LawError:
        return True  # a method without a deadline is another guard's question
    return True


@guard(_("The deadline leaves bidders less time than the law requires. Choose a later day."), "tender_period")
def bidding_period_is_lawful(tender: Tender) -> bool:
    """Whether the deadline, where one was chosen, is no earlier than the law allows."""
    if tender.deadline is None:
        return True
    try:
        return day_of(tender.deadline) >= earliest_day(tender)
    except LawError:
        return True


@guard(_("The deadline lies in an announced holiday. Choose the first day after it, or a later one."), "holiday_move")
def deadline_is_no_holiday(tender: Tender) -> bool:
    """Whether the chosen day is not an announced holiday."""
    try:
        return tender.deadline is None or not calendar_of(tender).is_announced_holiday(day_of(tender.deadline))
    except UncoveredYear:
        return True


# --- time and lots
@guard(_("The deadline has not passed yet."), "opening_at_deadline")
def deadline_has_passed(tender: Tender) -> bool:
    """Whether the database's clock reads the deadline or later."""
    return tender.deadline is not None and core_now() >= tender.deadline


@guard(_("The deadline has not passed yet."), "opening_at_deadline")
def deadline_of_the_tender_has_passed(lot: Lot) -> bool:
    """Whether the tender's deadline has passed."""
    return deadline_has_passed(lot.tender)


@guard(_("A lot has no result yet: each is awarded, failed or cancelled first."))
def every_lot_is_over(tender: Tender) -> bool:
    """Whether no lot is still on its way."""
    return all(lot.state in LOT_OVER for lot in tender.lots.all())


@guard(_("No lot is awarded; then the tender fails instead."))
def some_lot_is_awarded(tender: Tender) -> bool:
    """Whether at least one lot found a supplier."""
    return any(lot.state == LotState.AWARDED for lot in tender.lots.all())


@guard(_("A lot is awarded already. Revoke its award first."), "termination_cause")
def no_lot_is_awarded(tender: Tender) -> bool:
    """Whether no supplier relies on an award of this tender."""
    return not any(lot.state == LotState.AWARDED for lot in tender.lots.all())


@guard(_("The result of a lot is not published yet. Publish it first."), "award_publish")
def every_lot_is_noticed(tender: Tender) -> bool:
    """Whether the result of every awarded lot is public."""
    return all(lot.noticed_at is not None for lot in tender.lots.all() if lot.state == LotState.AWARDED)


@guard(_("A lot still has a supplier or is on its way; the tender fails only when every lot failed."), "bidders_tender")
def every_lot_has_failed(tender: Tender) -> bool:
    """Whether no lot is left, and at least one failed."""
    states = {lot.state for lot in tender.lots.all()}
    return LotState.FAILED in states and states <= {LotState.FAILED, LotState.CANCELLED}
