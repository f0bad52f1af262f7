"""Pages by key: the next begins after the last row shown; nothing is counted, page 5,000 costs what page 1 costs."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import BadRequest, ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

Row = TypeVar("Row", bound=Model)
SIZE = 50  # rows
PARAMETER = "after"
LONGEST = 1_000  # characters of a text by which a list is ordered
YEARS = range(1900, 2200)  # in which anything of ours happens


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list, and the addresses of the first and of the next one ("" where there is none)."""

    rows: list[Row]
    first_url: str
    next_url: str

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def page_of(rows: QuerySet[Row], *, order: Sequence[str], asked: QueryDict, size: int = SIZE) -> Page[Row]:
    """Return the page that a query string asks for with `after`.

    `order` names columns without empty values, the last one unique, as ("-published_at", "-pk"). Raises BadRequest for
    a key that no page of ours has given.
    """
    token = asked.get(PARAMETER, "")
    if token:
        rows = rows.filter(_beyond(rows.model, order, token))
    found = list(rows.order_by(*order)[: size + 1])
    more = len(found) > size
    shown = found[:size]
    return Page(
        shown,
        _url(asked, None) if token else "",
        _url(asked, _token(shown[-1], order)) if more else "",
    )


def _names(order: Sequence[str]) -> list[tuple[str, bool]]:
    return [(name.lstrip("-"), name.startswith("-")) for name in order]


def _token(row: Model, order: Sequence[str]) -> str:
    values = [getattr(row, name) for name, _falling in _names(order)]
    text = json.dumps([one.isoformat() if isinstance(one, date | datetime) else one for one in values])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _beyond(model: type[Model], order: Sequence[str], token: str) -> Q:
    try:
        values = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        if not isinstance(values, list) or len(values) != len(order):
            raise ValueError(token)
        keys = [_value(model, name, value) for (name, _falling), value in zip(_names(order), values, strict=True)]
    except (ValueError, TypeError, RecursionError, binascii.Error, ArithmeticError, ValidationError) as broken:
        raise BadRequest("The page is not known. Begin at the first page.") from broken
    beyond = Q()
    equal = Q()
    for (name, falling), key in zip(_names(order), keys, strict=True):
        beyond |= equal & Q(**{f"{name}__{'lt' if falling else 'gt'}": key})
        equal &= Q(**{name: key})
    return beyond


def _value(model: type[Model], name: str, value: Any) -> Any:
    meta: Any = model._meta
    field = meta.pk if name == "pk" else meta.get_field(name)
    cleaned = field.to_python(value)
    if cleaned is None or isinstance(value, bool | dict | list):
        raise ValueError(value)
    if isinstance(cleaned, str):
        _checked_text(cleaned)
    if isinstance(cleaned, datetime):
        if cleaned.tzinfo is None:
            raise ValueError(value)
        cleaned = cleaned.astimezone(UTC)  # PostgreSQL knows no time that is more than 16 hours off
    if isinstance(cleaned, date) and cleaned.year not in YEARS:
        raise ValueError(value)
    field.run_validators(cleaned)  # numbers and texts that are too large for the column
    return cleaned


def _checked_text(text: str) -> None:
    if "\0" in text or len(text) > LONGEST:
        raise ValueError(text)
    text.encode()  # UnicodeEncodeError, a ValueError, for half a pair of signs


def _url(asked: QueryDict, token: str | None) -> str:
    query = asked.copy()
    query.pop(PARAMETER, None)
    if token:
        query[PARAMETER] = token
    return f"?{query.urlencode()}"
