"""The shape of the sheet: which key holds what. A wrong type is an error at its exact place; null is always allowed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.tenders.facts.reading import Repeated
from procurement.tenders.facts.report import Report
from procurement.tenders.facts.values import UNSTORABLE, amount, money, number, parts, shown

Sentence = Any
Test = Callable[[Any], bool]


@dataclass(frozen=True)
class Kind:
    """One kind of value: the test it passes, and how a sentence names it."""

    test: Test
    name: Sentence


def is_text(value: Any) -> bool:
    """Whether a value is text that can be stored: no NUL, no half of a surrogate pair."""
    return isinstance(value, str) and not UNSTORABLE.search(value)


def is_not_negative(read: Callable[[Any], Decimal | None]) -> Test:
    """Return the test whether a value reads as a number that is 0 or more."""

    def test(value: Any) -> bool:
        read_value = read(value)
        return read_value is not None and read_value >= 0

    return test


def is_whole(value: Any) -> bool:
    """Whether a value is a whole number, not negative."""
    exact = number(value)
    return exact is not None and exact >= 0 and exact == exact.to_integral_value()


TEXT = Kind(is_text, gettext_lazy("text"))
FLAG = Kind(lambda value: isinstance(value, bool), gettext_lazy("true or false"))
NUMBER = Kind(lambda value: number(value) is not None, gettext_lazy("a number"))
WHOLE = Kind(is_whole, gettext_lazy("a whole number"))
SHARE = Kind(is_not_negative(number), gettext_lazy("a number that is not negative"))
MONEY = Kind(is_not_negative(money), gettext_lazy("an amount in yuan as decimal text, like “4075000.00”"))
SCALAR = Kind(lambda value: is_text(value) or number(value) is not None, gettext_lazy("text or a number"))
ANY = Kind(lambda value: True, "")

BOTH = {"zh": TEXT, "en": TEXT}
SCALE = {
    "part": WHOLE,
    "mode": TEXT,
    "condition_zh": TEXT,
    "points_percent": NUMBER,
    "cap_percent": NUMBER,
    "entry_cap_percent": NUMBER,
    "judged": FLAG,
}
ITEM = {"name_zh": TEXT, "name_en": TEXT, "weight": SHARE, "kind": TEXT, "scale": [SCALE], "note_zh": TEXT}
SHEET = {
    "project_code": TEXT,
    "title": BOTH,
    "buyer": BOTH,
    "area": {"city": TEXT, "district": TEXT, "street": TEXT, "communities": [TEXT]},
    "service_kind": TEXT,
    "service_kind_also": [TEXT],
    "procurement_method": TEXT,
    "budget_yuan": MONEY,
    "ceiling_yuan": MONEY,
    "price_floor_or_cost_facts": [{**BOTH, "value": ANY, "unit": TEXT, "derived": FLAG}],
    "price_preference": {
        "small_micro_percent": NUMBER,
        "subcontract_percent": NUMBER,
        "subcontract_share_percent": NUMBER,
        "social_organisations_eligible": FLAG,
        "note_zh": TEXT,
    },
    "term": {"months": SHARE, "renewals": WHOLE, "signed": TEXT, "max_months": SHARE},
    "staff_required": NUMBER,
    "lots": [{"code": TEXT, "here": FLAG, "winners": WHOLE, "budget_yuan": MONEY, "ceiling_yuan": MONEY}],
    "objective": BOTH,
    "requirements": [{**BOTH, "quantity": NUMBER, "unit": TEXT}],
    "scope": BOTH,
    "expected_effect": [{**BOTH, "target": SCALAR, "unit": TEXT}],
    "qualification": [BOTH],
    "scoring": {
        "method": TEXT,
        "total": NUMBER,
        "sections": [{"name_zh": TEXT, "name_en": TEXT, "weight": SHARE, "items": [ITEM]}],
    },
    "payment": [{"when_zh": TEXT, "when_en": TEXT, "percent": SHARE, "derived": FLAG}],
    "payment_terms": {},
    "performance_policy": {
        **BOTH,
        "grades": [{"name": TEXT, "from": NUMBER, "to": NUMBER, "to_excluded": FLAG}],
        "formula_zh": TEXT,
    },
    "deposits": {
        "bid": {"required": FLAG, "percent": NUMBER},
        "performance": {"required": FLAG, "percent": NUMBER},
    },
    "bidding": {},
    "documents_asked": [BOTH],
}


def check_shape(raw: dict[str, Any], report: Report) -> None:
    """Note every value of a wrong type, and a file that knows none of the keys."""
    if not raw.keys() & SHEET.keys():
        report.error("", _("This is not the sheet of a tender: none of its keys is known."))
    walk(raw, SHEET, "", report)
    for place, fact in enumerate(parts(raw.get("price_floor_or_cost_facts"))):
        check_cost(fact, f"price_floor_or_cost_facts[{place}].value", report)


def walk(value: Any, wanted: Any, path: str, report: Report) -> None:
    """Compare a value with what is wanted at its place, and everything below it."""
    if value is None:
        return
    if isinstance(wanted, Kind):
        if not wanted.test(value):
            wrong(path, wanted.name, value, report)
    elif isinstance(wanted, Mapping):
        if not isinstance(value, dict):
            wrong(path, _("an object"), value, report)
            return
        if isinstance(value, Repeated):
            for key in sorted(value.keys_twice & wanted.keys()):
                report.warn(f"{path}.{key}" if path else key, _("This key stands twice; only the last one counts."))
        for key, below in wanted.items():
            walk(value.get(key), below, f"{path}.{key}" if path else key, report)
    elif not isinstance(value, list):
        wrong(path, _("a list"), value, report)
    else:
        for place, entry in enumerate(value):
            if entry is None:
                wrong(f"{path}[{place}]", _("an entry"), entry, report)
            walk(entry, wanted[0], f"{path}[{place}]", report)


def wrong(path: str, wanted: Sentence, value: Any, report: Report) -> None:
    """Note a value of a wrong type."""
    if isinstance(value, dict):
        given = _("an object")
    elif isinstance(value, list):
        given = _("a list")
    else:
        given = "null" if value is None else shown(value)
    report.error(path, _("Here stands %(given)s; %(wanted)s is wanted.") % {"given": given, "wanted": wanted})


def check_cost(fact: dict[str, Any], path: str, report: Report) -> None:
    """Note a cost line whose money is no decimal text; other units may be numbers."""
    value, unit = fact.get("value"), fact.get("unit")
    if value is None:
        return
    in_yuan = isinstance(unit, str) and "元" in unit
    if in_yuan and not (isinstance(value, str) and amount(value) is not None):
        wrong(path, _("an amount in yuan as decimal text"), value, report)
    elif not in_yuan and not SCALAR.test(value):
        wrong(path, SCALAR.name, value, report)
