"""Questions about the plan: the allocation of an area, the 30 % line, lists that cost the same at any length."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from accounts.organisations.kinds import OrganisationKind, TrackRecordKind
from procurement.plans.models import CatalogueEntry, PlanItem
from procurement.plans.queries import Allocation, NewSpending
from tests.factories.accounts import OrganisationFactory, TrackRecordEntryFactory
from tests.factories.plans import CatalogueEntryFactory, PlanItemFactory
from tests.procurement.cast import Cast

Planned = Callable[..., PlanItem]


def contract(item: PlanItem, yuan: str, kind: str = OrganisationKind.SOCIAL, **facts: object) -> None:
    supplier = OrganisationFactory.create(kind=kind)
    TrackRecordEntryFactory.create(organisation=supplier, ocid=item.ocid, value=Decimal(yuan), **facts)


class TestAllocation:
    def test_a_base_and_an_amount_per_household(self, cast: Cast) -> None:
        assert PlanItem.objects.allocation_of(cast.community, 2026) == Allocation(200_000 + 400 * 1685, 0)

    def test_the_public_money_of_standing_items_is_taken_from_it(self, cast: Cast, planned: Planned) -> None:
        for state in ("approved", "published", "used"):
            planned(**{state: True}, budget={"FINANCE": 100_000, "SELF_RAISED": 7})
        planned(budget={"FINANCE": 1})
        planned(withdrawn=True, budget={"FINANCE": 1})
        planned(approved=True, year=2027, budget={"FINANCE": 1})
        planned(approved=True, area=cast.community.parent, budget={"FINANCE": 1})
        allocation = PlanItem.objects.allocation_of(cast.community, 2026)
        assert (allocation.planned_fen, allocation.left_fen) == (300_000, 574_000)

    def test_money_is_summed_by_source(self, planned: Planned) -> None:
        planned(budget={"FINANCE": 22, "SELF_RAISED": 57, "CO_CONSTRUCTION": 21})
        planned(budget={"FINANCE": 8})
        items = PlanItem.objects.all()
        assert (items.money_fen(), items.money_fen("FINANCE"), items.money_fen("FINANCE", "SELF_RAISED")) == (
            108,
            30,
            87,
        )
        assert PlanItem.objects.none().money_fen() == 0


class TestNewSpending:
    """Of new spending at least 30 % goes to social organisations, in principle (财综〔2016〕54号)."""

    def test_the_share_of_social_organisations(self, planned: Planned) -> None:
        one, two = planned(used=True), planned(used=True)
        contract(one, "300")
        contract(two, "500", OrganisationKind.ENTERPRISE)
        contract(two, "200", OrganisationKind.INSTITUTION)
        spending = PlanItem.objects.all().new_spending(2026)
        assert spending == NewSpending(Decimal(1000), Decimal(300))
        assert (spending.share, spending.line, spending.is_reached) == (Decimal("0.3"), Decimal("0.30"), True)

    def test_below_the_line(self, planned: Planned) -> None:
        contract(planned(used=True), "299")
        contract(planned(used=True), "701", OrganisationKind.ENTERPRISE)
        assert PlanItem.objects.all().new_spending(2026).is_reached is False

    def test_what_is_not_new_of_the_year_or_no_contract_does_not_count(self, planned: Planned) -> None:
        contract(planned(used=True, is_new=False), "1")
        contract(planned(used=True, year=2025), "1")
        contract(planned(used=True), "80", kind=OrganisationKind.SOCIAL)
        rated = planned(used=True)
        TrackRecordEntryFactory.create(ocid=rated.ocid, value=Decimal(96), kind=TrackRecordKind.RATING)
        assert PlanItem.objects.all().new_spending(2026) == NewSpending(Decimal(80), Decimal(80))

    def test_the_figure_is_that_of_the_items_asked_about(self, cast: Cast, planned: Planned) -> None:
        contract(planned(used=True), "10")
        contract(PlanItemFactory.create(used=True), "90", OrganisationKind.ENTERPRISE)
        assert PlanItem.objects.in_area(cast.community.parent).new_spending(2026).share == 1

    def test_nothing_spent_no_share(self, db: None) -> None:
        spending = PlanItem.objects.all().new_spending(2026)
        assert (spending.share, spending.is_reached) == (None, None)


def test_the_published_plan(planned: Planned) -> None:
    published, used = planned(published=True), planned(used=True)
    approved = planned(approved=True)
    planned()
    planned(withdrawn=True, shown=True)
    assert set(PlanItem.objects.public()) == {published, used}
    assert set(PlanItem.objects.ready_for_tender()) == {published, used}
    assert set(PlanItem.objects.standing()) == {approved, published, used}


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_with_its_money_costs_the_same_at_any_length(
    cast: Cast, planned: Planned, rows: int, django_assert_num_queries: object
) -> None:
    for _ in range(rows):
        planned(published=True)
    with django_assert_num_queries(2):
        items = PlanItem.objects.visible_to(cast.anonymous).for_list()
        assert [(item.buyer.name, item.area.name_zh, item.budget_fen) for item in items] == [
            (cast.office.name, cast.community.name_zh, 407_500_000)
        ] * rows


def test_the_catalogue_in_force(db: None) -> None:
    entry = CatalogueEntryFactory.create()
    CatalogueEntryFactory.create(in_force=False)
    assert list(CatalogueEntry.objects.in_force()) == [entry]
