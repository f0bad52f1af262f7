"""What a supplier does until the deadline: write, hand in sealed, replace, withdraw; and nothing after it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.organisations.kinds import OrganisationKind
from accounts.roles import Role
from core.audit.models import AuditRow, OutboxMessage
from core.rights import Denial
from core.time import core_now
from core.transitions import Refused
from procurement.bids.models import Bid, BidDraft, BidEvent, Envelope
from procurement.bids.sealing import fingerprint, joint_fingerprint
from procurement.bids.services import draft_bid, finalise_bid, withdraw_bid
from procurement.bids.states import BidState
from procurement.tenders.models import Lot
from procurement.tenders.states import LotState, TenderState
from tests.factories.accounts import CreditEntryFactory, UserFactory
from tests.factories.base import fixture_mode
from tests.procurement.bids.world import AFTER, BEFORE, DEADLINE, World, an_open_tender

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

LATE = "The deadline has passed by the database's clock. Nothing is handed in, replaced or withdrawn after it."
CLOSED = "This lot takes no bids now. Look at the tender for its state."


@pytest.fixture(scope="module")
def _world(kept: Callable[[Callable[[], World]], World]) -> World:
    return kept(an_open_tender)


@pytest.fixture
def world(_world: World, clock: Callable[[datetime], None]) -> World:
    clock(BEFORE)
    return copy.deepcopy(_world)


def refused(act: Callable[..., Any], *args: Any, **kwargs: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return caught.value


class TestDraft:
    def test_a_draft_is_written_and_rewritten(self, world: World) -> None:
        person = world.supplier()
        bid = world.draft(person, price_fen=1, term_months=12)
        assert world.draft(person, price_fen=2, answers={"plan": "每天两次"}) == bid
        draft = BidDraft.objects.get(bid=bid)
        assert (bid.state, draft.price_fen) == (BidState.DRAFT, 2)
        assert draft.content == {
            "term_months": None,
            "small_micro": False,
            "consortium_members": [],
            "declarations": {},
            "answers": {"plan": "每天两次"},
        }

    @pytest.mark.parametrize("price", [0, -1, 1.5, "100", True, 2**63])
    def test_a_price_is_a_positive_whole_number_of_fen(self, world: World, price: Any) -> None:
        failure = refused(world.draft, world.supplier(), price_fen=price)
        assert str(failure) == "The price is a positive amount of money, in fen."

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            ({"price": 1}, "The form of a bid has no field “price”."),
            ({"term_months": 37}, "The term is a number of months from 1 to 36."),
            ({"term_months": 0}, "The term is a number of months from 1 to 36."),
            ({"term_months": True}, "The term is a number of months from 1 to 36."),
            ({"small_micro": "yes"}, "Say yes or no: is the supplier a small or micro enterprise?"),
            ({"consortium_members": "x"}, "The members of a consortium are given as a list of credit codes."),
            ({"consortium_members": [1]}, "The members of a consortium are given as a list of credit codes."),
            ({"declarations": []}, "Declarations and answers are given item by item."),
            ({"answers": []}, "Declarations and answers are given item by item."),
            ({"answers": {"plan": 3}}, "Every answer is a text."),
            ({"answers": {"plan": "x" * 6_000_000}}, "The bid is larger than 5 MiB. Shorten it."),
        ],
    )
    def test_content_has_its_shape(self, world: World, content: dict[str, Any], sentence: str) -> None:
        assert str(refused(world.draft, world.supplier(), **content)) == sentence

    def test_content_is_a_form(self, world: World) -> None:
        person = world.supplier()
        failure = refused(
            draft_bid, world.lot.pk, supplier_id=world.suppliers[0].pk, price_fen=1, content=[], by=person
        )
        assert str(failure) == "The bid's content is not a form."

    def test_nobody_writes_for_another_supplier(self, world: World) -> None:
        world.supplier()
        own = world.suppliers[0]
        for stranger in (world.supplier(), world.officer, world.supervisor, world.custodians.a1, world.resident):
            failure = refused(draft_bid, world.lot.pk, supplier_id=own.pk, price_fen=1, content={}, by=stranger)
            assert failure.denial is Denial.STRANGER

    def test_a_member_without_the_role_does_not_write(self, world: World) -> None:
        """A residents' committee's grid worker belongs to the supplier and still does not bid for it."""
        person = world.supplier(kind=OrganisationKind.COMMITTEE)
        membership = person.memberships.get()
        membership.role = Role.GRID_WORKER
        membership.save()
        failure = refused(world.draft, person)
        assert failure.denial is Denial.WRONG_ROLE

    def test_a_supplier_on_a_serious_list_does_not_bid(self, world: World) -> None:
        person = world.supplier()
        CreditEntryFactory.create(organisation=world.suppliers[0])
        assert "The supplier may not supply the government now." in str(refused(world.draft, person))

    def test_no_draft_after_the_deadline(self, world: World, clock: Callable[[datetime], None]) -> None:
        person = world.supplier()
        clock(AFTER)
        assert str(refused(world.draft, person)) == LATE

    def test_no_draft_before_the_publication(self, clock: Callable[[datetime], None]) -> None:
        clock(BEFORE)
        world = an_open_tender(state=TenderState.REVIEW)
        assert str(refused(world.draft, world.supplier())) == CLOSED

    def test_one_row_a_supplier_and_lot(self, world: World) -> None:
        bid = world.draft(world.supplier())
        with pytest.raises(IntegrityError), transaction.atomic():
            Bid.objects.create(lot=bid.lot, supplier=bid.supplier, drafted_by=bid.drafted_by)


class TestFinalise:
    def test_the_bid_is_sealed_and_its_draft_is_gone(self, world: World) -> None:
        person = world.supplier()
        before = core_now()
        bid = world.bid(person)
        event = BidEvent.objects.get(bid=bid)
        assert bid.state == BidState.SEALED
        assert Bid.objects.get(pk=bid.pk).price_fen is None
        assert not BidDraft.objects.filter(bid=bid).exists()
        assert before <= event.received_at <= core_now()
        assert event.kind == "SUBMIT"
        assert len(event.salt) == 32
        assert [row.key for row in OutboxMessage.objects.filter(topic="bid.sealed")] == [f"bid.sealed:{event.pk}"]

    def test_the_event_commits_to_both_envelopes(self, world: World) -> None:
        event = BidEvent.objects.get(bid=world.bid(world.supplier()))
        envelopes = {row.kind: row for row in event.envelopes.all()}
        assert sorted(envelopes) == ["PRICE", "TECHNICAL"]
        for envelope in envelopes.values():
            assert bytes(envelope.ciphertext).startswith(b"age-encryption.org/v1\n")
            assert envelope.sha256 == fingerprint(bytes(envelope.ciphertext))
        assert event.sha256 == joint_fingerprint([envelopes["TECHNICAL"].sha256, envelopes["PRICE"].sha256])

    def test_without_a_draft_there_is_nothing_to_hand_in(self, world: World) -> None:
        person = world.supplier()
        bid = world.bid(person)
        assert str(refused(finalise_bid, bid.pk, by=person)) == "There is no draft to hand in. Write the bid first."
        assert BidEvent.objects.filter(bid=bid).count() == 1
        assert AuditRow.objects.of_thing(bid).filter(verb="replace").count() == 0

    def test_a_replacement_takes_the_place_of_the_former(self, world: World) -> None:
        person = world.supplier()
        bid = world.bid(person, price_fen=1)
        assert world.bid(person, price_fen=2).pk == bid.pk
        assert [event.kind for event in BidEvent.objects.filter(bid=bid).order_by("pk")] == ["SUBMIT", "REPLACE"]
        assert Envelope.objects.filter(event__bid=bid).count() == 4

    def test_a_replacement_that_fails_leaves_the_standing_bid(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        person = world.supplier()
        bid = world.bid(person)
        world.draft(person, price_fen=2)

        def torn(*args: Any, **kwargs: Any) -> bytes:
            raise OSError("the disk is full")

        monkeypatch.setattr("procurement.bids.services.seal", torn)
        with pytest.raises(OSError, match="full"):
            finalise_bid(bid.pk, by=person)
        assert Bid.objects.get(pk=bid.pk).state == BidState.SEALED
        assert [event.kind for event in BidEvent.objects.filter(bid=bid)] == ["SUBMIT"]
        assert BidDraft.objects.get(bid=bid).price_fen == 2

    def test_one_microsecond_decides(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        """In time iff core_now() < deadline: the deadline itself is late."""
        first, second = world.draft(world.supplier()), world.draft(world.supplier())
        at = {"now": DEADLINE}
        monkeypatch.setattr("procurement.bids.services.core_now", lambda: at["now"])
        assert str(refused(finalise_bid, first.pk, by=world.people[0])) == LATE
        at["now"] = DEADLINE - timedelta(microseconds=1)
        assert finalise_bid(second.pk, by=world.people[1]).state == BidState.SEALED
        assert BidEvent.objects.get().received_at == at["now"]

    def test_late_is_late_and_the_tender_is_closed_by_the_way(
        self, world: World, clock: Callable[[datetime], None]
    ) -> None:
        bid = world.draft(world.supplier())
        world.sealed(3)
        clock(AFTER)
        assert str(refused(finalise_bid, bid.pk, by=world.people[0])) == f"{CLOSED} {LATE}"
        assert type(world.tender).objects.get(pk=world.tender.pk).state == TenderState.CLOSED
        assert Bid.objects.get(pk=bid.pk).state == BidState.DRAFT

    def test_a_late_replacement_leaves_the_standing_bid(self, world: World, clock: Callable[[datetime], None]) -> None:
        bid = world.sealed(3)[0]
        world.draft(world.people[0], price_fen=2)
        clock(AFTER)
        assert str(refused(finalise_bid, bid.pk, by=world.people[0])) == f"{CLOSED} {LATE}"
        assert Bid.objects.get(pk=bid.pk).state == BidState.SEALED
        assert [event.kind for event in BidEvent.objects.filter(bid=bid)] == ["SUBMIT"]

    def test_the_time_of_the_transaction_does_not_count(self, world: World, clock: Callable[[datetime], None]) -> None:
        """A request that began before the deadline and acts after it is late."""
        bid = world.draft(world.supplier())
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT now()")
                (began,) = cursor.fetchone()
            clock(AFTER)
            with connection.cursor() as cursor:
                cursor.execute("SELECT now() = %s, core_now() > %s", [began, DEADLINE])
                assert cursor.fetchone() == (True, True)
            assert LATE in str(refused(finalise_bid, bid.pk, by=world.people[0]))

    def test_only_the_supplier_hands_in(self, world: World) -> None:
        bid = world.draft(world.supplier())
        for stranger in (world.supplier(), world.officer, world.supervisor, world.custodians.a1, world.resident):
            assert refused(finalise_bid, bid.pk, by=stranger).denial is Denial.STRANGER

    def test_a_lot_that_is_over_takes_no_bid(self, world: World) -> None:
        bid = world.draft(world.supplier())
        other = Lot(tender=world.tender, code="9", title="x", state=LotState.CANCELLED)
        with fixture_mode():
            other.save()
        Bid.objects.filter(pk=bid.pk).update(lot=other)
        assert str(refused(finalise_bid, bid.pk, by=world.people[0])) == CLOSED

    def test_a_supplier_that_came_on_a_list_meanwhile_does_not_hand_in(self, world: World) -> None:
        bid = world.draft(world.supplier())
        CreditEntryFactory.create(organisation=world.suppliers[0])
        assert "The supplier may not supply the government now." in str(
            refused(finalise_bid, bid.pk, by=world.people[0])
        )


class TestWithdraw:
    def test_a_sealed_bid_is_withdrawn_and_handed_in_again(self, world: World) -> None:
        person = world.supplier()
        bid = world.bid(person)
        assert withdraw_bid(bid.pk, by=person).state == BidState.WITHDRAWN
        assert world.bid(person).state == BidState.SEALED
        assert [event.kind for event in BidEvent.objects.order_by("pk")] == ["SUBMIT", "WITHDRAW", "SUBMIT"]
        assert BidEvent.objects.filter(kind="WITHDRAW").get().sha256 == ""

    def test_after_the_deadline_nothing_is_withdrawn(self, world: World, clock: Callable[[datetime], None]) -> None:
        bid = world.sealed(3)[0]
        clock(AFTER)
        assert str(refused(withdraw_bid, bid.pk, by=world.people[0])) == f"{CLOSED} {LATE}"
        assert Bid.objects.get(pk=bid.pk).state == BidState.SEALED

    def test_a_draft_is_not_withdrawn(self, world: World) -> None:
        bid = world.draft(world.supplier())
        failure = refused(withdraw_bid, bid.pk, by=world.people[0])
        assert str(failure) == "“Withdraw” is not possible now: Draft, not sealed."

    def test_only_the_supplier_withdraws(self, world: World) -> None:
        bid = world.bid(world.supplier())
        for stranger in (world.supplier(), world.officer, world.supervisor, UserFactory.create()):
            assert refused(withdraw_bid, bid.pk, by=stranger).denial is Denial.STRANGER

    def test_what_was_handed_in_is_never_rewritten(self, world: World, owner: None) -> None:
        event = BidEvent.objects.get(bid=world.bid(world.supplier()))
        for change in (
            lambda: BidEvent.objects.filter(pk=event.pk).update(received_at=BEFORE),
            lambda: Envelope.objects.filter(event=event).update(sha256="0" * 64),
            lambda: Envelope.objects.filter(event=event).delete(),
        ):
            with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
                change()
