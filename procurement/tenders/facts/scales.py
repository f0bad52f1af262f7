"""Warnings about the scoring sheet: scales without points, above or below 100 %, local bias, what may not be scored."""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.law.rulebook import rule
from procurement.tenders.facts.report import Report
from procurement.tenders.facts.values import entries_of, items_of, number, parts, plain, text
from procurement.tenders.scored import scored_qualifications

FULL = Decimal(100)  # percent of the item
KINDS = ("price", "objective", "subjective")
MODES = ("best", "sum", "each", "deduct")
NUMERALS = {sign: value for value, sign in enumerate("零一二三四五六七八九十")} | {"两": 2}
HOW_MANY = re.compile("(?:共|最高的|最多)([0-9]{1,2}|[一二三四五六七八九十两])(?:个|项|点|类|种|条|名|份|次)")
LOCAL = re.compile("本区|本市|本县|本镇|本街道|本地|当地|市内|区内|辖区内|省内|本省")
GRADE = re.compile("[1-5]A|等级评估|评估等级|评估认证")
NEWCOMER = re.compile("登记|成立|新设|新成立|注册")
SIZE = re.compile("注册资本|资产总额|净资产|营业收入|营业额|从业人员|利润|纳税额|经营年限")
PERIOD = re.compile("(20[0-9]{2})年?(?:到|至|-|–|~|—)(20[0-9]{2})")
LONGEST_PERIOD = 3  # years; a longer look back favours old organisations
# What both a requirement and a scale may ask of people: asked and scored at once it is counted twice.
ASKED_OF_PEOPLE = ("党员", "中级", "高级", "学历", "本科", "研究生", "持证", "社工证", "退役军人", "许可证", "资格证")
SAME = {"社工证": "持证", "资格证": "持证"}


def check_scales(raw: dict[str, Any], report: Report) -> None:
    """Note what a person has to weigh in the scoring sheet before it is published."""
    for path, item in items_of(raw):
        if text(item.get("kind")) not in KINDS:
            report.warn(f"{path}.kind", _("Say whether the item is price, objective or subjective."))
        check_points(path, item, report)
        check_reach(path, item, report)
        check_newcomers(path, item, report)
        check_period(path, item, report)
        if item.get("kind") == "price" and "基准价" not in text(item.get("note_zh")):
            report.warn(
                path,
                _("The price formula is not printed; the rulebook's is used (%(article)s).")
                % {"article": rule("price_formula").article},
            )
        elif item.get("kind") in ("objective", "subjective") and not item.get("scale"):
            report.warn(
                f"{path}.scale",
                _("No scale says how points are earned; factors must be quantified (%(article)s).")
                % {"article": rule("qualification_not_scored").article},
            )
    check_words(raw, report)
    check_scored_twice(raw, report)


def warnings_of_scale(item: dict[str, Any]) -> list[str]:
    """Return what a person has to weigh in the scale of one line, in sentences; the line as in a sheet's file."""
    report = Report()
    for look in (check_points, check_reach, check_newcomers, check_period):
        look("", item, report)
    return [finding.message for finding in report.warnings]


def check_points(path: str, item: dict[str, Any], report: Report) -> None:
    """Note entries of a scale without points or with an unknown mode."""
    for place, entry in enumerate(parts(item.get("scale"))):
        if entry.get("points_percent") is None:
            report.warn(f"{path}.scale[{place}].points_percent", _("This entry of the scale has no points."))
        if text(entry.get("mode")) not in MODES:
            report.warn(f"{path}.scale[{place}].mode", _("The mode is one of best, sum, each and deduct."))


def how_many(said: str) -> int | None:
    """Return the number that a condition names, as 共三项; None where it names none."""
    found = HOW_MANY.search(said)
    if found is None:
        return None
    return int(found[1]) if found[1].isdigit() else NUMERALS[found[1]]


def reach_of_entry(entry: dict[str, Any], points: Decimal) -> Decimal | None:
    """Return what one entry comes to, in percent; None where nothing says how often it counts."""
    own_cap = number(entry.get("entry_cap_percent"))
    if entry.get("mode") == "each":
        times = how_many(text(entry.get("condition_zh")))
        if times is None:
            return own_cap
        points *= times
    return points if own_cap is None else min(points, own_cap)


def reach_of_part(entries: list[dict[str, Any]], note: str) -> tuple[Decimal | None, Decimal | None]:
    """Return (what the entries of one part come to, where the cap stops them), in percent; None where it is open."""
    caps = [cap for entry in entries if (cap := number(entry.get("cap_percent"))) is not None]
    cap = max(caps) if caps else None
    points = [number(entry.get("points_percent")) for entry in entries]
    if None in points or any(entry.get("mode") in ("deduct", None) for entry in entries):
        return None, cap
    if any(entry.get("mode") == "best" for entry in entries):
        return max(value for value in points if value is not None), cap
    counted = how_many(note)
    if counted and all(entry.get("mode") == "each" for entry in entries):
        return max(value for value in points if value is not None) * counted, cap
    total = Decimal(0)
    for entry, value in zip(entries, points, strict=True):
        best = reach_of_entry(entry, value or Decimal(0))
        if best is None:
            return None, cap
        total += best
    return total, cap


def check_reach(path: str, item: dict[str, Any], report: Report) -> None:
    """Note parts that come to more than their cap, and an item whose parts miss or pass 100 %."""
    if item.get("kind") == "price" or not parts(item.get("scale")):
        return
    by_part: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for entry in parts(item.get("scale")):
        by_part[number(entry.get("part"))].append(entry)
    reached: Decimal | None = Decimal(0)
    for entries in by_part.values():
        total, cap = reach_of_part(entries, text(item.get("note_zh")))
        stop = cap if cap is not None else FULL
        if total is not None and total > stop:
            report.warn(
                f"{path}.scale",
                _("The entries come to %(total)s %% where %(stop)s %% is the most; the rest is lost.")
                % {"total": plain(total), "stop": plain(stop)},
            )
        best = stop if total is None and cap is not None else total
        if reached is not None:
            reached = None if best is None else reached + min(best, stop)
    if reached is not None and reached > FULL:
        report.warn(
            f"{path}.scale",
            _("The parts come to %(total)s %% of the item; 100 %% is the most.") % {"total": plain(reached)},
        )
    elif reached is not None and reached < FULL:
        report.warn(
            f"{path}.scale",
            _("Nobody can reach full points: the parts come to %(total)s %%.") % {"total": plain(reached)},
        )


def check_newcomers(path: str, item: dict[str, Any], report: Report) -> None:
    """Note a graded item: what becomes of organisations that are too young to be graded."""
    entries = parts(item.get("scale"))
    graded = [entry for entry in entries if GRADE.search(text(entry.get("condition_zh")))]
    if not (graded and (GRADE.search(text(item.get("name_zh"))) or len(graded) > 1)):
        return
    young = [entry for entry in entries if NEWCOMER.search(text(entry.get("condition_zh")))]
    if not young:
        report.warn(path, _("Organisations too young to be graded get nothing here; say how they are treated."))
    points = [number(entry.get("points_percent")) or Decimal(0) for entry in graded]
    if young and any((number(entry.get("points_percent")) or Decimal(0)) >= max(points) for entry in young):
        report.warn(path, _("A new organisation gets as much as the highest grade; check that this is meant."))


def check_period(path: str, item: dict[str, Any], report: Report) -> None:
    """Note a look back over so many years that it favours old organisations."""
    said = [text(item.get("note_zh")), *(text(entry.get("condition_zh")) for entry in parts(item.get("scale")))]
    for found in PERIOD.finditer(" ".join(said)):
        if int(found[2]) - int(found[1]) >= LONGEST_PERIOD:
            report.warn(
                path,
                _(
                    "Achievements of %(first)s to %(last)s are scored; "
                    "so long a period favours old organisations (%(article)s)."
                )
                % {"first": found[1], "last": found[2], "article": rule("young_organisation").article},
            )


def check_words(raw: dict[str, Any], report: Report) -> None:
    """Note conditions that prefer the local bidder or score the size of an enterprise."""
    conditions = [
        (f"qualification[{place}].zh", text(condition.get("zh")))
        for place, condition in enumerate(parts(raw.get("qualification")))
    ]
    scored = [(f"{path}.condition_zh", text(entry.get("condition_zh"))) for path, entry in entries_of(raw)]
    named = [(f"{path}.name_zh", text(item.get("name_zh"))) for path, item in items_of(raw)]
    for path, said in (*conditions, *scored, *named):
        if LOCAL.search(said):
            report.warn(
                path,
                _("Local bidders are preferred: “%(said)s”. Conditions may not discriminate (%(article)s).")
                % {"said": said, "article": rule("supplier_conditions").article},
            )
        if SIZE.search(said):
            report.warn(
                path,
                _("The size of a bidder may be neither condition nor factor: “%(said)s” (%(article)s).")
                % {"said": said, "article": rule("size_not_scored").article},
            )


def check_scored_twice(raw: dict[str, Any], report: Report) -> None:
    """Note qualification conditions and requirements on people that the sheet scores as well."""
    conditions = [text(condition.get("zh")) for condition in parts(raw.get("qualification"))]
    asked = " ".join([*conditions, *(text(requirement.get("zh")) for requirement in parts(raw.get("requirements")))])
    wanted = {SAME.get(word, word) for word in ASKED_OF_PEOPLE if word in asked}
    for path, item in items_of(raw):
        lines = [text(item.get("name_zh")), *(text(entry.get("condition_zh")) for entry in parts(item.get("scale")))]
        for condition, line in scored_qualifications(conditions, lines):
            report.warn(
                path,
                _("“%(condition)s” is a qualification condition and is scored as “%(line)s” (%(article)s).")
                % {"condition": condition, "line": line, "article": rule("qualification_not_scored").article},
            )
        scored = sorted(
            {SAME.get(word, word) for word in ASKED_OF_PEOPLE if any(word in line for line in lines)} & wanted
        )
        if scored and item.get("kind") == "objective":
            report.warn(
                path,
                _("What is required is scored again: %(words)s. Score only what goes beyond the requirement.")
                % {"words": "、".join(scored)},
            )
