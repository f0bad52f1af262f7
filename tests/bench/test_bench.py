"""`make bench`: how fast the pages are, and that they stay so while the tenders grow from 1,000 to 280,000."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.http import QueryDict
from django.urls import reverse

from accounts.models import Organisation
from accounts.roles import Role
from cms.clock import keep_figures
from cms.queries import opportunities
from core.paging import page_of
from procurement.models import Tender
from tests.bench.crowd import RARE, Crowd
from tests.bench.measure import Report, page, times
from tests.cms.conftest import kept_site, site  # noqa: F401 (fixtures)
from tests.factories.accounts import member
from tests.factories.tenders import WHILE_OPEN, TenderFactory

pytestmark = [pytest.mark.heavy, pytest.mark.bench]
FEW, MANY, DEEP = 1_000, 100_000, 280_000  # one in ten is a draft: page 5,000 wants 250,000 that the public sees
PAGE_5000 = 4_999 * 50  # rows before it


def address_of_page_5000() -> str:
    """Where "next page" leads after 4,999 pages."""
    rows = opportunities.listed().order_by("-pk")
    page_4999 = rows[PAGE_5000 - 50 : PAGE_5000 - 49].get()
    found = page_of(rows.filter(pk__lte=page_4999.pk), order=("-pk",), asked=QueryDict())
    return reverse("opportunities") + found.next_url


def searched(words: str, *, with_index: bool) -> float:
    """The median time in which the newest 51 titles with the words are found, in milliseconds."""
    rows = (
        Tender.objects.public().called(words) if with_index else Tender.objects.public().filter(title__contains=words)
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL enable_seqscan = on; SET LOCAL enable_indexscan = {'on' if with_index else 'off'}")
    found = times(lambda: list(rows.order_by("-pk").values_list("pk", flat=True)[:51]), runs=10)[0]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_indexscan = on")
    return found


@pytest.mark.usefixtures("site", "any_state")
def test_pages_keep_their_targets(clock: Callable[[datetime], None], capsys: pytest.CaptureFixture[str]) -> None:
    clock(WHILE_OPEN)
    report, crowd = Report(), Crowd()
    officer = member(Organisation.objects.get(pk=crowd.offices[0][1]), Role.BUYER_OFFICER, Role.APPROVER)
    tender = TenderFactory.create(open=True)
    of_tender = reverse("opportunity", args=[tender.ocid])
    opportunities_url, open_first = reverse("opportunities"), reverse("opportunities") + "?state=open"
    rare = f"{opportunities_url}?q={RARE}"

    crowd.grow_to(FEW)
    few = page(opportunities_url)
    crowd.grow_to(MANY)
    keep_figures()  # as the sweep does; it takes seconds, and no reader waits for it
    many = page(opportunities_url)
    report.page("home", page(reverse("home")), queries=10)
    report.page("list of tenders, 100,000", many, queries=10)
    report.page("list of open tenders, 100,000", page(open_first), queries=10)
    report.page("list found by two characters", page(rare), queries=10)
    report.page("page of a tender", page(of_tender), queries=12)
    report.page("desk of an officer", page(reverse("desk"), officer), queries=15)
    report.page("tenders at the desk", page(reverse("tenders"), officer), queries=15)
    report.say("list of 50 rows, median", many.median, 60, " ms")
    report.say("list, p95 at 100,000 ÷ at 1,000", many.p95 / few.p95, 1.3)
    report.say(
        "search, two characters ÷ sequential LIKE",
        searched(RARE, with_index=True) / searched(RARE, with_index=False),
        0.3,
    )
    crowd.grow_to(DEEP)
    first, deep = page(opportunities_url), page(address_of_page_5000())
    report.say("list, page 5,000 ÷ page 1", deep.median / first.median, 1.5)

    with capsys.disabled():
        print(f"\n{report}\n")
    assert report.missed() == []
