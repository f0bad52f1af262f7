"""Words in the reader's language, and addresses under it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.urls import is_valid_path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from cms.queries import figures, projects
from core.instants import months
from core.punctuation import percent_sign
from core.words import in_words, plain_words
from procurement.tenders.models import Lot
from procurement.tenders.words import lot_in_words

register = template.Library()


register.simple_tag(in_words, name="words")
register.filter("plain", plain_words)


@register.filter
def lot_words(lot: Lot) -> SafeString:
    """A lot by its code and what it is, in the reader's language."""
    return format_html("{} {}", lot.code, lot_in_words(lot)) if lot.code else lot_in_words(lot)


@register.filter
def in_language(address: str) -> str:
    """An address of this site under the reader's language; any other as it is."""
    if not address.startswith("/") or address.startswith("//"):
        return address
    for code, _name in settings.LANGUAGES:
        address = address.removeprefix(f"/{code}") if address.startswith(f"/{code}/") else address
    return address if is_valid_path(urlsplit(address).path) else f"/{get_language()}{address}"


@register.filter
def percent(number: Any) -> str:
    """A share as it is printed: no idle zeros."""
    return "–" if number is None else f"{number.normalize():f}{percent_sign()}"


@register.filter
def points(number: Any) -> str:
    """Points of a scoring sheet: no idle zeros."""
    return "–" if number is None else f"{number.normalize():f}"


@register.filter
def one_decimal(number: Any) -> str:
    """An index as it is printed."""
    return "–" if number is None else f"{number:.1f}"


@register.filter
def yuan(amount: str) -> str:
    """An amount that a document keeps as text, with its sign and separators."""
    return f"¥{Decimal(amount):,.2f}" if amount else "–"


@register.filter
def nth(row: list[Any], place: int) -> Any:
    """The cell of a row at a place."""
    return row[place]


@register.filter
def accepted_count(contract: Any) -> int:
    """How many milestones of a contract were accepted."""
    return projects.finished(contract)


@register.filter
def days_to_payment(payout: Any) -> int | None:
    """Days from the acceptance to the arrival of a payment."""
    return projects.days_to_payment(payout)


@register.filter
def as_rated(rating_round: Any) -> figures.Rated | None:
    """The figures of a published round, or nothing where too few answered."""
    return figures.rated(rating_round, months(rating_round.period)) if figures.is_printable(rating_round) else None


@register.filter
def latest_rating(contract: Any) -> figures.Rated | None:
    """The figures of a contract's newest round that carries any."""
    return next((found for one in reversed(contract.ratings) if (found := as_rated(one))), None)
