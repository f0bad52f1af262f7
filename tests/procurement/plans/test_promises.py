"""What the database itself keeps about the plan, whoever writes to it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from procurement.plans.models import BudgetLine, PlanItem
from tests.factories.plans import PlanItemFactory

Planned = Callable[..., PlanItem]


@pytest.mark.parametrize("state", ["approved", "published", "used"])
@pytest.mark.parametrize("by_owner", [False, True])
def test_the_money_of_an_item_is_fixed_from_its_approval_on(
    planned: Planned, state: str, by_owner: bool, request: pytest.FixtureRequest
) -> None:
    if by_owner:
        request.getfixturevalue("owner")
    item = planned(**{state: True})
    for change in (
        lambda: BudgetLine.objects.create(plan_item=item, source="SELF_RAISED", amount_fen=1),
        lambda: item.budget_lines.update(amount_fen=1),
        lambda: item.budget_lines.all().delete(),
        lambda: BudgetLine.objects.filter(plan_item=planned()).update(plan_item=item, source="SELF_RAISED"),
    ):
        with pytest.raises(IntegrityError, match="is fixed from its approval on"), transaction.atomic():
            change()
    assert PlanItem.objects.get(pk=item.pk).budget_fen == 407_500_000


def test_no_line_leaves_a_fixed_budget_for_a_draft(planned: Planned) -> None:
    item, draft = planned(approved=True), planned(budget={})
    with pytest.raises(IntegrityError, match="is fixed from its approval on"), transaction.atomic():
        item.budget_lines.update(plan_item=draft)


def test_a_state_moves_only_by_its_step(planned: Planned) -> None:
    item = planned()
    with pytest.raises(IntegrityError, match="state moves only through its transition"), transaction.atomic():
        PlanItem.objects.filter(pk=item.pk).update(state="PUBLISHED")


@pytest.mark.parametrize(
    "broken",
    [
        "approved_at = NULL",
        "approved_by_id = drafted_by_id",
        "approved_by_id = NULL, approved_at = NULL",
        "published_at = NULL",
        "withdraw_reason = 'why'",
        "quarter = 0",
        "quarter = 5",
        "year = 26",
        "ocid = (SELECT min(ocid) FROM procurement_planitem)",
    ],
)
def test_the_database_keeps_an_item_whole(planned: Planned, broken: str) -> None:
    planned()
    item = planned(published=True)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE procurement_planitem SET {broken} WHERE id = %s", [item.pk])


@pytest.mark.parametrize("fen", [0, -1])
def test_each_source_gives_something(planned: Planned, fen: int) -> None:
    with pytest.raises(IntegrityError, match="budget_line_above_zero"), transaction.atomic():
        BudgetLine.objects.create(plan_item=planned(budget={}), source="FINANCE", amount_fen=fen)


def test_each_source_stands_once(planned: Planned) -> None:
    with pytest.raises(IntegrityError, match="budget_line_once_per_source"), transaction.atomic():
        BudgetLine.objects.create(plan_item=planned(), source="FINANCE", amount_fen=1)


def test_an_ocid_is_given_once(db: None) -> None:
    PlanItemFactory.create(ocid="ocds-linli1-2026-000001")
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanItemFactory.create(ocid="ocds-linli1-2026-000001")
