"""Lists by key: every row once, in order, whatever is added in between; a made-up key is refused, never an error."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from django.core.exceptions import BadRequest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation
from core.paging import page_of
from procurement.needs.models import Need
from procurement.plans.models import PlanItem
from tests.factories.needs import NeedFactory

ORDER = ("-proposed_at", "-pk")


def walk(size: int) -> list[list[int]]:
    """The numbers of every page, from the first to the last."""
    pages, asked = [], QueryDict("area=1")
    while True:
        page = page_of(Need.objects.all(), order=ORDER, asked=asked, size=size)
        pages.append([need.pk for need in page])
        assert not page.next_url or "area=1" in page.next_url
        if not page.next_url:
            return pages
        asked = QueryDict(page.next_url[1:])


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 3, 7, 8])
def test_every_row_comes_once_and_in_order(size: int) -> None:
    made = [need.pk for need in NeedFactory.create_batch(7)]
    pages = walk(size)
    assert [pk for page in pages for pk in page] == made[::-1]
    assert {len(page) for page in pages[:-1]} <= {size}


@pytest.mark.django_db
def test_a_page_is_one_question_and_counts_nothing() -> None:
    NeedFactory.create_batch(3)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page_of(Need.objects.all(), order=ORDER, asked=QueryDict(""), size=2)
    assert len(asked) == 1
    assert "COUNT(" not in asked[0]["sql"].upper()


def key(*values: Any) -> str:
    """A key as our pages give them."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "token",
    [
        "abc",
        "%",
        "é",
        "W10",
        base64.urlsafe_b64encode(b'["x", 1]').decode(),
        base64.urlsafe_b64encode(b"[[1], 1]").decode(),
        base64.urlsafe_b64encode(b"[null, 1]").decode(),
        base64.urlsafe_b64encode(b'["2026-01-01", 9e99]').decode(),
        base64.urlsafe_b64encode(b'["2026-01-01", true]').decode(),
        base64.urlsafe_b64encode(b"{").decode(),
        base64.urlsafe_b64encode(b"[" * 6000).decode(),
        key("9999-12-31T23:59:59-23:00", 1),
        key("0001-01-01T00:00:00+23:00", 1),
        key("0001-01-01T00:00:00+00:00", 1),
        key("9999-12-31T23:59:59+00:00", 1),
        key("2026-01-01T00:00:00", 1),
        key("2026-01-01T00:00:00+00:00", 2**63),
        key("2026-01-01T00:00:00+00:00", -(2**64)),
        key("2026-01-01T00:00:00+00:00", "\0"),
    ],
)
def test_a_key_that_no_page_gave_is_refused(token: str) -> None:
    asked = QueryDict(mutable=True)
    asked["after"] = token
    with pytest.raises(BadRequest):
        page_of(Need.objects.all(), order=ORDER, asked=asked)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["\0", "a\0b", "\ud800", "a" * 201, "a" * 100_000])
def test_a_name_that_no_column_holds_is_refused(name: str) -> None:
    asked = QueryDict(mutable=True)
    asked["after"] = key(name, 1)
    with pytest.raises(BadRequest):
        page_of(Organisation.objects.all(), order=("name", "pk"), asked=asked)


@pytest.mark.django_db
@pytest.mark.parametrize("year", [2**31, -(2**31) - 1, 10**30])
def test_a_number_that_no_column_holds_is_refused(year: int) -> None:
    asked = QueryDict(mutable=True)
    asked["after"] = key(year, 1, 1)
    with pytest.raises(BadRequest):
        page_of(PlanItem.objects.all(), order=("-year", "-quarter", "-pk"), asked=asked)


@pytest.mark.django_db
@pytest.mark.parametrize("offset", ["+08:00", "+00:00", "+16:00", "-23:59"])
def test_an_instant_is_the_same_wherever_it_was_written(offset: str) -> None:
    asked = QueryDict(mutable=True)
    asked["after"] = key(f"2199-06-01T12:00:00{offset}", 1)
    made = NeedFactory.create()
    assert [need.pk for need in page_of(Need.objects.all(), order=ORDER, asked=asked)] == [made.pk]
