"""Two people at the same time: numbers stay single, and no two items pass the threshold side by side."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import transaction

from core.transitions import Refused, move
from procurement.plans import services
from procurement.plans.models import OcidCounter, PlanItem
from tests.factories.plans import CatalogueEntryFactory, PlanItemFactory
from tests.procurement.cast import Cast, assemble
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast() -> Cast:
    cast = assemble()
    assert len(cast.people) > 1  # everybody is made before the threads begin
    CatalogueEntryFactory.create(code="A1")
    return cast


def draft(cast: Cast) -> PlanItem:
    return services.draft_plan_item(
        buyer_id=cast.office.pk,
        area_id=cast.community.pk,
        year=2026,
        quarter=1,
        title="服务",
        service_kind="elder_care",
        catalogue_code="A1",
        method="open_tender",
        budget={"FINANCE": 1},
        by=cast.officer,
    )


def test_drafts_at_the_same_time_get_numbers_without_gap_or_double(cast: Cast) -> None:
    items = at_once(*[lambda: draft(cast)] * 6)
    assert sorted(item.ocid for item in items) == [f"ocds-linli1-2026-{number:06d}" for number in range(1, 7)]


def test_a_draft_that_is_given_up_gives_its_number_back(cast: Cast) -> None:
    with transaction.atomic():
        assert draft(cast).ocid == "ocds-linli1-2026-000001"
        transaction.set_rollback(True)
    assert draft(cast).ocid == "ocds-linli1-2026-000001"


def test_each_year_counts_by_itself() -> None:
    with transaction.atomic():
        assert [OcidCounter.objects.next_of(year) for year in (2026, 2026, 2027, 2026)] == [1, 2, 1, 3]


class TestSplitting:
    """Two items of 60 against a threshold of 100: one of them has to be refused, whoever comes first."""

    def pair(self, cast: Cast) -> list[Callable[[], PlanItem]]:
        cast.community.tender_threshold_fen = 100
        cast.community.save()
        facts = {"buyer": cast.office, "area": cast.community, "drafted_by": cast.officer, "method": "consultation"}
        items = [PlanItemFactory.create(**facts, budget={"FINANCE": 60}) for _ in range(2)]
        return [lambda pk=item.pk: services.approve_plan_item(pk, by=cast.approver) for item in items]

    def test_with_the_lock_off_both_pass(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        both_have_moved = threading.Barrier(2)

        def move_and_wait(step: object, **given: object) -> None:
            move(step, **given)
            both_have_moved.wait(10)

        monkeypatch.setattr(services, "_one_approval_at_a_time", lambda buyer_id: None)
        monkeypatch.setattr(services, "move", move_and_wait)
        assert [type(outcome) for outcome in at_once(*self.pair(cast))] == [PlanItem, PlanItem]

    def test_with_the_lock_on_one_is_refused(self, cast: Cast) -> None:
        outcomes = at_once(*self.pair(cast))
        assert {type(outcome) for outcome in outcomes} == {PlanItem, Refused}
        assert PlanItem.objects.standing().money_fen() == 60
