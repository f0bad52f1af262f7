"""The text of a contract as a person reads it: the parts in their order, every line with its name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.money import display, fen
from core.punctuation import percent_sign
from core.rights import Text

NAMES: dict[str, Text] = {
    "objective": gettext_lazy("Objective"),
    "requirements": gettext_lazy("Requirements"),
    "term": gettext_lazy("Term"),
    "scope": gettext_lazy("Scope"),
    "expected_effect": gettext_lazy("Expected effect"),
    "answers": gettext_lazy("Answers of the bid"),
    "term_months": gettext_lazy("Term offered (months)"),
    "declarations": gettext_lazy("Declarations"),
    "no_related_bidder": gettext_lazy("No related bidder in the same lot"),
    "no_serious_violation": gettext_lazy("No serious violation on record"),
    "meets_conditions": gettext_lazy("Every condition of the document is met"),
    "policy": gettext_lazy("Rule of the performance part"),
    "interval": gettext_lazy("By the interval of the residents' rating"),
    "target": gettext_lazy("Target (index points)"),
    "floor": gettext_lazy("Floor (index points)"),
    "shenzhen_90": gettext_lazy("Below 90 points: (90 − score) ÷ 90 of the contract"),
    "point_rate": gettext_lazy("A share of the fee for every point"),
    "point_amount": gettext_lazy("An amount for every point"),
    "full_from": gettext_lazy("In full from this score on"),
    "deduct_below": gettext_lazy("Deducted below this score"),
    "rate_per_point": gettext_lazy("Share of the fee per point"),
    "terminate_below": gettext_lazy("The contract may be ended below this score"),
    "amount_per_point": gettext_lazy("Yuan per point"),
    "subcontracting": gettext_lazy("Subcontracting"),
}


@dataclass(frozen=True)
class Line:
    """One line of a part; its words are the office's or the bidder's, in Chinese, unless they are ours."""

    name: Text
    words: Text
    is_theirs: bool = True
    name_is_theirs: bool = False


@dataclass(frozen=True)
class PartOfText:
    """One part of a contract's text."""

    title: Text
    lines: list[Line]


def parts_of(text: dict[str, Any]) -> list[PartOfText]:
    """Return the text of a contract, part by part; nothing of it is left out."""
    parties = text["parties"]
    return [
        PartOfText(
            _("Parties"),
            [
                Line(_("Buyer (party A)"), _party(parties["buyer"])),
                Line(_("Supplier (party B)"), _party(parties["supplier"])),
            ],
        ),
        PartOfText(_("What was asked for"), [Line(_name(key), value) for key, value in text["tender"].items()]),
        PartOfText(_("What the bid promises"), list(_bid(text["bid"] or {}))),
        PartOfText(_("Amount and term"), list(_amount_and_term(text))),
        PartOfText(_("Payment"), list(_payment(text["payment"]))),
        PartOfText(_("Who delivers"), list(_who_delivers(text))),
    ]


def subcontracts_of(text: dict[str, Any]) -> str:
    """Return the parts that the bid names for subcontracting, or that there are none."""
    return words_of(text.get("subcontracting") or []) or _("None: the supplier delivers everything itself.")


def words_of(value: Any) -> str:
    """Return any plain value as words."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dict):
        return "；".join(f"{_name(key)}：{words_of(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return "；".join(words_of(inner) for inner in value)
    return "–" if value in (None, "") else str(value)


def _name(key: str) -> str:
    return str(NAMES.get(key, key))


def _party(party: dict[str, str]) -> str:
    return f"{party['name']}（{party['credit_code']}）"


def _bid(content: dict[str, Any]) -> Iterator[Line]:
    for key, value in content.items():
        if key == "subcontracting":
            continue  # stands in its own part
        if isinstance(value, dict):
            for name, inner in value.items():
                yield Line(_name(name), words_of(inner), not isinstance(inner, bool), name not in NAMES)
        else:
            yield Line(_name(key), words_of(value))


def _amount_and_term(text: dict[str, Any]) -> Iterator[Line]:
    term = text["term"]
    yield Line(_("Amount"), display(fen(text["amount"]["yuan"])), False)
    yield Line(_("Term (months)"), words_of(term["months"]), False)
    yield Line(_("From"), _day(term["starts_on"]), False)
    yield Line(_("To"), _day(term["ends_on"]), False)


def _day(iso: str | None) -> str:
    return date_format(date.fromisoformat(iso), "DATE_FORMAT") if iso else _("fixed when the contract is offered")


def _payment(payment: dict[str, Any]) -> Iterator[Line]:
    for one in payment["milestones"]:
        outputs = "；".join(_output(output) for output in one["outputs"])
        after = int(one["due_after_days"] or 0)
        within = ngettext("within %(days)s day from the start", "within %(days)s days from the start", after)
        within = within % {"days": after} if after else _("on the day of the start")
        amount = f"{one['percent']}{percent_sign()} · {display(fen(one['yuan']))} · {within}"
        yield Line(one["title"], f"{amount}\n{outputs}".strip(), False, True)
    share = payment["performance_percent"]
    yield Line(
        _("Performance part"), _("%(share)s %% of every milestone waits for the rating") % {"share": share}, False
    )
    if days := payment.get("days"):
        within = ngettext("within %(days)s day of the acceptance", "within %(days)s days of the acceptance", days)
        yield Line(_("Time to pay"), within % {"days": days}, False)
    if rate := payment.get("overdue_percent"):
        yield Line(_("Overdue interest"), _("%(rate)s %% a year") % {"rate": rate}, False)
    for key, value in (payment["policy"] or {}).items():
        yield Line(_name(key), _name(str(value)), False)


def _output(output: Any) -> str:
    if not isinstance(output, dict):
        return str(output)
    named = output.get("zh") or output.get("en") or ""
    return f"{named} {output.get('target') or ''}{output.get('unit') or ''}".strip()


def _who_delivers(text: dict[str, Any]) -> Iterator[Line]:
    if text.get("consortium"):
        yield Line(_("Consortium"), words_of(text["consortium"]))
    yield Line(_("Subcontracting"), subcontracts_of(text), bool(text.get("subcontracting")))
    yield Line(_("Passing the contract on"), text["passing_on"])
