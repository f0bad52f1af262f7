"""What the database keeps of a payout, and who reads it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from projects.payouts.models import Payout
from projects.payouts.rules import can_see_payout
from tests.factories.accounts import UserFactory
from tests.factories.contracts import AmendmentFactory
from tests.factories.milestones import MilestoneFactory
from tests.factories.payouts import PayoutFactory
from tests.projects.story import OFFICE, begin

pytestmark = pytest.mark.django_db


def whole(**facts: Any) -> Payout:
    """A payout over all of its contract."""
    milestone = MilestoneFactory.create(accepted=True)
    return PayoutFactory.create(milestone=milestone, amount_fen=milestone.contract.amount_fen, **facts)


def one_fen_more(payout: Payout, **facts: Any) -> Payout:
    """A payout of one fen on the same contract."""
    milestone = MilestoneFactory.create(contract=payout.contract, accepted=True)
    return PayoutFactory.create(milestone=milestone, amount_fen=1, **facts)


@pytest.mark.parametrize("state", [{}, {"approved": True}, {"sent": True}, {"paid": True}, {"deferred": True}])
def test_never_more_goes_out_than_the_contract_holds(state: dict[str, bool]) -> None:
    payout = whole(**state)
    with pytest.raises(IntegrityError, match="would exceed"), transaction.atomic():
        one_fen_more(payout)


@pytest.mark.parametrize("state", ["failed", "cancelled"])
def test_what_failed_leaves_room(state: str) -> None:
    assert one_fen_more(whole(**{state: True})).state == "REQUESTED"


def test_an_agreed_supplement_makes_room_and_a_proposed_one_does_not() -> None:
    payout = whole()
    amendment = AmendmentFactory.create(contract=payout.contract, added_fen=1)
    with pytest.raises(IntegrityError, match="would exceed"), transaction.atomic():
        one_fen_more(payout)
    amendment.agreed_by, amendment.agreed_at = UserFactory.create(), amendment.proposed_at
    amendment.save()
    assert one_fen_more(payout).amount_fen == 1


@pytest.mark.parametrize(
    "change", [{"amount_fen": 1, "invoice_fen": 1}, {"invoice_number": "1"}, {"invoice_file": "x"}]
)
def test_what_was_requested_is_not_changed(change: dict[str, Any]) -> None:
    payout = PayoutFactory.create()
    with pytest.raises(DatabaseError, match="what was requested is not changed"), transaction.atomic():
        Payout.objects.filter(pk=payout.pk).update(**change)


def test_a_state_moves_by_its_transition_only() -> None:
    payout = PayoutFactory.create()
    with pytest.raises(DatabaseError, match="only through its transition"), transaction.atomic():
        Payout.objects.filter(pk=payout.pk).update(state="PAID")


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({"invoice_fen": 1}, "payout_equals_its_invoice"),
        ({"amount_fen": 0}, "payout_amount_is_positive"),
        ({"part": "PERFORMANCE"}, "payout_has_its_ground"),
        ({"approved": True, "approved_at": None}, "payout_approved_by_and_at"),
        ({"sent": True, "order_number": ""}, "payout_sent_with_order_number"),
        ({"paid": True, "voucher_number": ""}, "payout_paid_with_voucher"),
    ],
)
def test_a_payout_is_whole(facts: dict[str, Any], name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        PayoutFactory.create(**facts)


def test_two_people_stand_behind_every_payment() -> None:
    one = UserFactory.create()
    with pytest.raises(IntegrityError, match="payout_takes_two_people"), transaction.atomic():
        PayoutFactory.create(approved=True, requested_by=one, approved_by=one)
    with pytest.raises(IntegrityError, match="payout_is_sent_by_another"), transaction.atomic():
        PayoutFactory.create(sent=True, approved_by=one, sent_by=one)


def test_the_twins_agree_about_everybody() -> None:
    story = begin()
    own = PayoutFactory.create(milestone=MilestoneFactory.create(contract=story.contract(in_force=True), accepted=True))
    elsewhere = PayoutFactory.create()
    seeing = {name for name, person in story.cast.people.items() if can_see_payout(person, own)}
    assert seeing == OFFICE | {"supplier", "supervisor"}
    for name, person in story.cast.people.items():
        seen = {one for one in (own, elsewhere) if can_see_payout(person, one)}
        assert set(Payout.objects.visible_to(person)) == seen, name


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_takes_one_query(rows: int, django_assert_num_queries: Any) -> None:
    story = begin()
    contract = story.contract(in_force=True)
    for _row in range(rows):
        PayoutFactory.create(milestone=MilestoneFactory.create(contract=contract, accepted=True))
    list(Payout.objects.visible_to(story.cast.finance))  # reads the person's roles once
    with django_assert_num_queries(1):
        listed = [one.contract.buyer.name for one in Payout.objects.visible_to(story.cast.finance).with_ground()]
    assert listed == [story.cast.office.name] * rows
