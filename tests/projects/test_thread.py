"""The thread says where a purchase stands, and nothing of a stage that has not begun."""

from __future__ import annotations

import pytest

from core.thread import Thread, thread_of
from tests.factories.contracts import ContractFactory
from tests.factories.milestones import MilestoneFactory
from tests.factories.payouts import PayoutFactory
from tests.factories.plans import PlanItemFactory
from tests.factories.ratings import RatingRoundFactory
from tests.factories.tenders import LotFactory, TenderFactory

pytestmark = pytest.mark.django_db


def marks(thread: Thread) -> list[str]:
    """Need, plan, tender, bids, evaluation, award, contract, service, payment, rating."""
    return [passed.mark for passed in thread.stages]


def test_a_draft_takes_no_bids_yet(any_state: None) -> None:
    tender = TenderFactory.create(plan_item=PlanItemFactory.create(published=True), lots=())
    lot = LotFactory.create(tender=tender)
    thread = thread_of(tender.ocid)
    assert marks(thread)[:4] == ["skipped", "here", "here", "ahead"]
    assert thread.place == 3
    assert lot.names == tender.names, "nobody reads of a draft that bids may be handed in"


def test_what_is_published_takes_bids(any_state: None) -> None:
    tender = TenderFactory.create(open=True)
    thread = thread_of(tender.ocid)
    assert (marks(thread)[3], thread.place) == ("here", 4)


def test_while_the_contract_runs_more_payments_and_ratings_come(any_state: None) -> None:
    contract = ContractFactory.create(in_force=True)
    paid = MilestoneFactory.create(contract=contract, paid=True)
    MilestoneFactory.create(contract=contract, due=True)
    PayoutFactory.create(milestone=paid, paid=True)
    RatingRoundFactory.create(contract=contract, published=True)
    thread = thread_of(contract.ocid)
    assert marks(thread)[6:] == ["here", "here", "here", "here"]
    assert thread.here == thread.stages[7], "the service is what is under way"
    assert thread.place == 8


def test_a_purchase_that_began_without_a_need_counts_its_stages_like_every_other(any_state: None) -> None:
    item = PlanItemFactory.create(published=True)
    thread = thread_of(item.ocid)
    assert (marks(thread)[:2], thread.place, thread.stages[0].in_words) == (["skipped", "here"], 2, "was not needed")
