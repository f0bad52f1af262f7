"""The rulebook: every number the law fixes, read once from `cn.toml` into frozen rules.

Guards name a rule by its key (`guard(_("…"), "tender_period")`); code asks `rule("bid_deposit").rate`. A key that does
not exist raises UnknownRule, so a slip of the pen shows at the first call. `rulebook(day)` is the book as it stood on a
day; `rulebook()` holds every rule in force, those announced for later included.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from core.law.articles import Article, Instrument, speaks_chinese
from core.law.refusals import DoesNotApply, NotInForce, UnknownRule

BOOKS = Path(__file__).parent
STATUSES = ("OK", "QUIZ", "NOTE", "UNCONFIRMED")
WORKING_DAYS = "working_days"
CALENDAR_DAYS = "calendar_days"


@dataclass(frozen=True)
class Rule:
    """One number of the law with its unit, articles and how well it is attested."""

    key: str
    value: Any
    unit: str
    articles: tuple[Article, ...]
    status: str
    text_zh: str
    text_en: str
    in_force_from: date
    in_force_until: date | None = None
    replaced_by: str = ""
    starts: str = ""
    after: str = ""
    moves: bool = True

    @property
    def article(self) -> str:
        """The citation that a person reads beside a refusal."""
        return ("；" if speaks_chinese() else "; ").join(str(article) for article in self.articles)

    @property
    def text(self) -> str:
        """The rule as a sentence in the reader's language; a number not read in the law itself says so."""
        sentence = self.text_zh if speaks_chinese() else self.text_en
        if self.status == "UNCONFIRMED":
            return f"{sentence} {_('(Not confirmed against the text of the law: check it before relying on it.)')}"
        return sentence

    @property
    def is_clock(self) -> bool:
        """Whether an event starts it and it ends on a day."""
        return bool(self.starts)

    @property
    def whole(self) -> int:
        """The value as a whole number: days, people, points."""
        return int(self.value)

    @property
    def rate(self) -> Decimal:
        """The value as an exact number: a share or a factor."""
        return Decimal(self.value)

    @property
    def span(self) -> tuple[Decimal, Decimal]:
        """The value as (least, most), both included."""
        least, most = self.value
        return Decimal(least), Decimal(most)

    def in_force(self, on: date) -> bool:
        """Whether the rule holds on a day."""
        return self.in_force_from <= on and (self.in_force_until is None or on < self.in_force_until)


@dataclass(frozen=True)
class Method:
    """A way of buying, and the keys of the rules it asks; "" where it has none."""

    key: str
    zh: str
    en: str
    deadline: str
    committee: str
    price_weight: str
    bidders: str

    def __str__(self) -> str:
        return self.zh if speaks_chinese() else self.en


@dataclass(frozen=True)
class Rulebook:
    """The rules as they stand on a day; `on` None means all that are in force or announced."""

    on: date | None
    rules: Mapping[str, Rule]
    known: frozenset[str]
    clocks: tuple[str, ...]
    methods: Mapping[str, Method]

    def rule(self, key: str) -> Rule:
        """Return a rule; raises UnknownRule or NotInForce."""
        if key in self.rules:
            return self.rules[key]
        if key in self.known:
            raise NotInForce(_("The rule “%(rule)s” is not in force on %(day)s.") % {"rule": key, "day": self.on})
        raise UnknownRule(_("The rulebook has no rule “%(rule)s”.") % {"rule": key})

    def has(self, key: str) -> bool:
        """Whether a rule is in force; raises UnknownRule for a key that the book never had."""
        if key not in self.known:
            raise UnknownRule(_("The rulebook has no rule “%(rule)s”.") % {"rule": key})
        return key in self.rules

    def method(self, key: str) -> Method:
        """Return a method of buying; raises DoesNotApply and names those there are."""
        if key not in self.methods:
            raise DoesNotApply(
                _("“%(method)s” is not a method of the rulebook. It knows: %(known)s.")
                % {"method": key, "known": ", ".join(self.methods)}
            )
        return self.methods[key]


def read_rules(path: Path) -> tuple[dict[str, Rule], dict[str, Method]]:
    """Read a rulebook's data file; raises KeyError or ValueError where it is not well formed."""
    with path.open("rb") as file:
        data = tomllib.load(file, parse_float=Decimal)
    instruments = {key: Instrument(key, row["zh"], row["en"], row["from"]) for key, row in data["instruments"].items()}
    rules = {}
    for key, row in data["rules"].items():
        articles = tuple(Article.parse(code, instruments) for code in row["articles"].split(", "))
        if row["status"] not in STATUSES:
            raise ValueError(f"{key}: unknown status {row['status']}")
        value = tuple(row["value"]) if isinstance(row["value"], list) else row["value"]
        rules[key] = Rule(
            key=key,
            value=value,
            unit=row["unit"],
            articles=articles,
            status=row["status"],
            text_zh=row["zh"],
            text_en=row["en"],
            in_force_from=row.get("from") or min(article.instrument.in_force_from for article in articles),
            in_force_until=row.get("until"),
            replaced_by=row.get("replaced_by", ""),
            starts=row.get("starts", ""),
            after=row.get("after", ""),
            moves=row.get("moves", True),
        )
    return rules, {key: Method(key=key, **row) for key, row in data["methods"].items()}


@lru_cache(maxsize=4)
def whole_book(name: str = "cn") -> tuple[Mapping[str, Rule], Mapping[str, Method]]:
    """Return every rule that a book ever had, former ones included, and its methods."""
    rules, methods = read_rules(BOOKS / f"{name}.toml")
    return MappingProxyType(rules), MappingProxyType(methods)


@lru_cache(maxsize=64)
def rulebook(on: date | None = None, name: str = "cn") -> Rulebook:
    """Return the book as it stood on a day; without a day, all rules in force or announced."""
    rules, methods = whole_book(name)
    standing = {key: each for key, each in rules.items() if (each.in_force(on) if on else each.in_force_until is None)}
    for each in list(standing.values()):
        if each.replaced_by:
            standing[each.replaced_by] = each  # the former rule answers under the name it has today
    clocks = tuple(key for key, each in rules.items() if each.is_clock)
    return Rulebook(on, MappingProxyType(standing), frozenset(rules), clocks, methods)


def rule(key: str) -> Rule:
    """Return a rule of the book in force; raises UnknownRule."""
    return rulebook().rule(key)
