"""From the sheet to what a draft is made of: texts, amounts in fen, shares, sections, instalments."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.money import fen
from procurement.tenders.facts.check import check_facts
from procurement.tenders.facts.document import LONGEST_CODE
from procurement.tenders.facts.report import Report
from procurement.tenders.facts.scales import KINDS
from procurement.tenders.facts.values import money, number, part, parts, plain, storable, text

LONGEST_TITLE = 300  # characters
LONGEST_NAME = 200
MOST = 32_767  # of months and winners: what a small integer holds
DAYS_A_YEAR, MONTHS_A_YEAR = 365, 12
ACCEPTED = "验收"  # in the words of an instalment: paid after acceptance
WITHIN_MONTHS = re.compile(r"(\d{1,2})\s*个月[内以]")  # and: within this many months of the signing


class FactsRefused(Exception):
    """The sheet has errors; `report` holds all of them, `str()` names each with its place."""

    def __init__(self, report: Report) -> None:
        self.report = report
        super().__init__("\n".join(f"{finding.path}: {finding.message}" for finding in report.errors))


@dataclass(frozen=True)
class LotFacts:
    """One lot of this document; an empty code where there is only one."""

    code: str
    budget_fen: int | None
    ceiling_fen: int | None
    winners: int
    title: str = ""  # empty: the tender's own


@dataclass(frozen=True)
class ItemFacts:
    """One line of the scoring sheet."""

    name_zh: str
    name_en: str
    weight: Decimal | None
    kind: str
    scale: list[Any]
    note: str


@dataclass(frozen=True)
class SectionFacts:
    """One section of the scoring sheet."""

    name_zh: str
    name_en: str
    weight: Decimal | None
    items: tuple[ItemFacts, ...]


@dataclass(frozen=True)
class MilestoneFacts:
    """One instalment; `percent` None where the document does not say."""

    title: str
    title_en: str
    percent: Decimal | None
    due_after_days: int
    outputs: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class TenderFacts:
    """A document that can become a draft; None and empty texts are what it does not say."""

    title: str
    title_en: str
    buyer_name: str
    service_kind: str
    method: str
    objective: str
    requirements: str
    term_text: str
    term_months: int | None
    longest_months: int | None
    scope: str
    expected_effect: str
    qualification: list[Any]
    documents_asked: list[Any]
    budget_fen: int | None
    ceiling_fen: int | None
    small_micro_deduction: Decimal | None
    deposit_percent: Decimal
    performance_deposit_percent: Decimal
    lots: tuple[LotFacts, ...]
    sections: tuple[SectionFacts, ...]
    milestones: tuple[MilestoneFacts, ...]
    source: dict[str, Any]

    @classmethod
    def blank(cls, *, title: str, service_kind: str, method: str, budget_fen: int | None) -> TenderFacts:
        """Return the facts of a document that is begun without a sheet: what the plan says, and nothing else."""
        return cls(
            title=title,
            title_en="",
            buyer_name="",
            service_kind=service_kind,
            method=method,
            objective="",
            requirements="",
            term_text="",
            term_months=None,
            longest_months=None,
            scope="",
            expected_effect="",
            qualification=[],
            documents_asked=[],
            budget_fen=budget_fen,
            ceiling_fen=None,
            small_micro_deduction=None,
            deposit_percent=Decimal(0),
            performance_deposit_percent=Decimal(0),
            lots=(LotFacts(code="", budget_fen=budget_fen, ceiling_fen=None, winners=1),),
            sections=(),
            milestones=(),
            source={},
        )

    @classmethod
    def read(cls, raw: dict[str, Any]) -> TenderFacts:
        """Return the facts of a sheet; raises FactsRefused with every error."""
        report = check_facts(raw)
        if not report.ok:
            raise FactsRefused(report)
        term, deposits = part(raw.get("term")), part(raw.get("deposits"))
        deduction = share(part(raw.get("price_preference")).get("small_micro_percent"))
        return cls(
            title=text(part(raw.get("title")).get("zh"))[:LONGEST_TITLE],
            title_en=text(part(raw.get("title")).get("en"))[:LONGEST_TITLE],
            buyer_name=text(part(raw.get("buyer")).get("zh")),
            service_kind=text(raw.get("service_kind")),
            method=text(raw.get("procurement_method"))[:LONGEST_CODE],
            objective=text(part(raw.get("objective")).get("zh")),
            requirements=lines(raw.get("requirements"), "quantity"),
            term_text=term_text(term),
            term_months=small(term.get("months")),
            longest_months=small(term.get("max_months")),
            scope=text(part(raw.get("scope")).get("zh")),
            expected_effect=lines(raw.get("expected_effect"), "target"),
            qualification=exact(parts(raw.get("qualification"))),
            documents_asked=exact(parts(raw.get("documents_asked"))),
            budget_fen=in_fen(raw.get("budget_yuan")),
            ceiling_fen=in_fen(raw.get("ceiling_yuan")),
            small_micro_deduction=deduction / 100 if deduction is not None else None,
            deposit_percent=share(part(deposits.get("bid")).get("percent")) or Decimal(0),
            performance_deposit_percent=share(part(deposits.get("performance")).get("percent")) or Decimal(0),
            lots=lots_of(raw),
            sections=tuple(section_of(section) for section in parts(part(raw.get("scoring")).get("sections"))),
            milestones=milestones_of(raw),
            source=exact(raw),
        )


def in_fen(value: Any) -> int | None:
    """Return an amount in fen, None where there is none or nothing."""
    amount = money(value)
    return fen(amount) if amount else None


def points(value: Any) -> Decimal | None:
    """Return a weight or a percent above 0 and up to 100; anything else was warned about and counts as not said."""
    given = share(value)
    return given if given else None


def share(value: Any) -> Decimal | None:
    """Return a percentage between 0 and 100; anything else was warned about and counts as not said."""
    percent = number(value)
    return percent if percent is not None and 0 <= percent <= 100 else None


def small(value: Any) -> int | None:
    """Return a small whole number, None where there is none."""
    whole = number(value)
    is_small = whole is not None and 0 < whole <= MOST and whole == whole.to_integral_value()
    return int(whole) if whole is not None and is_small else None


def lines(value: Any, figure: str) -> str:
    """Return a list of requirements or effects as text, one a line, each with its figure and unit."""
    said = []
    for entry in parts(value):
        given = entry.get(figure)
        amount = number(given)
        shown = f"{plain(amount) if amount is not None else text(given)}{text(entry.get('unit'))}"
        name = text(entry.get("zh"))
        said.append(f"{name}：{shown}" if given is not None else name)
    return "\n".join(line for line in said if line)


def term_text(term: dict[str, Any]) -> str:
    """Return the term as the document says it."""
    months, renewals, longest = (small(term.get(key)) for key in ("months", "renewals", "max_months"))
    said = [f"合同期{months}个月"] if months else []
    if renewals:
        said.append(f"可续签{renewals}次")
    if longest and longest != months:
        said.append(f"最长{longest}个月")
    return "，".join(said)


def lots_of(raw: dict[str, Any]) -> tuple[LotFacts, ...]:
    """Return the lots of this document; one without code where it names none."""
    budget = in_fen(raw.get("budget_yuan"))
    ours = [lot for lot in parts(raw.get("lots")) if lot.get("here") in (True, None)]
    here = {text(lot.get("code"))[:LONGEST_CODE]: lot for lot in reversed(ours)}
    listed = [here[code] for code in sorted(here)] or [{}]
    return tuple(
        LotFacts(
            code=text(lot.get("code"))[:LONGEST_CODE],
            budget_fen=in_fen(lot.get("budget_yuan")) or (budget if len(listed) == 1 else None),
            ceiling_fen=in_fen(lot.get("ceiling_yuan"))
            or (in_fen(raw.get("ceiling_yuan")) if len(listed) == 1 else None),
            winners=small(lot.get("winners")) or 1,
        )
        for lot in listed
    )


def section_of(section: dict[str, Any]) -> SectionFacts:
    """Return one section with its items."""
    return SectionFacts(
        name_zh=text(section.get("name_zh"))[:LONGEST_NAME] or _("(without a name)"),
        name_en=text(section.get("name_en"))[:LONGEST_NAME],
        weight=points(section.get("weight")),
        items=tuple(
            ItemFacts(
                name_zh=text(item.get("name_zh"))[:LONGEST_NAME] or _("(without a name)"),
                name_en=text(item.get("name_en"))[:LONGEST_NAME],
                weight=points(item.get("weight")),
                kind=item["kind"] if item.get("kind") in KINDS else "",
                scale=exact(parts(item.get("scale"))),
                note=text(item.get("note_zh")),
            )
            for item in parts(section.get("items"))
        ),
    )


def milestones_of(raw: dict[str, Any]) -> tuple[MilestoneFacts, ...]:
    """Return the instalments, the last due at the end of the term, the others evenly before it.

    The first is due at the start, unless its words name the months within which it is, or say that something is
    accepted before: then after its share of the term. The targets of the expected effect stand at the last one.
    """
    instalments = parts(raw.get("payment"))
    months = small(part(raw.get("term")).get("months")) or MONTHS_A_YEAR
    days = months * DAYS_A_YEAR // MONTHS_A_YEAR
    last = len(instalments) - 1
    first_words = text(instalments[0].get("when_zh")) if instalments else ""
    ahead = 1 if ACCEPTED in first_words else 0
    within = None if ahead else WITHIN_MONTHS.search(first_words)
    due = [days * (place + ahead) // (last + ahead) if last else days for place in range(len(instalments))]
    if within and last > 0:
        due[0] = min(int(within[1]) * days // months, due[1])
    return tuple(
        MilestoneFacts(
            title=text(instalment.get("when_zh"))[:LONGEST_TITLE] or _("Instalment %(number)s") % {"number": place + 1},
            title_en=text(instalment.get("when_en"))[:LONGEST_TITLE],
            percent=points(instalment.get("percent")),
            due_after_days=due[place],
            outputs=exact(parts(raw.get("expected_effect"))) if place == last else [],
        )
        for place, instalment in enumerate(instalments)
    )


def exact(value: Any) -> Any:
    """Return a value as a database can keep it without losing a digit: fractions as decimal text."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {storable(key): exact(below) for key, below in value.items()}
    if isinstance(value, list):
        return [exact(below) for below in value]
    if isinstance(value, Decimal):
        return (
            int(value)
            if value.is_finite() and value == value.to_integral_value() and abs(value) < 10**15
            else str(value)
        )
    return value
