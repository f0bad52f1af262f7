"""The legal clocks of a tender as everybody reads them: which day, and by which article."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core.law.calendar import load_calendar
from core.law.periods import clock_end
from core.law.refusals import LawError
from core.law.rulebook import rulebook
from core.punctuation import bracketed_text
from core.time import day_of


@dataclass(frozen=True)
class LegalClock:
    """One clock: its name, its last day (None while the holidays of the year are not announced), rule and article."""

    name: str
    last_day: date | None
    text: str
    article: str


def clocks_of(tender: Any, awards: Iterable[Any]) -> list[LegalClock]:
    """Return the clocks of a published tender and of its published results."""
    if tender.published_at is None:
        return []
    calendar, book = load_calendar(), rulebook()
    issued = day_of(tender.issued_at)
    method = book.methods.get(tender.method)
    found = []
    if method and method.deadline:
        rule = book.rule(method.deadline)
        found.append(LegalClock(_("Last day for bids"), tender.deadline_on, rule.text, rule.article))
    for key, name in (
        ("notice_period", _("The notice stands until")),
        ("document_sale", _("The document is handed out at least until")),
    ):
        rule = book.rule(key)
        found.append(LegalClock(name, _ends(key, issued, calendar), rule.text, rule.article))
    for award in awards:
        if award.revoked_at is None:
            rule = book.rule("challenge_result")
            name = _("The result may be challenged until")
            lot = bracketed_text(award.lot.code) if award.lot.code else ""
            found.append(LegalClock(f"{name}{lot}", award.challenge_until, rule.text, rule.article))
    return found


def _ends(key: str, start: date, calendar: Any) -> date | None:
    try:
        return clock_end(key, start, calendar).result
    except LawError:
        return None
