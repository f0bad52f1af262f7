"""Public lists: what they show, how they are chosen from, and that no address breaks them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse

from cms.models import HomePage
from tests.factories.accounts import CommunityFactory, ResidentFactory
from tests.factories.awards import AwardFactory
from tests.factories.contracts import ContractFactory
from tests.factories.milestones import MilestoneFactory
from tests.factories.needs import NeedFactory
from tests.factories.payouts import PayoutFactory
from tests.factories.plans import PlanItemFactory
from tests.factories.ratings import RatingRoundFactory
from tests.factories.tenders import DEADLINE, WHILE_OPEN, TenderFactory
from tests.pages import Browser, queries_of

PLACES = ("home", "opportunities", "notices", "needs", "projects", "guides", "open", "calculators")
LISTS = ("opportunities", "notices", "needs", "projects")
RESULT = {"counted": {"publishable": True, "index": 76.2, "interval": [71.5, 81.0], "n": 72}, "target": "75.00"}


def told(name: str) -> None:
    """One more row of a list, with everything that hangs on it."""
    if name == "needs":
        NeedFactory.create(voices=2)
    elif name == "notices":
        AwardFactory.create(published=True)
    elif name == "projects":
        contract = ContractFactory.create(in_force=True)
        PayoutFactory.create(paid=True, milestone=MilestoneFactory.create(contract=contract, paid=True))
        MilestoneFactory.create(contract=contract)
        RatingRoundFactory.create(contract=contract, published=True, result=RESULT)
    else:
        TenderFactory.create(open=True)


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_place_is_there_with_nothing_to_show(site: HomePage, name: str, language: str) -> None:
    browser = Browser()
    path = browser.get(name).request["PATH_INFO"].removeprefix("/en")
    answer = browser.client.get(f"/{language}{path}")
    assert answer.status_code == 200
    assert f'lang="{language}"' in answer.content.decode()


@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_the_same_few_questions_at_any_length(site: HomePage, name: str) -> None:
    resident = ResidentFactory.create().user
    told(name)
    one = queries_of(resident, name)
    told(name)
    told(name)
    assert queries_of(resident, name) == one
    assert queries_of(None, name) <= one <= 10


def test_the_first_page_asks_at_most_ten(site: HomePage, clock: Callable[..., None]) -> None:
    clock(WHILE_OPEN)
    for name in LISTS:
        told(name)
    one = queries_of(None, "home")
    for name in LISTS:
        told(name)
    assert queries_of(None, "home") == one <= 10


def test_the_figures_ask_the_same_at_any_length(site: HomePage) -> None:
    for name in LISTS:
        told(name)
    one = queries_of(None, "open")
    for name in LISTS:
        told(name)
    assert queries_of(None, "open") == one <= 10


def test_fifty_rows_weigh_less_than_100_kb(site: HomePage) -> None:
    area = CommunityFactory.create()
    for _row in range(51):
        item = PlanItemFactory.create(used=True, area=area)
        TenderFactory.create(open=True, plan_item=item, sheet=(), milestones=())
    page = Browser().get("opportunities").content
    assert page.count(b"public-rows__title") == 50
    assert len(page) < 100_000


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?page=999", 200),
        ("?page=abc", 200),
        ("?after=garbage", 400),
        ("?after=%00", 400),
        ("?nothing=:", 200),
    ],
)
def test_a_hostile_address_is_answered_in_the_sites_look(site: HomePage, name: str, query: str, status: int) -> None:
    answer = Browser().get(name, query=query)
    assert answer.status_code == status
    assert 'class="masthead"' in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "query", "status"),
    [
        ("opportunities", "?q=:", 200),
        ("opportunities", "?q=%25'%22%3Cscript%3E", 200),
        ("opportunities", "?q=%00", 400),
        ("opportunities", "?kind=nonsense", 400),
        ("opportunities", "?area=99999999999999999999", 400),
        ("opportunities", "?area=x", 400),
        ("opportunities", "?state=DRAFT", 400),
        ("opportunities", "?since=tomorrow", 400),
        ("opportunities", "?until=9999-12-31", 200),
        ("opportunities", "?since=0001-01-01", 200),
        ("needs", "?state=nonsense", 400),
        ("notices", "?kind=nonsense", 400),
    ],
)
def test_a_choice_that_does_not_exist_is_said_so(site: HomePage, name: str, query: str, status: int) -> None:
    answer = Browser().get(name, query=query)
    assert answer.status_code == status
    assert 'class="masthead"' in answer.content.decode()


def test_opportunities_are_chosen_by_what_people_ask_for(site: HomePage) -> None:
    area = CommunityFactory.create()
    here = TenderFactory.create(
        open=True, title="助餐服务", plan_item=PlanItemFactory.create(used=True, area=area, service_kind="elder_care")
    )
    there = TenderFactory.create(
        concluded=True, title="绿化养护", plan_item=PlanItemFactory.create(used=True, service_kind="greening")
    )
    TenderFactory.create(title="还没有公布")

    def found(query: str) -> list[str]:
        page = Browser().get("opportunities", query=query)
        return sorted(tender.ocid for tender in page.context["rows"])

    both = sorted([here.ocid, there.ocid])
    assert found("") == both
    assert found("?state=open") == found("?kind=elder_care") == found("?q=助餐") == [here.ocid]
    assert found(f"?area={area.pk}") == found(f"?area={area.parent.parent.pk}") == [here.ocid]
    assert found("?state=concluded") == [there.ocid]
    assert found(f"?since={DEADLINE:%Y-%m-%d}") == found(f"?until={DEADLINE:%Y-%m-%d}") == both
    assert found(f"?since={DEADLINE + timedelta(days=1):%Y-%m-%d}") == []


def test_a_choice_stays_on_the_next_page(site: HomePage) -> None:
    for _row in range(51):
        TenderFactory.create(open=True, sheet=(), milestones=(), lots=())
    first = Browser().get("opportunities", query="?state=open")
    rows = first.context["rows"]
    assert "state=open" in rows.next_url
    second = Browser().get("opportunities", query=rows.next_url).context["rows"]
    assert len(rows) + len(second) == 51
    assert not {one.pk for one in rows} & {one.pk for one in second}


def test_a_draft_is_in_no_list(site: HomePage) -> None:
    TenderFactory.create(title="内部草稿")
    TenderFactory.create(review=True, title="内部草稿二")
    assert "内部草稿" not in Browser().get("opportunities").content.decode()
    ContractFactory.create(signed=True)
    assert len(Browser().get("projects").context["rows"]) == 0


def test_a_resident_is_asked_to_stand_behind_a_need(site: HomePage) -> None:
    need = NeedFactory.create(voices=1)
    voiced = need.supports.get().resident.user
    link = f"/en/desk/needs/{need.pk}/support/"
    assert link in Browser().get("needs").content.decode()
    assert link not in Browser(voiced).get("needs").content.decode()


def test_notices_show_cancellations_and_failures_with_their_reasons(site: HomePage) -> None:
    TenderFactory.create(cancelled=True)
    failed = TenderFactory.create(failed=True)
    failed.lots.update(failed_reason="投标人不足三家。")
    assert "采购任务取消。" in Browser().get("notices", query="?kind=cancelled").content.decode()
    assert "投标人不足三家。" in Browser().get("notices", query="?kind=failed").content.decode()


def test_figures_count_bids_only_after_the_opening(site: HomePage) -> None:
    TenderFactory.create(closed=True, title="尚未开标")
    opened = TenderFactory.create(opened=True)
    page = Browser().get("open")
    (bids,) = [picture for picture in page.context["pictures"] if picture.key == "competition"]
    assert [row.url for row in bids.rows] == [reverse("opportunity", args=[opened.ocid])]
