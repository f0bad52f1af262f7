"""Drafting a plan item: what it is made of, and the number it keeps."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from accounts.organisations.kinds import Funding
from core.audit.models import AuditRow
from procurement.plans import services
from procurement.plans.models import OcidCounter, PlanItem
from tests.factories.accounts import AreaFactory
from tests.factories.admissions import AdmissionFactory
from tests.factories.needs import NeedFactory
from tests.factories.plans import CatalogueEntryFactory
from tests.procurement.cast import Cast
from tests.refusals import denial, why

Planned = Callable[..., PlanItem]


@pytest.fixture
def given(cast: Cast) -> dict[str, object]:
    CatalogueEntryFactory.create(code="A0101")
    return {
        "buyer_id": cast.office.pk,
        "area_id": cast.community.pk,
        "year": 2026,
        "quarter": 2,
        "title": "居家养老上门服务",
        "service_kind": "elder_care",
        "catalogue_code": "A0101",
        "method": "open_tender",
        "budget": {"FINANCE": 220_000, "SELF_RAISED": 570_000, "CO_CONSTRUCTION": 210_000},
        "by": cast.officer,
    }


class TestDraft:
    def test_a_draft_has_its_number_its_needs_and_its_money_by_source(
        self, cast: Cast, given: dict[str, object]
    ) -> None:
        need, admission = NeedFactory.create(area=cast.community), AdmissionFactory.create(area=cast.community)
        item = services.draft_plan_item(**given, need_ids=[need.pk, need.pk], admission_id=admission.pk)
        assert re.fullmatch(r"ocds-linli1-2026-\d{6}", item.ocid)
        assert (item.state, item.drafted_by, item.admission, list(item.needs.all())) == (
            "DRAFT",
            cast.officer,
            admission,
            [need],
        )
        assert {line.source: line.amount_fen for line in item.budget_lines.all()} == given["budget"]
        assert item.budget_fen == 1_000_000
        row = AuditRow.objects.of_thing(item).get()
        assert (row.verb, row.after, row.ocid, row.detail["budget_fen"]) == (
            "draft",
            "DRAFT",
            item.ocid,
            given["budget"],
        )

    def test_money_and_needs_may_come_later(self, given: dict[str, object]) -> None:
        item = services.draft_plan_item(**{**given, "budget": {}})
        assert (item.budget_fen, item.needs.count()) == (0, 0)

    def test_the_points_of_the_negative_list_stand_in_the_order_of_the_article(self, given: dict[str, object]) -> None:
        item = services.draft_plan_item(**given, negative_list=["hiring", "goods_or_works"])
        assert item.negative_list == ["goods_or_works", "hiring"]

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"title": " "}, "Give the item a title."),
            ({"year": 26}, "Choose the year and the quarter in which the tender is to open."),
            ({"quarter": 5}, "Choose the year and the quarter in which the tender is to open."),
            ({"service_kind": "weapons"}, "Choose the service from the list."),
            ({"method": "lottery"}, "Choose a method of the rulebook."),
            ({"budget": {"LOTTERY": 1}}, "Choose the sources of the money from the list."),
            *(
                (
                    {"budget": {"FINANCE": fen}},
                    "Each source gives an amount above zero; leave out a source that gives nothing.",
                )
                for fen in (0, -1, True, 1.5, "100")
            ),
            ({"need_ids": [0]}, "One of the needs does not exist."),
        ],
    )
    def test_a_draft_is_well_formed(self, given: dict[str, object], changed: dict[str, object], sentence: str) -> None:
        assert why(services.draft_plan_item, **{**given, **changed}) == [sentence]
        assert OcidCounter.objects.count() == 0

    def test_the_negative_list_has_six_points(self, given: dict[str, object]) -> None:
        assert why(services.draft_plan_item, **given, negative_list=["weather"]) == [
            "Choose the points of the negative list from the list. (MOF Order 102 (purchase of services), art. 10)"
        ]

    def test_the_catalogue_has_to_name_the_service(self, given: dict[str, object]) -> None:
        CatalogueEntryFactory.create(code="A0102", in_force=False)
        CatalogueEntryFactory.create(code="B0101", service_kind="greening")
        article = "(MOF Order 102 (purchase of services), art. 11)"
        unknown = [f"The guidance catalogue has no entry in force with this code. {article}"]
        for code in ("A0102", "Z9"):
            assert why(services.draft_plan_item, **{**given, "catalogue_code": code}) == unknown
        assert why(services.draft_plan_item, **{**given, "catalogue_code": "B0101"}) == [
            f"The catalogue entry names another service than the item. Choose one that fits. {article}"
        ]

    def test_a_buyer_plans_for_its_own_area(self, given: dict[str, object]) -> None:
        assert why(services.draft_plan_item, **{**given, "area_id": AreaFactory.create().pk}) == [
            "A buyer plans for its own area only. Choose an area there."
        ]

    def test_needs_and_tasks_belong_to_the_area(self, given: dict[str, object]) -> None:
        assert why(services.draft_plan_item, **given, need_ids=[NeedFactory.create().pk]) == [
            "One of the needs belongs to another area than the item's."
        ]
        assert why(services.draft_plan_item, **given, admission_id=AdmissionFactory.create().pk) == [
            "The task was handed down to another area than the item's."
        ]

    def test_who_may_not_buy_does_not_plan(self, cast: Cast, given: dict[str, object]) -> None:
        cast.office.funding = Funding.CLASS_ONE
        cast.office.save()
        (sentence,) = why(services.draft_plan_item, **given)
        assert sentence.endswith("(MOF Order 102 (purchase of services), art. 8)")


class TestRevise:
    def test_the_drafter_changes_what_is_given_and_leaves_the_rest(self, cast: Cast, planned: Planned) -> None:
        need = NeedFactory.create(area=cast.community)
        CatalogueEntryFactory.create(code="A0102")
        before = planned(negative_list=["hiring"])
        item = services.revise_plan_item(
            before.pk,
            title="新标题",
            quarter=4,
            method="consultation",
            catalogue_code="A0102",
            need_ids=[need.pk],
            budget={"SELF_RAISED": 5},
            negative_list=[],
            by=cast.officer,
        )
        assert (item.title, item.quarter, item.method, item.catalogue_entry.code, item.negative_list) == (
            "新标题",
            4,
            "consultation",
            "A0102",
            [],
        )
        assert ([line.source for line in item.budget_lines.all()], item.budget_fen) == (["SELF_RAISED"], 5)
        assert (item.ocid, list(item.needs.all()), item.service_kind) == (before.ocid, [need], "elder_care")
        assert set(AuditRow.objects.of_thing(item).get().detail) == {
            *("title", "quarter", "method", "catalogue_code", "needs", "budget_fen", "negative_list")
        }

    def test_nothing_given_nothing_changed(self, cast: Cast, planned: Planned) -> None:
        item = planned(negative_list=["hiring"], needs=[NeedFactory.create(area=cast.community)])
        after = services.revise_plan_item(item.pk, by=cast.officer)
        assert (after.title, after.negative_list, after.needs.count(), after.budget_fen) == (
            item.title,
            ["hiring"],
            1,
            407_500_000,
        )

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"title": ""}, "Give the item a title."),
            ({"quarter": 0}, "Choose the year and the quarter in which the tender is to open."),
            ({"method": "lottery"}, "Choose a method of the rulebook."),
            (
                {"budget": {"FINANCE": 0}},
                "Each source gives an amount above zero; leave out a source that gives nothing.",
            ),
        ],
    )
    def test_a_revision_is_well_formed(
        self, cast: Cast, planned: Planned, changed: dict[str, object], sentence: str
    ) -> None:
        assert why(services.revise_plan_item, planned().pk, **changed, by=cast.officer) == [sentence]

    @pytest.mark.parametrize("state", ["approved", "published", "used", "withdrawn"])
    def test_only_a_draft_is_revised(self, cast: Cast, planned: Planned, state: str) -> None:
        assert why(services.revise_plan_item, planned(**{state: True}).pk, quarter=3, by=cast.officer) == [
            "The item has left its draft; it can only be withdrawn and drafted anew."
        ]

    def test_only_the_drafter_revises_so_that_nobody_approves_an_own_change(self, cast: Cast, planned: Planned) -> None:
        assert denial(services.revise_plan_item, planned().pk, quarter=3, by=cast.both) == "wrong_role"
