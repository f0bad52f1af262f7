"""The supervisor's page: what runs, what is late, and what strikes, with the figures it rests on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.roles import Role
from core.law.calendar import load_calendar
from core.time import core_now
from procurement.bids.models import Bid
from procurement.bids.states import BidState
from procurement.tenders.models import Lot
from projects.oversight.flags import flags_of
from projects.oversight.queries import opened_lots
from tests.factories.accounts import SupervisorFactory, member
from tests.factories.tenders import TenderFactory
from tests.pages import Browser, queries_of, statuses
from tests.procurement.evaluations.world import PRICES, World, a_world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("any_state")]


@pytest.fixture
def world(clock: Callable[[datetime], None]) -> World:
    return a_world()


def said(world: World) -> list[str]:
    """The sentences of the flags of the world's lot."""
    lot = opened_lots(world.supervisor).get(pk=world.lot.pk)
    return [flag.sentence for flag in flags_of(lot, load_calendar())]


class TestFlags:
    def test_three_bids_are_no_more_than_the_law_asks_for(self, world: World) -> None:
        assert "No more bids than the law asks for." in said(world)
        assert "No more bids than the law asks for." not in said(a_world(prices=(*PRICES, 3_700_000_00)))

    def test_the_same_price_twice(self, world: World) -> None:
        assert "Bids have the same price." not in said(world)
        assert "Bids have the same price." in said(a_world(prices=(PRICES[0], *PRICES)))

    def test_the_lowest_price_thrown_out(self, world: World, unguarded: Any) -> None:
        lowest, other = world.bids[1], world.bids[0]
        facts = {"state": BidState.INVALID, "invalid_reason": "缺项"}
        with unguarded():
            Bid.objects.filter(pk=other.pk).update(**facts)
        assert "The lowest price was thrown out." not in said(world)
        with unguarded():
            Bid.objects.filter(pk=lowest.pk).update(**facts)
        assert "The lowest price was thrown out." in said(world)

    def test_bidders_with_one_head(self, world: World) -> None:
        assert "Bidders of one lot have the same head." not in said(world)
        for bid in world.bids[:2]:
            type(bid.supplier).objects.filter(pk=bid.supplier_id).update(legal_representative="同一人")
        assert "Bidders of one lot have the same head." in said(world)


class TestPage:
    def test_it_shows_flags_with_their_figures_and_the_way_to_the_lot(self, world: World) -> None:
        page = Browser(world.supervisor).get("supervise").content.decode()
        assert "Bids: 3; the law asks for 3." in page
        assert f"/en/desk/lots/{world.lot.pk}/" in page

    def test_a_sealed_lot_is_never_looked_into(self, world: World) -> None:
        area = world.tender.plan_item.area
        tender = TenderFactory.create(open=True, title_en="Meals for the old", plan_item__area=area)
        assert list(opened_lots(world.supervisor)) == list(Lot.objects.filter(pk=world.lot.pk))
        assert tender.title_en in Browser(world.supervisor).get("supervise").content.decode()

    def test_what_is_past_its_last_day_is_late(self, world: World, clock: Any) -> None:
        tender = TenderFactory.create(open=True, plan_item__area=world.tender.plan_item.area)
        clock(tender.deadline - timedelta(hours=1))
        assert "one is late" not in Browser(world.supervisor).get("supervise").content.decode()
        clock(core_now() + timedelta(hours=2))
        assert "one is late" in Browser(world.supervisor).get("supervise").content.decode()

    def test_supervisors_alone_and_of_their_own_area_alone(self, world: World) -> None:
        elsewhere = member(SupervisorFactory.create(), Role.SUPERVISOR)
        assert world.tender.title_en not in Browser(elsewhere).get("supervise").content.decode()
        people = {"officer": world.officer, "supplier": world.suppliers[0]}
        assert set(statuses(people, "supervise").values()) == {403}

    def test_costs_the_same_at_one_and_at_three_lots(self, world: World) -> None:
        one = queries_of(world.supervisor, "supervise")
        area = world.tender.plan_item.area
        for _number in range(2):
            a_world(plan_item__area=area)
        assert queries_of(world.supervisor, "supervise") == one <= 15  # a desk of several lists
