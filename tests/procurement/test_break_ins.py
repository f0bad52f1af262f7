"""One person with two roles, and writing past the services: what neither of them gets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from accounts.models import User
from accounts.roles import Role
from core.rights import Denial
from core.transitions import MACHINES
from procurement.awards.services import confirm_award, publish_award, revoke_award
from procurement.bids.models import Bid
from procurement.bids.qualification import disqualify_bid, finish_qualification, qualify_bid
from procurement.tenders.models import CustodianKey
from procurement.tenders.states import TenderState
from tests.factories.accounts import MembershipFactory, member
from tests.factories.admissions import AdmissionFactory
from tests.factories.awards import CONFIRMED_AT, AwardFactory
from tests.factories.bids import BidFactory
from tests.factories.custody import KNOWN
from tests.factories.evaluations import EvaluationFactory
from tests.factories.needs import NeedFactory
from tests.factories.plans import PlanItemFactory
from tests.factories.tenders import LotFactory, TenderFactory
from tests.procurement.bids.world import AFTER, World, an_open_tender
from tests.refusals import denial

pytestmark = pytest.mark.django_db

Clock = Callable[[datetime], None]


def officer_who_bids(buyer: Any, bid: Bid) -> User:
    """Return an officer and approver of the buyer who also acts for a bidder."""
    person = member(buyer, Role.BUYER_OFFICER, Role.APPROVER)
    MembershipFactory.create(person=person, organisation=bid.supplier, role=Role.SUPPLIER)
    return person


class TestWhoBidsDecidesNothing:
    """The buyer's people stand aside where they act for a bidder of the lot (条例§9)."""

    def test_neither_the_own_bid_nor_a_rivals_is_checked(self, clock: Clock) -> None:
        clock(AFTER)
        lot = LotFactory.create(opened=True)
        own, rival = (BidFactory.create(lot=lot, opened=True) for _ in range(2))
        person = officer_who_bids(lot.tender.buyer, own)
        assert denial(qualify_bid, own.pk, by=person) == Denial.WRONG_ROLE
        assert denial(disqualify_bid, rival.pk, reason="x", by=person) == Denial.WRONG_ROLE
        assert denial(finish_qualification, lot.pk, by=person) == Denial.WRONG_ROLE
        assert qualify_bid(own.pk, by=member(lot.tender.buyer, Role.BUYER_OFFICER)).state == "QUALIFIED"

    def test_no_award_is_confirmed_published_or_revoked(self, clock: Clock) -> None:
        clock(CONFIRMED_AT)
        award = AwardFactory.create()
        person = officer_who_bids(award.lot.tender.buyer, award.lot.bids.order_by("-pk")[0])
        assert denial(confirm_award, award.pk, by=person) == Denial.WRONG_ROLE
        confirm_award(award.pk, by=member(award.lot.tender.buyer, Role.BUYER_OFFICER))
        assert denial(publish_award, award.pk, by=person) == Denial.WRONG_ROLE
        assert denial(revoke_award, award.pk, reason="x", by=person) == Denial.WRONG_ROLE

    def test_a_bid_on_another_lot_does_not_matter(self, clock: Clock) -> None:
        clock(CONFIRMED_AT)
        award = AwardFactory.create()
        person = officer_who_bids(award.lot.tender.buyer, BidFactory.create(opened=True))
        assert confirm_award(award.pk, by=person).state == "CONFIRMED"


class TestTheKeysOfThePublishedTender:
    """Bids are sealed to the keys: whoever puts one in or exchanges one reads the bids from then on."""

    @pytest.fixture
    def world(self, clock: Clock) -> World:
        return an_open_tender()

    @pytest.mark.parametrize(
        "change",
        [
            lambda keys: keys.update(recipient="age1mine"),
            lambda keys: keys.update(wrapped_identity=b"mine"),
            lambda keys: keys.update(group="B"),
            lambda keys: keys.update(proven_at=None),
            lambda keys: keys.delete(),
        ],
        ids=["recipient", "identity", "group", "proof", "deleted"],
    )
    def test_no_key_is_changed(self, world: World, owner: None, change: Callable[[Any], Any]) -> None:
        keys = CustodianKey.objects.filter(tender=world.tender, custodian=world.custodians.a1)
        with pytest.raises(IntegrityError, match="keys of a published tender are never changed"), transaction.atomic():
            change(keys)

    def test_no_key_is_added(self, world: World, owner: None) -> None:
        made = {"recipient": "age1mine", "wrapped_identity": b"mine", "made_at": AFTER, "proven_at": AFTER}
        with pytest.raises(IntegrityError, match="keys of a published tender are never changed"), transaction.atomic():
            CustodianKey.objects.create(tender=world.tender, group="A", custodian=world.officer, **made)

    def test_no_key_goes_over_from_another_tender(self, world: World) -> None:
        draft = an_open_tender(state=TenderState.REVIEW)
        key = CustodianKey.objects.filter(tender=draft.tender, recipient=KNOWN["A1"].recipient)
        with pytest.raises(IntegrityError, match="a key belongs to one tender"), transaction.atomic():
            key.update(tender=world.tender, recipient="age1mine")


MADE = {
    "Need": lambda: NeedFactory.create(),
    "Admission": lambda: AdmissionFactory.create(),
    "PlanItem": lambda: PlanItemFactory.create(),
    "Tender": lambda: TenderFactory.create(),
    "Lot": lambda: LotFactory.create(),
    "Bid": lambda: BidFactory.create(),
    "Evaluation": lambda: EvaluationFactory.create(),
    "Award": lambda: AwardFactory.create(),
}


class TestStatesMoveByOneDoor:
    """Whatever is written past the services, no state moves and no row begins further on."""

    def test_every_machine_of_the_stages_is_here(self) -> None:
        assert {model.__name__ for model in MACHINES if model._meta.app_label == "procurement"} == set(MADE)

    @pytest.mark.parametrize("name", MADE)
    def test_neither_update_nor_bulk_nor_raw_sql_moves_a_state(self, name: str, clock: Clock) -> None:
        clock(CONFIRMED_AT)
        thing = MADE[name]()
        model: type[models.Model] = type(thing)
        last = next(state for state in reversed(model.STATE_NAMES) if state != thing.state)
        table = model._meta.db_table

        def bulk_update() -> None:
            row = model.objects.get(pk=thing.pk)
            row.__dict__["state"] = last
            model.objects.bulk_update([row], ["state"])

        def raw() -> None:
            with connection.cursor() as cursor:
                cursor.execute(f"UPDATE {table} SET state = %s WHERE id = %s", [last, thing.pk])

        def borrowed() -> None:
            """Announce another row's move, then use it for this one."""
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT set_config('linli.move', %s, true)", [f"{table}:{thing.pk + 1}:{thing.state}>{last}"]
                )
            raw()

        for break_in in (lambda: model.objects.filter(pk=thing.pk).update(state=last), bulk_update, raw, borrowed):
            with pytest.raises(DatabaseError, match="state moves only through its transition"), transaction.atomic():
                break_in()
        assert model.objects.get(pk=thing.pk).state == thing.state

    @pytest.mark.parametrize("name", MADE)
    def test_no_row_begins_further_on(self, name: str, clock: Clock) -> None:
        clock(CONFIRMED_AT)
        thing = MADE[name]()
        model = type(thing)
        row = model.objects.get(pk=thing.pk)
        row.pk, row.id = None, None
        row.__dict__["state"] = next(state for state in reversed(model.STATE_NAMES) if state not in model.INITIAL)
        with pytest.raises(DatabaseError, match="cannot begin in the state"), transaction.atomic():
            model.objects.bulk_create([row])
