"""Pages of the plan: from a draft with its money to the published item."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from procurement.plans.models import PlanItem
from tests.factories.accounts import CommunityFactory
from tests.factories.admissions import AdmissionFactory
from tests.factories.needs import NeedFactory
from tests.factories.plans import CatalogueEntryFactory
from tests.pages import Browser, queries_of, statuses
from tests.procurement.cast import Cast

Planned = Callable[..., PlanItem]


@pytest.fixture
def written(cast: Cast) -> dict[str, Any]:
    CatalogueEntryFactory.create(code="A0801")
    return {
        "buyer_id": cast.office.pk,
        "area_id": cast.community.pk,
        "year": 2026,
        "quarter": 2,
        "title": "居家养老上门服务",
        "catalogue_code": "A0801",
        "method": "open_tender",
        "money_finance": "50,000.00",
        "money_self_raised": "¥1234.5",
        "is_new": "yes",
    }


@pytest.fixture(autouse=True)
def in_spring(clock: Any) -> None:
    clock(datetime(2026, 3, 16, 2, 0, tzinfo=UTC))


class TestDrafting:
    def test_an_officer_drafts_an_item_with_money_needs_and_the_catalogues_service(
        self, cast: Cast, written: dict[str, Any]
    ) -> None:
        need = NeedFactory.create(area=cast.community, adopted=True)
        task = AdmissionFactory.create(area=cast.community, admitted=True)
        page = Browser(cast.officer).get("draft_plan_item").content.decode()
        assert need.title in page
        done = Browser(cast.officer).post(
            "draft_plan_item", **written, need_ids=[need.pk], admission_id=task.pk, negative_list=["hiring"]
        )
        item = PlanItem.objects.get()
        assert (done.status_code, done.url) == (302, f"/en/desk/plan/{item.pk}/")
        assert {line.source: line.amount_fen for line in item.budget_lines.all()} == {
            "FINANCE": 5_000_000,
            "SELF_RAISED": 123_450,
        }
        assert (item.service_kind, item.is_new, item.negative_list) == ("elder_care", True, ["hiring"])
        assert (item.admission, list(item.needs.all())) == (task, [need])

    def test_what_was_written_is_kept_when_something_is_wrong(self, cast: Cast, written: dict[str, Any]) -> None:
        page = Browser(cast.officer).post("draft_plan_item", **{**written, "money_finance": "很多"})
        assert page.status_code == 422
        assert written["title"] in page.content.decode()
        assert "很多" in page.content.decode()
        refused = Browser(cast.officer).post("draft_plan_item", **{**written, "money_finance": "0"})
        assert refused.status_code == 409
        assert "Each source gives an amount above zero" in refused.content.decode()
        assert written["title"] in refused.content.decode()

    def test_others_plan_nothing(self, cast: Cast, written: dict[str, Any]) -> None:
        for name in ("approver", "resident", "supplier", "supervisor"):
            browser = Browser(getattr(cast, name))
            assert "Only a buyer&#x27;s officer plans purchases." in browser.get("draft_plan_item").content.decode()
            assert browser.post("draft_plan_item", **written).status_code == 403
        assert PlanItem.objects.count() == 0

    def test_the_drafter_changes_the_draft(self, cast: Cast, planned: Planned) -> None:
        item = planned()
        browser = Browser(cast.officer)
        page = browser.get("planitem_revise", item.pk)
        assert 'value="4075000.00"' in page.content.decode()
        changes = {
            "title": "改后的名称",
            "catalogue_code": item.catalogue_entry.code,
            "quarter": 3,
            "method": "consultation",
            "money_co_construction": "10",
        }
        assert browser.post("planitem_revise", item.pk, **changes).status_code == 302
        item = PlanItem.objects.get()
        assert (item.title, item.quarter, item.method, item.budget_fen) == ("改后的名称", 3, "consultation", 1000)
        colleague = Browser(cast.colleague)
        assert "the buyer&#x27;s officer who drafted the item" in (
            colleague.get("planitem_revise", item.pk).content.decode()
        )
        assert colleague.post("planitem_revise", item.pk, **changes).status_code == 403
        assert Browser(cast.resident).get("planitem_revise", item.pk).status_code == 404

    def test_an_approved_item_no_longer_changes(self, cast: Cast, planned: Planned) -> None:
        item = planned(approved=True)
        page = Browser(cast.officer).get("planitem_revise", item.pk).content.decode()
        assert "The item has left its draft" in page


class TestReading:
    def test_who_sees_a_draft_and_who_the_published_item(self, cast: Cast, planned: Planned) -> None:
        names = ("officer", "approver", "finance", "supervisor", "resident", "supplier", "officer_elsewhere")
        people = {name: getattr(cast, name) for name in names}
        inside = {"officer", "approver", "finance", "supervisor"}
        assert statuses(people, "planitem", planned().pk) == {n: 200 if n in inside else 404 for n in names}
        assert set(statuses(people, "planitem", planned(published=True).pk).values()) == {200}

    def test_it_shows_its_money_by_source(self, cast: Cast, planned: Planned) -> None:
        item = planned(budget={"FINANCE": 100_000, "SELF_RAISED": 50_000})
        page = Browser(cast.officer).get("planitem", item.pk).content.decode()
        for words in ("Public finance: ¥1,000.00", "Self-raised: ¥500.00", "Together: ¥1,500.00"):
            assert words in page

    def test_the_list_is_by_year_and_state_with_money_and_allocations(self, cast: Cast, planned: Planned) -> None:
        draft = planned(title="草稿项目", budget={"FINANCE": 100_000})
        approved = planned(title="已批项目", approved=True, budget={"FINANCE": 300_000, "CO_CONSTRUCTION": 200_000})
        last_year = planned(title="去年项目", year=2025, budget={"FINANCE": 70_000})
        browser = Browser(cast.officer)
        page = browser.get("desk_plan", query="?year=2026").content.decode()
        assert (draft.title in page, approved.title in page, last_year.title in page) == (True, True, False)
        assert "¥4,000.00" in page  # from public finance
        assert "¥6,000.00" in page  # together
        assert "¥2,000.00 + ¥4.00 × 1685 = <strong>¥8,740.00" in page
        assert "Planned ¥3,000.00, left ¥5,740.00" in page
        page = browser.get("desk_plan", query="?state=DRAFT&year=2026").content.decode()
        assert (draft.title in page, approved.title in page) == (True, False)

    def test_the_list_holds_no_other_offices_items(self, cast: Cast, planned: Planned) -> None:
        item = planned(published=True)
        assert item.title not in Browser(cast.officer_elsewhere).get("desk_plan").content.decode()
        assert item.title in Browser(cast.supervisor).get("desk_plan").content.decode()

    @pytest.mark.parametrize("query", ["?year=abc", "?year=99999999999", "?state=:", "?page=999"])
    def test_a_hostile_address_is_answered(self, cast: Cast, query: str) -> None:
        assert Browser(cast.officer).get("desk_plan", query=query).status_code == 200


class TestDeciding:
    def test_approved_by_the_second_person_and_published(self, cast: Cast, planned: Planned) -> None:
        item = planned()
        assert Browser(cast.officer).post("planitem_approve", item.pk).status_code == 403
        assert "¥4,075,000.00" in Browser(cast.approver).get("planitem_approve", item.pk).content.decode()
        assert Browser(cast.approver).post("planitem_approve", item.pk).status_code == 302
        assert Browser(cast.officer).post("planitem_publish", item.pk).status_code == 302
        assert PlanItem.objects.get().state == "PUBLISHED"

    def test_who_drafted_does_not_approve(self, cast: Cast, planned: Planned) -> None:
        item = planned(drafted_by=cast.both)
        page = Browser(cast.both).post("planitem_approve", item.pk)
        assert page.status_code == 403
        assert "This step needs a second person" in page.content.decode()

    def test_a_refused_approval_stands_there_with_its_articles(self, cast: Cast, planned: Planned) -> None:
        item = planned(budget={}, negative_list=["hiring"])
        page = Browser(cast.approver).post("planitem_approve", item.pk)
        assert page.status_code == 409
        for browser_page in (page, Browser(cast.approver).get("planitem", item.pk)):
            assert "No money is named." in browser_page.content.decode()
            assert "The item is on the negative list" in browser_page.content.decode()
            assert 'class="article"' in browser_page.content.decode()

    def test_an_item_is_withdrawn_with_a_reason(self, cast: Cast, planned: Planned) -> None:
        item = planned(published=True)
        browser = Browser(cast.officer)
        assert browser.post("planitem_withdraw", item.pk).status_code == 422
        assert browser.post("planitem_withdraw", item.pk, reason="预算取消").status_code == 200
        assert browser.post("planitem_withdraw", item.pk, reason="预算取消", sure="1").status_code == 302
        assert "预算取消" in Browser(cast.resident).get("planitem", item.pk).content.decode()

    @pytest.mark.parametrize("step", ["planitem_approve", "planitem_publish", "planitem_withdraw"])
    def test_others_are_told_apart(self, cast: Cast, planned: Planned, step: str) -> None:
        people = {"supervisor": cast.supervisor, "finance": cast.finance, "resident": cast.resident}
        found = statuses(people, step, planned().pk, post={"reason": "不", "sure": "1"})
        assert found == {"supervisor": 403, "finance": 403, "resident": 404}


class TestTheDesk:
    def test_it_names_what_waits_on_officer_and_approver(self, cast: Cast, planned: Planned) -> None:
        draft, approved = planned(title="待批"), planned(title="待发布", approved=True)
        approver = Browser(cast.approver).get("desk").content.decode()
        officer = Browser(cast.officer).get("desk").content.decode()
        assert (draft.title in approver, approved.title in approver) == (True, False)
        assert (draft.title in officer, approved.title in officer) == (False, True)

    def test_nobody_is_asked_to_approve_an_own_draft(self, cast: Cast, planned: Planned) -> None:
        assert planned(drafted_by=cast.both).title not in Browser(cast.both).get("desk").content.decode()


def test_pages_cost_the_same_at_one_and_at_three_rows(cast: Cast, planned: Planned) -> None:
    def more(made: PlanItem | None = None) -> PlanItem:
        needs = [NeedFactory.create(area=cast.community, adopted=True)]
        for state in ("approved", "published"):
            planned(needs=needs, **{state: True})
        return planned(needs=needs)

    item = more()
    CommunityFactory.create(parent=cast.community.parent)
    pages: list[Any] = [
        (person, name, limit, *args)
        for person in (cast.officer, cast.approver)
        for name, limit, *args in [
            ("desk_plan", 10),
            ("planitem", 12, item.pk),
            ("desk", 99),
        ]  # the desk is shared: only that it stays the same is held here
    ]
    one = [queries_of(person, name, *args) for person, name, _limit, *args in pages]
    for _number in range(2):
        more()
        CommunityFactory.create(parent=cast.community.parent)
    item.needs.add(NeedFactory.create(area=cast.community, adopted=True))
    assert [queries_of(person, name, *args) for person, name, _limit, *args in pages] == one
    assert [(p[1], number) for p, number in zip(pages, one, strict=True) if number > p[2]] == []
