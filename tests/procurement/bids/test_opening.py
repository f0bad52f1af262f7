"""Opening: B and then A; not alone, not early, not twice, not for another tender, and every attempt on record."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.roles import Role
from core.audit.models import AuditRow
from core.kept import read_kept
from core.rights import Denial
from core.time import set_clock
from core.transitions import Refused
from procurement.bids.closing import close_tender_if_due
from procurement.bids.models import Bid, BidEvent, Envelope, HalfOpened, OpeningRecord
from procurement.bids.opening import open_bids, open_half
from procurement.bids.package import pack
from procurement.bids.papers import packages_of, read_content
from procurement.bids.states import BidState
from procurement.tenders.models import CustodianKey, Lot, Tender
from tests.factories.accounts import MembershipFactory, member
from tests.factories.base import fixture_mode
from tests.factories.bids import BidFactory, hand_in
from tests.factories.custody import KNOWN
from tests.procurement.bids.world import AFTER, BEFORE, World, an_open_tender

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "quick_keys")]

A1, A2, B1, B2 = (KNOWN[name].passphrase for name in ("A1", "A2", "B1", "B2"))


@pytest.fixture(scope="module")
def _world(kept: Callable[[Callable[[], World]], World]) -> World:
    def make() -> World:
        set_clock(BEFORE)
        world = an_open_tender()
        world.sealed(3)
        return world

    return kept(make)


@pytest.fixture
def world(_world: World, clock: Callable[[datetime], None]) -> World:
    """Three sealed bids, and the deadline is over."""
    clock(AFTER)
    return copy.deepcopy(_world)


def opened(world: World) -> OpeningRecord:
    open_half(world.tender.pk, passphrase=B1, by=world.custodians.b1)
    return open_bids(world.tender.pk, passphrase=A1, by=world.custodians.a1)


def refusals(world: World) -> list[tuple[str, str, str]]:
    """What the record keeps of refused attempts: verb, person, sentence."""
    rows = AuditRow.objects.of_thing(world.tender).filter(verb__endswith="_refused")
    return [(row.verb, row.actor_id, row.reason) for row in rows]


def tried(act: Callable[..., Any], world: World, passphrase: str, by: User) -> Refused:
    """A refused attempt, which leaves its row in the record and changes nothing else."""
    close_tender_if_due(world.tender.pk)
    before = (Tender.objects.get(pk=world.tender.pk).state, HalfOpened.objects.count(), len(refusals(world)))
    with pytest.raises(Refused) as caught:
        act(world.tender.pk, passphrase=passphrase, by=by)
    state, halves, known = before
    assert (Tender.objects.get(pk=world.tender.pk).state, HalfOpened.objects.count()) == (state, halves)
    assert refusals(world)[known:] == [
        ("take_off_outer_seal_refused" if act is open_half else "open_refused", str(by.pk), str(caught.value))
    ]
    return caught.value


class TestTogether:
    def test_b_takes_off_the_outer_seal_and_nothing_can_be_read_yet(self, world: World) -> None:
        assert open_half(world.tender.pk, passphrase=B1, by=world.custodians.b1).state == "CLOSED"
        assert {bid.state for bid in Bid.objects.all()} == {BidState.SEALED}
        assert {bid.price_fen for bid in Bid.objects.all()} == {None}
        halves = HalfOpened.objects.all()
        assert len(halves) == 6
        for half in halves:
            assert bytes(half.ciphertext).startswith(b"age-encryption.org/v1\n")
            assert half.by_id == world.custodians.b1.pk

    @pytest.mark.parametrize(("b", "a"), [("b1", "a1"), ("b2", "a2"), ("b1", "a2"), ("b2", "a1")])
    def test_any_of_b_and_any_of_a_open(self, world: World, a: str, b: str) -> None:
        passphrases = {"a1": A1, "a2": A2, "b1": B1, "b2": B2}
        open_half(world.tender.pk, passphrase=passphrases[b], by=getattr(world.custodians, b))
        open_bids(world.tender.pk, passphrase=passphrases[a], by=getattr(world.custodians, a))
        assert Tender.objects.get(pk=world.tender.pk).state == "OPENED"
        assert Lot.objects.get(pk=world.lot.pk).state == "OPENED"
        assert [bid.state for bid in Bid.objects.all()] == [BidState.OPENED] * 3

    def test_what_was_written_is_what_is_read(self, clock: Callable[[datetime], None]) -> None:
        clock(BEFORE)
        world = an_open_tender()
        world.sealed(2)
        bid = world.bid(
            world.supplier(),
            price_fen=123_456_78,
            term_months=12,
            small_micro=True,
            consortium_members=["52310230MJ5339125F"],
            declarations={"tax_paid": True},
            answers={"plan": "每天上门两次"},
        )
        clock(AFTER)
        opened(world)
        read = Bid.objects.get(pk=bid.pk)
        assert (read.price_fen, read.small_micro, read.consortium_members) == (
            123_456_78,
            True,
            ["52310230MJ5339125F"],
        )
        assert read.content == {
            "term_months": 12,
            "declarations": {"tax_paid": True},
            "answers": {"plan": "每天上门两次"},
        }

    def test_the_last_replacement_is_what_is_opened(self, clock: Callable[[datetime], None]) -> None:
        clock(BEFORE)
        world = an_open_tender()
        world.sealed(3)
        bid = world.bid(world.people[0], price_fen=77)
        clock(AFTER)
        opened(world)
        assert Bid.objects.get(pk=bid.pk).price_fen == 77

    def test_the_record_says_who_opened_and_what_was_read_out(self, world: World) -> None:
        written = OpeningRecord.objects.get(pk=opened(world).pk)
        assert (written.opened_by_a, written.opened_by_b) == (world.custodians.a1, world.custodians.b1)
        events = {event.bid_id: event for event in BidEvent.objects.all()}
        assert written.rows == [
            {
                "lot": "1",
                "bid": bid.pk,
                "supplier": bid.supplier.name,
                "credit_code": bid.supplier.credit_code,
                "price_fen": bid.price_fen,
                "term_months": None,
                "sha256": events[bid.pk].sha256,
                "received_at": events[bid.pk].received_at.isoformat(timespec="microseconds"),
                "unreadable": "",
            }
            for bid in Bid.objects.order_by("pk")
        ]
        assert [row["price_fen"] for row in written.rows] == [100_000_00, 100_000_01, 100_000_02]

    def test_a_lot_that_failed_stays_unopened(self, clock: Callable[[datetime], None]) -> None:
        clock(BEFORE)
        world = an_open_tender(lots=2)
        world.sealed(3, lot=world.lots[0])
        world.sealed(2, lot=world.lots[1])
        clock(AFTER)
        opened(world)
        assert [bid.state for bid in Bid.objects.of_tender(world.tender.pk)] == ["OPENED"] * 3 + ["RETURNED"] * 2
        assert [lot.state for lot in Lot.objects.filter(tender=world.tender).order_by("pk")] == ["OPENED", "FAILED"]

    def test_the_opening_commits_by_itself(self, world: World) -> None:
        """Inside another transaction it would be undone with it, and its refusals too."""
        with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
            open_half(world.tender.pk, passphrase=B1, by=world.custodians.b1)


class TestRefused:
    def test_a_before_b(self, world: World) -> None:
        failure = tried(open_bids, world, A1, world.custodians.a1)
        assert str(failure) == (
            "The outer seal is still on. A custodian of group B takes it off first; nobody opens alone."
        )

    @pytest.mark.parametrize("person", ["b1", "b2"])
    def test_b_in_the_place_of_a(self, world: World, person: str) -> None:
        open_half(world.tender.pk, passphrase=B1, by=world.custodians.b1)
        failure = tried(open_bids, world, KNOWN[person.upper()].passphrase, getattr(world.custodians, person))
        assert failure.denial is Denial.WRONG_ROLE

    def test_a_in_the_place_of_b(self, world: World) -> None:
        assert tried(open_half, world, A1, world.custodians.a1).denial is Denial.WRONG_ROLE

    def test_the_same_person_for_both(self, world: World) -> None:
        """A custodian of both offices opens one half and is sent for a colleague."""
        both = world.custodians.b1
        MembershipFactory.create(person=both, organisation=world.tender.buyer, role=Role.CUSTODIAN)
        open_half(world.tender.pk, passphrase=B1, by=both)
        failure = tried(open_bids, world, B1, both)
        assert failure.denial is Denial.SAME_PERSON
        assert str(failure) == "This step needs a second person: you took the step before it. Ask a colleague."

    def test_nobody_holds_keys_of_both_groups(self, world: World) -> None:
        key = CustodianKey.objects.get(custodian=world.custodians.b1)
        with pytest.raises(IntegrityError, match="one_key_a_custodian"), fixture_mode():
            CustodianKey.objects.create(
                tender=key.tender,
                group="A",
                custodian=key.custodian,
                recipient="age1x",
                wrapped_identity=b"",
                made_at=AFTER,
            )

    @pytest.mark.parametrize("act", [open_half, open_bids])
    def test_early(self, world: World, clock: Callable[[datetime], None], act: Callable[..., Any]) -> None:
        clock(BEFORE)
        by, passphrase = (world.custodians.b1, B1) if act is open_half else (world.custodians.a1, A1)
        assert str(tried(act, world, passphrase, by)).startswith(
            "It is too early: bids are handed in until 16 March 2026, 09:30 (UTC+8). ("
        )

    def test_twice(self, world: World) -> None:
        open_half(world.tender.pk, passphrase=B1, by=world.custodians.b1)
        failure = tried(open_half, world, B2, world.custodians.b2)
        assert str(failure) == "The outer seal is off already. Now a custodian of group A opens the inner one."
        open_bids(world.tender.pk, passphrase=A1, by=world.custodians.a1)
        for act, passphrase, by in (
            (open_half, B1, world.custodians.b1),
            (open_bids, A1, world.custodians.a1),
            (open_bids, A2, world.custodians.a2),
        ):
            assert str(tried(act, world, passphrase, by)).startswith("There is nothing to open any more: ")
        assert OpeningRecord.objects.count() == 1

    def test_a_wrong_passphrase(self, world: World) -> None:
        failure = tried(open_half, world, B2, world.custodians.b1)
        assert str(failure) == "The passphrase does not open your key. Type it again."

    def test_a_custodian_of_another_tender(self, world: World) -> None:
        """The same offices, another tender: its custodians hold no key here."""
        colleague = member(world.custodians.b1.memberships.get().organisation, Role.CUSTODIAN)
        failure = tried(open_half, world, B1, colleague)
        assert str(failure) == "You hold no proven key of group B for this tender."

    def test_the_key_of_another_tender_in_the_place_of_this_ones(self, world: World) -> None:
        """Somebody with the database puts another identity under this tender's recipient."""
        with fixture_mode():
            CustodianKey.objects.filter(custodian=world.custodians.b1).update(wrapped_identity=KNOWN["A1"].wrapped)
        failure = tried(open_half, world, A1, world.custodians.b1)
        assert str(failure) == "This is not the key that you made for this tender."

    def test_a_whole_other_key_opens_nothing_and_destroys_nothing(self, world: World) -> None:
        """Recipient and identity exchanged together: nothing opens, so nothing is marked as unreadable."""
        other = KNOWN["A1"]
        with fixture_mode():
            CustodianKey.objects.filter(recipient=other.recipient).delete()
            CustodianKey.objects.filter(custodian=world.custodians.b1).update(
                recipient=other.recipient, wrapped_identity=other.wrapped
            )
        sentence = "This key opens none of the envelopes: it is not the key they were sealed to."
        assert str(tried(open_half, world, A1, world.custodians.b1)) == sentence
        open_half(world.tender.pk, passphrase=B2, by=world.custodians.b2)
        swapped = KNOWN["B1"]
        with fixture_mode():
            CustodianKey.objects.filter(custodian=world.custodians.a2).update(
                recipient=swapped.recipient, wrapped_identity=swapped.wrapped
            )
        assert str(tried(open_bids, world, B1, world.custodians.a2)) == sentence

    def test_an_unproven_key(self, world: World) -> None:
        with fixture_mode():
            CustodianKey.objects.filter(custodian=world.custodians.b1).update(proven_at=None)
        assert str(tried(open_half, world, B1, world.custodians.b1)).startswith("You hold no proven key")

    def test_everybody_else(self, world: World) -> None:
        open_half(world.tender.pk, passphrase=B1, by=world.custodians.b1)
        for person in (world.officer, world.supervisor, world.people[0], world.resident):
            assert tried(open_bids, world, A1, person).denial is Denial.WRONG_ROLE
            assert tried(open_half, world, B1, person).denial is Denial.WRONG_ROLE


class TestUnreadable:
    """Each case has its own sentence, and the other bids go on."""

    @pytest.fixture
    def world(self, world: World, clock: Callable[[datetime], None]) -> World:
        """Three good bids, and a fourth that a test spoils."""
        clock(BEFORE)
        world.supplier()
        clock(AFTER)
        return world

    def spoiled(self, world: World, **how: Any) -> str:
        """Hand in the fourth bid in the given way, open all, and return the reason it gets."""
        bid = BidFactory.create(lot=world.lot, supplier=world.suppliers[3], sealed=True)
        hand_in(bid, **how)
        return self.reason(world, bid)

    def reason(self, world: World, bid: Bid) -> str:
        written = opened(world)
        others = [each.state for each in Bid.objects.exclude(pk=bid.pk)]
        read = Bid.objects.get(pk=bid.pk)
        assert others == [BidState.OPENED] * 3
        assert (read.state, read.price_fen, read.content) == (BidState.UNREADABLE, None, None)
        assert read_kept(written.rows[3]["unreadable"]) == read.unreadable_reason
        return read.unreadable_reason

    def good(self, world: World, **facts: Any) -> dict[str, bytes]:
        bid = Bid(lot=world.lot, supplier=world.suppliers[3])
        return {**packages_of(bid, price_fen=1, content=read_content({})), **facts}

    def test_not_sealed_to_b(self, world: World) -> None:
        assert self.spoiled(world, recipients="A1 A2 A1 B2") == (
            "Qualification and technical part: The envelope was not sealed to this key."
        )

    def test_not_sealed_to_this_a(self, world: World) -> None:
        assert self.spoiled(world, recipients="A2 B1 B2") == (
            "Qualification and technical part: The envelope was not sealed to this key."
        )

    def test_no_package(self, world: World) -> None:
        assert self.spoiled(world, packages=self.good(world, PRICE=b"cheap")) == (
            "What was sealed is not a bid package: its mark is missing."
        )

    def test_another_paper(self, world: World) -> None:
        assert self.spoiled(world, packages=self.good(world, PRICE=pack({"other.json": b"{}"}))) == (
            "The package does not hold the paper “price.json” alone."
        )

    @pytest.mark.parametrize("paper", [b"{", b"\xff", b"[" * 100_000])
    def test_no_json(self, world: World, paper: bytes) -> None:
        assert self.spoiled(world, packages=self.good(world, PRICE=pack({"price.json": paper}))) == (
            "The paper “price.json” cannot be read."
        )

    @pytest.mark.parametrize("price", ["0", "-5", '"12"', "1.5", "null", "true"])
    def test_no_price(self, world: World, price: str) -> None:
        bid = Bid(lot=world.lot, supplier=world.suppliers[3])
        paper = f'{{"ocid": "{bid.ocid}", "lot": "1", "supplier": "{bid.supplier.credit_code}", "price_fen": {price}}}'
        assert self.spoiled(world, packages=self.good(world, PRICE=pack({"price.json": paper.encode()}))) == (
            "The price is a positive amount of money, in fen."
        )

    def test_the_envelopes_of_a_rival(self, world: World) -> None:
        """Somebody hands in what another has sealed: it says whose it is."""
        rival = packages_of(Bid(lot=world.lot, supplier=world.suppliers[0]), price_fen=1, content=read_content({}))
        assert self.spoiled(world, packages=rival) == ("The paper “bid.json” was written for another lot or supplier.")

    def test_an_envelope_is_missing(self, world: World) -> None:
        packages = self.good(world)
        del packages["PRICE"]
        assert self.spoiled(world, packages=packages) == "An envelope of the bid is missing."

    @pytest.mark.parametrize("place", [0, 30, 400, -1])
    def test_one_byte_flipped_in_storage(self, world: World, unguarded: Callable[[], Any], place: int) -> None:
        bid = BidFactory.create(lot=world.lot, supplier=world.suppliers[3], sealed=True)
        envelope = hand_in(bid).envelopes.get(kind="PRICE")
        flipped = bytearray(envelope.ciphertext)
        flipped[place] ^= 1
        with unguarded():
            Envelope.objects.filter(pk=envelope.pk).update(ciphertext=bytes(flipped))
        assert self.reason(world, bid) == "Price: The envelope is not the one that was handed in: its hash differs."

    def test_hash_and_envelope_exchanged_together(self, world: World, unguarded: Callable[[], Any]) -> None:
        """The event commits to both envelopes, so another envelope with its own hash is noticed too."""
        bid = BidFactory.create(lot=world.lot, supplier=world.suppliers[3], sealed=True)
        own = hand_in(bid).envelopes.get(kind="PRICE")
        other = Envelope.objects.filter(kind="PRICE").exclude(pk=own.pk)[0]
        with unguarded():
            Envelope.objects.filter(pk=own.pk).update(sha256=other.sha256, ciphertext=other.ciphertext)
        assert self.reason(world, bid).endswith("The envelope is not the one that was handed in: its hash differs.")
