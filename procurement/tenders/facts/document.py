"""Warnings about the document: what is missing, what the law sees differently, what keeps bidders away."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.law.refusals import LawError
from core.law.rulebook import rule, rulebook
from procurement.tenders.facts.report import Report
from procurement.tenders.facts.values import amount, money, number, part, parts, plain, text

HERE = "open_tender"
FLOOR = re.compile("下限|最低限价|不低于|底价|floor|minimum|at least", re.IGNORECASE)
NOT_THE_PRICE = re.compile("代理|维修|材料|比例|占|share|agency|repair", re.IGNORECASE)
PER_PERSON = re.compile("元/(人|岗|个|名)")
OLD_DEDUCTION = re.compile("6 ?[%％]?(至|到|-|–|~|—)10|2011")
MONTHS_A_YEAR = 12
YEAR = re.compile("[0-9]")
LONGEST_CODE = 20  # characters of a lot's code


def check_document(raw: dict[str, Any], report: Report) -> None:
    """Note what a person has to fill or weigh before this document is published."""
    check_method(raw, report)
    check_parts(raw, report)
    check_budget(raw, report)
    check_floors(raw, report)
    check_deduction(raw, report)
    check_term(raw, report)
    check_deposits(raw, report)
    check_bidding(raw, report)
    check_staff(raw, report)
    check_lots(raw, report)


def check_method(raw: dict[str, Any], report: Report) -> None:
    """Note a missing method, one the rulebook does not know, and one that is not run here."""
    method = text(raw.get("procurement_method"))
    if not method:
        report.warn("procurement_method", _("The method is missing. Publishing waits for it."))
        return
    try:
        buying = rulebook().method(method)
    except LawError as unknown:
        report.warn("procurement_method", str(unknown))
        return
    if method != HERE:
        report.warn(
            "procurement_method",
            _("Only open tenders are run here; a %(method)s cannot be submitted.") % {"method": str(buying)},
        )


def check_parts(raw: dict[str, Any], report: Report) -> None:
    """Note which of the five parts, the title and the conditions say nothing."""
    for key in ("title", "objective", "scope"):
        if not text(part(raw.get(key)).get("zh")):
            report.warn(key, _("This part is missing. Publishing waits for it."))
    for key in ("requirements", "expected_effect"):
        if not raw.get(key):
            report.warn(key, _("This part is missing. Publishing waits for it."))
    targets = [
        text(effect.get("target")) or amount(effect.get("target")) for effect in parts(raw.get("expected_effect"))
    ]
    if targets and not any(YEAR.search(str(target)) for target in targets if target is not None):
        report.warn("expected_effect", _("No effect has a figure. Set targets that can be measured."))
    for key in ("qualification", "documents_asked"):
        if raw.get(key) is None:
            report.warn(key, _("The document does not say. Write it down, or say that nothing is asked."))
    if not text(raw.get("service_kind")):
        report.warn("service_kind", _("The kind of service is missing."))


def check_budget(raw: dict[str, Any], report: Report) -> None:
    """Note a missing budget, a ceiling above it, and a budget that asks for a larger committee."""
    budget, ceiling = money(raw.get("budget_yuan")), money(raw.get("ceiling_yuan"))
    if raw.get("budget_yuan") is None or budget == 0:
        report.warn("budget_yuan", _("The budget is blank. Publishing waits for it."))
    if ceiling == 0:
        report.warn("ceiling_yuan", _("The ceiling is 0; it counts as none, and the budget is the ceiling."))
    if budget is not None and ceiling is not None and ceiling > budget:
        report.warn(
            "ceiling_yuan",
            _("The ceiling is above the budget (%(article)s).") % {"article": rule("ceiling_price").article},
        )
    if budget is not None and budget >= rule("committee_large_budget").rate:
        report.warn(
            "budget_yuan",
            _("From this budget on the committee has at least %(size)s members (%(article)s).")
            % {"size": rule("committee_tender_large").whole, "article": rule("committee_tender_large").article},
        )


def check_floors(raw: dict[str, Any], report: Report) -> None:
    """Note cost floors: none may bind the price, and one that reaches the budget leaves no room to compete."""
    budget, staff = money(raw.get("budget_yuan")), number(raw.get("staff_required"))
    for place, fact in enumerate(parts(raw.get("price_floor_or_cost_facts"))):
        name, unit = f"{text(fact.get('zh'))} {text(fact.get('en'))}", text(fact.get("unit"))
        value = amount(fact.get("value"))
        if value is None or "元" not in unit or not FLOOR.search(name) or NOT_THE_PRICE.search(name):
            continue
        path = f"price_floor_or_cost_facts[{place}]"
        report.warn(
            path,
            _("A floor under the price may not be set; keep this as a cost figure only (%(article)s).")
            % {"article": rule("floor_price_forbidden").article},
        )
        floor = value * staff if PER_PERSON.search(unit) and staff is not None else value
        if budget and floor >= budget and (not PER_PERSON.search(unit) or staff is not None):
            report.warn(
                path,
                _("The cost floor comes to %(floor)s and reaches the budget of %(budget)s: no price can compete.")
                % {"floor": plain(floor), "budget": plain(budget)},
            )


def check_deduction(raw: dict[str, Any], report: Report) -> None:
    """Note a blank or outdated deduction for small enterprises, and one that social organisations are promised."""
    preference = part(raw.get("price_preference"))
    law = rule("price_deduction")
    least, most = law.span
    percent = number(preference.get("small_micro_percent"))
    if preference.get("small_micro_percent") is None:
        path = "price_preference.small_micro_percent" if preference else "price_preference"
        report.warn(
            path,
            _("The deduction for small enterprises is blank; none is given as it stands (%(article)s).")
            % {"article": law.article},
        )
    elif percent is not None and not least * 100 <= percent <= most * 100:
        report.warn(
            "price_preference.small_micro_percent",
            _("The deduction is %(percent)s %%; lawful are %(least)s to %(most)s %% (%(article)s).")
            % {
                "percent": plain(percent),
                "least": plain(least * 100),
                "most": plain(most * 100),
                "article": law.article,
            },
        )
    for key in ("note_zh", "note_en"):
        if OLD_DEDUCTION.search(text(preference.get(key))):
            report.warn(
                f"price_preference.{key}",
                _("An outdated range is quoted; lawful are %(least)s to %(most)s %% (%(article)s).")
                % {"least": plain(least * 100), "most": plain(most * 100), "article": law.article},
            )
    if preference.get("social_organisations_eligible") is True:
        report.warn(
            "price_preference.social_organisations_eligible",
            _("Social organisations get no deduction in service projects (%(article)s).")
            % {"article": rule("sme_not_social").article},
        )


def check_term(raw: dict[str, Any], report: Report) -> None:
    """Note a missing term, one that needs grounds, and one that is too long with its renewals."""
    term = part(raw.get("term"))
    months, longest, renewals = (number(term.get(key)) for key in ("months", "max_months", "renewals"))
    if term.get("months") is None:
        report.warn("term.months" if term else "term", _("The term is missing. Publishing waits for it."))
    if months is not None and months > rule("contract_term").whole * MONTHS_A_YEAR:
        report.warn(
            "term.months",
            _("A term above one year needs its grounds (%(article)s).") % {"article": rule("contract_term").article},
        )
    limit = rule("contract_term_extended").whole * MONTHS_A_YEAR
    for key, value in (("months", months), ("max_months", longest)):
        if value is not None and (not value or value != value.to_integral_value()):
            report.warn(f"term.{key}", _("A term is a number of whole months. Publishing waits for it."))
        if value is not None and value > limit:
            report.warn(
                f"term.{key}",
                _("The term is %(months)s months; at most %(limit)s are lawful (%(article)s).")
                % {"months": plain(value), "limit": limit, "article": rule("contract_term_extended").article},
            )
    if None not in (months, longest, renewals) and months * (1 + renewals) != longest:  # type: ignore[operator]
        report.warn("term.max_months", _("Months, renewals and the longest term do not fit together."))


def check_deposits(raw: dict[str, Any], report: Report) -> None:
    """Note missing deposit clauses and deposits above their share."""
    if raw.get("deposits") is None:
        report.warn("deposits", _("No deposit clause stands here. Say that none is asked, or how much."))
    for key, law in (("bid", rule("bid_deposit")), ("performance", rule("performance_deposit"))):
        clause = part(part(raw.get("deposits")).get(key))
        percent = number(clause.get("percent"))
        if percent is not None and not 0 <= percent <= law.rate * 100:
            report.warn(
                f"deposits.{key}.percent",
                _("The deposit is %(percent)s %%; at most %(limit)s %% are lawful (%(article)s).")
                % {"percent": plain(percent), "limit": plain(law.rate * 100), "article": law.article},
            )
        if clause.get("required") is True and percent is None:
            report.warn(f"deposits.{key}.percent", _("A deposit is asked but its size is missing."))


def check_bidding(raw: dict[str, Any], report: Report) -> None:
    """Note terms of bidding that the law sees differently."""
    bidding = part(raw.get("bidding"))
    days, least = number(bidding.get("clarification_days_before")), rule("amendment_notice")
    if days is not None and days < least.whole:
        report.warn(
            "bidding.clarification_days_before",
            _("Changes that affect bids are told %(least)s days before the deadline, not %(days)s (%(article)s).")
            % {"least": least.whole, "days": plain(days), "article": least.article},
        )
    if text(bidding.get("award_by")) == "buyer":
        report.warn(
            "bidding.award_by",
            _("The buyer confirms the winner in ranked order and does not pick among candidates (%(article)s).")
            % {"article": rule("buyer_confirm").article},
        )
    for key in ("paper_originals", "paper_copies"):
        if (number(bidding.get(key)) or Decimal(0)) > 0:
            report.warn(f"bidding.{key}", _("Paper is asked for; bids here are electronic and sealed."))


def check_staff(raw: dict[str, Any], report: Report) -> None:
    """Note posts that do not add up to the staff that is asked for."""
    staff = number(raw.get("staff_required"))
    for key in ("staff_by_post", "staff_by_department"):
        posts = [number(post.get("posts")) for post in parts(raw.get(key))]
        if staff is not None and posts and None not in posts and sum(post for post in posts if post) != staff:
            report.warn(key, _("The posts do not add up to the staff required (%(staff)s).") % {"staff": plain(staff)})


def check_lots(raw: dict[str, Any], report: Report) -> None:
    """Note a list of lots none of which this document is about, and lots under the same code."""
    lots = parts(raw.get("lots"))
    if lots and not any(lot.get("here", True) is True for lot in lots):
        report.warn("lots", _("No lot is marked as the one of this document."))
    codes = [text(lot.get("code"))[:LONGEST_CODE] for lot in lots]
    if len(set(codes)) != len(codes):
        report.warn("lots", _("Two lots bear the same code. Give each its own."))
