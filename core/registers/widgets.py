"""How single values are read from a cell and written into one; a wrong one says what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from import_export.widgets import Widget

from core.money import NotMoney, fen, yuan
from core.punctuation import reads_chinese

A_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?", re.ASCII)
LARGEST = 2**31 - 1  # what a column of whole numbers holds
MOST_FEN = 10**15


def every_name(text: Any) -> set[str]:
    """A text in every language of the site: a file filled in under one is read under the other."""
    names = set()
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            names.add(str(text).strip().casefold())
    return names


class Words(Widget):
    """A text of one line, with a longest length."""

    def __init__(self, longest: int, is_needed: bool = False) -> None:
        super().__init__()
        self.longest, self.is_needed = longest, is_needed

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        """Return the text."""
        text = str(value or "").strip()
        if self.is_needed and not text:
            raise ValueError(_("The cell is empty: fill it in."))
        if len(text) > self.longest:
            raise ValueError(_("The text has more than %(most)s characters: shorten it.") % {"most": self.longest})
        return text

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Return the text."""
        return str(value or "")


class OneOf(Widget):
    """One of a list, written as its label in either language or as its code."""

    def __init__(self, choices: Iterable[tuple[Any, Any]], is_needed: bool = True) -> None:
        super().__init__()
        self.choices, self.is_needed = [(key, label) for key, label in choices], is_needed

    def known(self) -> dict[str, Any]:
        """Every way in which a choice may be written; read once an import."""
        if not hasattr(self, "_known"):
            names = [(key, name) for key, label in self.choices for name in every_name(label)]
            # "街道（乡镇）" is also written as "街道".
            short = {re.sub(r"\s*[(（].*$", "", name): key for key, name in names}
            self._known = {**short, **{name: key for key, name in names}}
            self._known |= {str(key).casefold(): key for key, _label in self.choices}
        return self._known

    def labels(self) -> list[str]:
        """The choices as a person reads them."""
        return [str(label) for key, label in self.choices if key != ""]

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """Return the choice."""
        text = str(value or "").strip()
        if not text:
            if self.is_needed:
                raise ValueError(_("The cell is empty: choose one of %(choices)s.") % {"choices": self._listed()})
            return ""
        if text.casefold() not in self.known():
            wrong = {"given": text[:40], "choices": self._listed()}
            raise ValueError(_("“%(given)s” is not known: choose one of %(choices)s.") % wrong)
        return self.known()[text.casefold()]

    def _listed(self) -> str:
        return ("、" if reads_chinese() else ", ").join(self.labels())

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Return the label."""
        return str(dict(self.choices).get(value, "")) if value not in (None, "") else ""


class SomeOf(OneOf):
    """Several of a list, one after the other in one cell."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[Any]:
        """Return the choices, each once, in their order."""
        parts = [part.strip() for part in re.split(r"[、,，;；/]", str(value or "")) if part.strip()]
        if not parts:
            raise ValueError(_("The cell is empty: choose one of %(choices)s.") % {"choices": self._listed()})
        return sorted({super(SomeOf, self).clean(part) for part in parts})

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Return the labels."""
        return "、".join(super(SomeOf, self).render(one) for one in value or [])


class YesNo(OneOf):
    """Yes or no; an empty cell says no where nothing else is given."""

    def __init__(self, yes: Any, no: Any, is_needed: bool = False) -> None:
        super().__init__([(True, yes), (False, no)], is_needed)

    def known(self) -> dict[str, Any]:
        """Also the words that people write for them."""
        if not hasattr(self, "_known"):
            self._known = super().known()
            self._known |= {"是": True, "yes": True, "true": True, "1": True}
            self._known |= {"否": False, "no": False, "false": False, "0": False}
        return self._known

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool:
        """Return the answer."""
        return super().clean(value, row, **kwargs) is True

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Return the word."""
        return str(dict(self.choices)[bool(value)])


class Day(Widget):
    """A day, as 2026-03-16, 2026/3/16 or 2026年3月16日."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> date:
        """Return the day."""
        text = str(value or "").strip()
        if not text:
            raise ValueError(_("The cell is empty: fill it in."))
        found = A_DAY.fullmatch(text)
        try:
            if not found:
                raise ValueError(text)
            return date(*(int(part) for part in found.groups()))
        except ValueError as wrong:
            sentence = _("“%(given)s” is not a day: write it as 2026-03-16.") % {"given": text[:40]}
            raise ValueError(sentence) from wrong

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Return the day as ISO writes it."""
        return value.isoformat() if value else ""


class Count(Widget):
    """A whole number, not negative."""

    def __init__(self, least: int = 0) -> None:
        super().__init__()
        self.least = least

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int:
        """Return the number; the least one where nothing is written."""
        text = str(value or "").strip().replace(",", "").replace("，", "")
        if not text:
            return self.least
        if not re.fullmatch(r"\d{1,10}", text, re.ASCII) or not self.least <= int(text) <= LARGEST:
            wrong = {"given": text[:40], "least": self.least}
            raise ValueError(_("“%(given)s” is not a whole number from %(least)s on: correct it.") % wrong)
        return int(text)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Return the number."""
        return "" if value is None else str(value)


class Yuan(Widget):
    """An amount in yuan, kept in fen."""

    def __init__(self, is_empty_none: bool = False) -> None:
        super().__init__()
        self.is_empty_none = is_empty_none

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        """Return the amount in fen."""
        text = re.sub(r"[,，¥￥\s]", "", str(value or ""))
        if not text:
            return None if self.is_empty_none else 0
        try:
            amount = fen(text)
        except NotMoney:
            amount = -1
        if not int(self.is_empty_none) <= amount < MOST_FEN or not re.fullmatch(r"\d+(\.\d*)?", text, re.ASCII):
            wrong = {"given": text[:40]}
            raise ValueError(_("“%(given)s” is not an amount in yuan: write it as 4075000.00.") % wrong)
        return amount

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Return the amount in yuan."""
        return "" if value is None else str(yuan(value))


class Row(Widget):
    """A row of another register, written as its code; `known` of an import keeps those that were found."""

    def __init__(self, rows: Callable[[], Any], code: str, missing: Any, is_needed: bool = True) -> None:
        super().__init__()
        self.rows, self.code, self.missing, self.is_needed = rows, code, missing, is_needed

    def clean(self, value: Any, row: Any = None, known: dict[Any, Any] | None = None, **kwargs: Any) -> Any:
        """Return the row, or None for an empty cell that may be empty."""
        text = str(value or "").strip()
        if not text:
            if self.is_needed:
                raise ValueError(_("The cell is empty: fill it in."))
            return None
        known = {} if known is None else known
        if (self.code, text) not in known:
            found = self.rows().filter(**{self.code: text}).first()
            if found is None:
                raise ValueError(str(self.missing) % {"given": text[:40]})
            known[self.code, text] = found
        return known[self.code, text]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Return the code."""
        return str(getattr(value, self.code)) if value is not None else ""
