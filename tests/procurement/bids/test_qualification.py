"""The buyer's check of the suppliers, and what follows when fewer than three qualify."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from core.audit.models import AuditRow
from core.rights import Denial
from core.transitions import Refused
from procurement.bids.models import Bid
from procurement.bids.qualification import disqualify_bid, finish_qualification, qualify_bid
from procurement.tenders.models import Lot, Tender
from procurement.tenders.states import LotState, TenderState
from tests.factories.accounts import CreditEntryFactory, OrganisationFactory
from tests.factories.base import fixture_mode
from tests.factories.bids import BidFactory
from tests.procurement.bids.world import AFTER, World, an_open_tender

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

RELATED = (
    "Another bidder of this lot has the same legal representative or controller. "
    "Related suppliers may not both bid: disqualify each with this reason."
)


@pytest.fixture
def world(clock: Callable[[datetime], None]) -> World:
    """An opened tender with an opened lot."""
    clock(AFTER)
    world = an_open_tender(state=TenderState.OPENED)
    lot = Lot(tender=world.tender, code="9", title="开标后", state=LotState.OPENED)
    with fixture_mode():
        lot.save()
    world.lots[0].delete()
    world.lots[0] = lot
    return world


def opened(world: World, number: int) -> list[Bid]:
    return [BidFactory.create(lot=world.lot, opened=True) for _ in range(number)]


def test_the_buyer_finds_that_a_supplier_qualifies(world: World) -> None:
    bid = opened(world, 1)[0]
    assert qualify_bid(bid.pk, by=world.officer).state == "QUALIFIED"


def test_the_buyer_finds_that_a_supplier_does_not_and_says_why(world: World) -> None:
    bid = opened(world, 1)[0]
    disqualify_bid(bid.pk, reason="  No annual report. ", by=world.officer)
    read = Bid.objects.get(pk=bid.pk)
    assert (read.state, read.disqualified_reason) == ("DISQUALIFIED", "No annual report.")
    assert AuditRow.objects.of_thing(bid).get().reason == "No annual report."


def test_without_a_reason_nobody_is_disqualified(world: World) -> None:
    bid = opened(world, 1)[0]
    with pytest.raises(Refused, match="Say which condition the supplier does not meet"):
        disqualify_bid(bid.pk, reason=" ", by=world.officer)
    with pytest.raises(IntegrityError, match="disqualified_bid_has_reason"), transaction.atomic():
        BidFactory.create(lot=world.lot, disqualified=True, disqualified_reason="")


def test_only_the_buyers_officer_checks(world: World) -> None:
    bid = opened(world, 1)[0]
    for person, denial in (
        (bid.drafted_by, Denial.WRONG_ROLE),
        (world.custodians.a1, Denial.STRANGER),
        (world.supervisor, Denial.WRONG_ROLE),
        (world.custodians.b1, Denial.STRANGER),
        (world.resident, Denial.STRANGER),
    ):
        for act in (lambda by: qualify_bid(bid.pk, by=by), lambda by: disqualify_bid(bid.pk, reason="x", by=by)):
            with pytest.raises(Refused) as caught:
                act(person)
            assert caught.value.denial is denial


def test_a_supplier_on_a_serious_list_does_not_qualify(world: World) -> None:
    bid = opened(world, 1)[0]
    CreditEntryFactory.create(organisation=bid.supplier)
    with pytest.raises(Refused, match="The supplier may not supply the government now"):
        qualify_bid(bid.pk, by=world.officer)


def related_pairs() -> dict[str, Callable[[], tuple[dict[str, object], dict[str, object]]]]:
    """The ways in which two suppliers belong together, as the facts of the first and the second."""
    return {
        "same head": lambda: ({"legal_representative": "王海"}, {"legal_representative": "王海"}),
        "same controller": lambda: ((one := {"controller": OrganisationFactory.create()}), one),
    }


@pytest.mark.parametrize("how", related_pairs())
def test_related_suppliers_do_not_both_bid(world: World, how: str) -> None:
    first, second = (
        BidFactory.create(lot=world.lot, opened=True, supplier=OrganisationFactory.create(**facts))
        for facts in related_pairs()[how]()
    )
    alone = opened(world, 1)[0]
    for bid in (first, second):
        with pytest.raises(Refused) as caught:
            qualify_bid(bid.pk, by=world.officer)
        assert str(caught.value.reasons[0].sentence) == RELATED
        assert "18" in caught.value.reasons[0].article
    disqualify_bid(first.pk, reason=RELATED, by=world.officer)
    with pytest.raises(Refused):  # both took part, so neither goes on
        qualify_bid(second.pk, by=world.officer)
    assert qualify_bid(alone.pk, by=world.officer).state == "QUALIFIED"


def test_one_who_controls_the_other_is_related(world: World) -> None:
    above = OrganisationFactory.create()
    below = OrganisationFactory.create(controller=above)
    bids = [BidFactory.create(lot=world.lot, opened=True, supplier=each) for each in (above, below)]
    for bid in bids:
        with pytest.raises(Refused, match="same legal representative or controller"):
            qualify_bid(bid.pk, by=world.officer)


def test_related_suppliers_may_bid_on_different_lots(world: World) -> None:
    other = Lot(tender=world.tender, code="8", title="另一包", state=LotState.OPENED)
    with fixture_mode():
        other.save()
    suppliers = [OrganisationFactory.create(legal_representative="王海") for _ in range(2)]
    first = BidFactory.create(lot=world.lot, opened=True, supplier=suppliers[0])
    BidFactory.create(lot=other, opened=True, supplier=suppliers[1])
    BidFactory.create(lot=world.lot, withdrawn=True, supplier=suppliers[1])  # took its bid back: did not take part
    assert qualify_bid(first.pk, by=world.officer).state == "QUALIFIED"


def test_heads_that_nobody_has_registered_are_not_the_same(world: World) -> None:
    bids = [
        BidFactory.create(lot=world.lot, opened=True, supplier=OrganisationFactory.create(legal_representative=""))
        for _ in range(2)
    ]
    assert qualify_bid(bids[0].pk, by=world.officer).state == "QUALIFIED"


def test_three_qualified_go_on(world: World) -> None:
    for bid in opened(world, 3):
        qualify_bid(bid.pk, by=world.officer)
    assert finish_qualification(world.lot.pk, by=world.officer).state == LotState.OPENED
    assert Tender.objects.get(pk=world.tender.pk).state == TenderState.OPENED


def test_with_two_qualified_the_lot_fails(world: World) -> None:
    bids = opened(world, 3)
    disqualify_bid(bids[0].pk, reason="No annual report.", by=world.officer)
    for bid in bids[1:]:
        qualify_bid(bid.pk, by=world.officer)
    finish_qualification(world.lot.pk, by=world.officer)
    assert Lot.objects.get(pk=world.lot.pk).state == LotState.FAILED
    assert Tender.objects.get(pk=world.tender.pk).state == TenderState.FAILED
    assert Lot.objects.get(pk=world.lot.pk).failed_reason.startswith("Fewer than 3 suppliers compete for this lot (")


def test_every_supplier_is_checked_first(world: World) -> None:
    opened(world, 3)
    with pytest.raises(Refused, match="A bid of this lot is not decided yet"):
        finish_qualification(world.lot.pk, by=world.officer)


def test_a_lot_that_is_not_open_for_the_check(world: World) -> None:
    lot = Lot(tender=world.tender, code="7", title="已失败", state=LotState.FAILED)
    with fixture_mode():
        lot.save()
    bid = BidFactory.create(lot=lot, opened=True)
    with pytest.raises(Refused, match="The suppliers of this lot are not being checked now"):
        finish_qualification(lot.pk, by=world.officer)
    with pytest.raises(Refused, match="between the opening and the evaluation of the lot"):
        qualify_bid(bid.pk, by=world.officer)


def test_only_the_buyers_officer_finishes(world: World) -> None:
    for person in (world.custodians.a1, world.supervisor, world.resident):
        with pytest.raises(Refused) as caught:
            finish_qualification(world.lot.pk, by=person)
        assert caught.value.denial is Denial.WRONG_ROLE
