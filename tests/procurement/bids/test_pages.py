"""The pages of bids: a supplier writes, seals, replaces and withdraws; two custodians open; the buyer checks."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from accounts.models import User
from accounts.roles import Role, roles_of
from core.desk import KINDS, desk_of
from procurement.bids.models import Bid, BidDraft, BidEvent, BidFile, OpeningRecord
from procurement.bids.opening import open_bids, open_half
from procurement.bids.services import MOST_BYTES_A_FILE, attach_file, begin_bid, finalise_bid
from procurement.bids.states import BidState
from procurement.tenders.models import Tender
from procurement.tenders.states import TenderState
from tests.factories.accounts import MembershipFactory, member
from tests.factories.custody import KNOWN
from tests.factories.tenders import ScoringItemFactory, ScoringSectionFactory
from tests.pages import Browser, queries_of, statuses
from tests.procurement.bids.world import AFTER, BEFORE, World, an_open_tender

OURS = ("procurement.tenders.desk", "procurement.bids.desk")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "quick_keys")]

A1, B1 = KNOWN["A1"].passphrase, KNOWN["B1"].passphrase
PDF = b"%PDF-1.7 a paper"


@pytest.fixture(scope="module")
def _world(kept: Callable[[Callable[[], World]], World]) -> World:
    def make() -> World:
        world = an_open_tender()
        section = ScoringSectionFactory.create(tender=world.tender)
        ScoringItemFactory.create(section=section, name_zh="服务计划", order=1)
        ScoringItemFactory.create(section=section, name_zh="投标报价", order=2, kind="price")
        return world

    return kept(make)


@pytest.fixture
def world(_world: World, clock: Callable[[datetime], None]) -> World:
    """A tender with one lot that takes bids, with two lines to answer."""
    clock(BEFORE)
    return copy.deepcopy(_world)


@pytest.fixture
def person(world: World) -> User:
    """A supplier's representative."""
    return world.supplier()


@pytest.fixture
def bid(world: World, person: User) -> Bid:
    """A draft that was begun."""
    return begin_bid(world.lot.pk, supplier_id=world.suppliers[0].pk, by=person)


def todos(person: Any) -> list[str]:
    """What waits on a person by these two stages."""
    with translation.override("en"):
        todo = {str(kind.todo) for kind in KINDS if kind.rows.__module__ in OURS}
        return [str(one.todo) for one in desk_of(person, roles_of(person)) if str(one.todo) in todo]


def main_of(text: str) -> str:
    """The page without what stands around it."""
    return text[text.index("<main") : text.index("</main")]


def read(bid: Bid) -> Bid:
    return Bid.objects.get(pk=bid.pk)


def opened(world: World) -> None:
    open_half(world.tender.pk, passphrase=B1, by=world.custodians.b1)
    open_bids(world.tender.pk, passphrase=A1, by=world.custodians.a1)


class TestWriting:
    def test_begins_on_a_lot_and_finds_it_on_the_desk(self, world: World, person: User) -> None:
        browser = Browser(person)
        for page in (browser.get("lot", world.lot.pk), browser.get("tender", world.tender.pk)):
            assert f'href="/en/org/lots/{world.lot.pk}/bid/"' in page.content.decode()
        answer = browser.post("begin_bid", world.lot.pk, supplier_id=world.suppliers[0].pk)
        bid = Bid.objects.get()
        assert (answer.status_code, answer.url) == (302, f"/en/desk/bids/{bid.pk}/")
        page = browser.get("bid", bid.pk).content.decode()
        assert "Your draft, part by part" in page
        assert todos(person) == ["Finish your bid and hand it in"]
        assert "居家养老上门服务" in browser.get("org_bids").content.decode()

    def test_beginning_again_keeps_the_draft(self, world: World, person: User, bid: Bid) -> None:
        browser = Browser(person)
        browser.post("bid_part", bid.pk, "price", price_fen="100")
        browser.post("begin_bid", world.lot.pk, supplier_id=world.suppliers[0].pk)
        assert BidDraft.objects.get().price_fen == 10_000

    def test_who_represents_nobody_does_not_begin(self, world: World) -> None:
        people = {"officer": world.officer, "resident": world.resident}
        assert statuses(people, "begin_bid", world.lot.pk, post={"supplier_id": "1"}) == {
            "officer": 403,
            "resident": 403,
        }

    def test_each_part_is_saved_by_itself(self, person: User, bid: Bid) -> None:
        browser = Browser(person)
        data = {"no_serious_violation": "on", "small_micro": "on", "consortium_members": "52310230MJ0000001A\n"}
        assert browser.post("bid_part", bid.pk, "qualification", **data).status_code == 302
        assert browser.post("bid_part", bid.pk, "technical", term_months="12", answer_0="每天两次").status_code == 302
        assert browser.post("bid_part", bid.pk, "price", price_fen="3,999.50").status_code == 302
        draft = BidDraft.objects.get()
        assert draft.price_fen == 399_950
        assert draft.content == {
            "term_months": 12,
            "small_micro": True,
            "consortium_members": ["52310230MJ0000001A"],
            "declarations": {"no_serious_violation": True, "no_related_bidder": False, "meets_conditions": False},
            "answers": {"服务计划": "每天两次"},
        }
        page = browser.get("bid", bid.pk).content.decode()
        assert page.count("Complete") == 2

    def test_saves_itself_and_says_when(self, person: User, bid: Bid) -> None:
        answer = Browser(person).post(
            "bid_part", bid.pk, "technical", answer_0="写到一半", term_months="", autosave="1"
        )
        assert (answer.status_code, answer.json()["message"][:6]) == (200, "saved ")
        assert BidDraft.objects.get().content["answers"] == {"服务计划": "写到一半"}

    @pytest.mark.parametrize("price", ["-1", "abc", "99999999"])
    def test_a_price_that_cannot_stand_is_said_at_its_field_and_kept(self, person: User, bid: Bid, price: str) -> None:
        answer = Browser(person).post("bid_part", bid.pk, "price", price_fen=price)
        assert answer.status_code == 422
        assert f'value="{price}"' in answer.content.decode()
        assert 'href="#id_price_fen"' in answer.content.decode()

    def test_nothing_is_written_after_the_deadline(self, person: User, bid: Bid, clock: Any) -> None:
        clock(AFTER)
        answer = Browser(person).post("bid_part", bid.pk, "price", price_fen="100")
        assert answer.status_code == 409
        assert "The deadline has passed" in answer.content.decode()
        assert 'value="100"' in answer.content.decode()
        assert todos(person) == []

    def test_every_part_costs_twelve_queries_at_most(self, person: User, bid: Bid) -> None:
        assert queries_of(person, "bid", bid.pk) <= 12
        for part in ("qualification", "technical", "price"):
            assert queries_of(person, "bid_part", bid.pk, part) <= 12


class TestFiles:
    def test_a_file_is_kept_sent_back_and_removed(self, person: User, bid: Bid, world: World) -> None:
        browser = Browser(person)
        file = SimpleUploadedFile("资质证书.pdf", PDF)
        assert browser.post("add_bid_file", bid.pk, "qualification", file=file).status_code == 302
        kept = BidFile.objects.get()
        answer = browser.get("bid_file", kept.pk)
        assert (answer.content, answer["X-Content-Type-Options"]) == (PDF, "nosniff")
        assert answer["Content-Disposition"].startswith("attachment")
        others = {"officer": world.officer, "supervisor": world.supervisor, "rival": world.supplier()}
        assert set(statuses(others, "bid_file", kept.pk).values()) == {404}
        assert browser.post("remove_bid_file", bid.pk, "qualification", kept.pk).status_code == 302
        assert not BidFile.objects.exists()

    @pytest.mark.parametrize(
        ("name", "data", "status"),
        [
            ("a.exe", b"MZ", 409),
            ("a.pdf", b"MZ not a pdf", 409),
            ("a.pdf", b"%PDF-" + b"0" * MOST_BYTES_A_FILE, 422),
            ("a.pdf", b"", 422),
        ],
    )
    def test_what_is_not_taken_is_said(self, person: User, bid: Bid, name: str, data: bytes, status: int) -> None:
        answer = Browser(person).post("add_bid_file", bid.pk, "technical", file=SimpleUploadedFile(name, data))
        assert answer.status_code == status
        assert not BidFile.objects.exists()

    def test_files_are_sealed_with_the_bid_and_come_out_at_the_opening(
        self, world: World, person: User, bid: Bid, clock: Any
    ) -> None:
        attach_file(bid.pk, part="technical", name="方案.pdf", data=PDF, by=person)
        Browser(person).post("bid_part", bid.pk, "price", price_fen="100")
        finalise_bid(bid.pk, by=person)
        assert not BidFile.objects.exists()
        world.sealed(2)
        clock(AFTER)
        opened(world)
        file = BidFile.objects.get()
        assert (file.bid_id, file.name, file.part, bytes(file.data)) == (bid.pk, "方案.pdf", "technical", PDF)
        assert Browser(world.officer).get("bid_file", file.pk).content == PDF
        assert Browser(world.people[1]).get("bid_file", file.pk).status_code == 404


class TestHandingIn:
    def test_checks_seals_and_gives_a_receipt(self, world: World, person: User, bid: Bid) -> None:
        browser = Browser(person)
        assert "The price is missing." in browser.get("bid_finalise", bid.pk).content.decode()
        assert browser.post("bid_finalise", bid.pk).status_code == 409
        browser.post("bid_part", bid.pk, "price", price_fen="3999.50")
        assert "¥3,999.50" in browser.get("bid_finalise", bid.pk).content.decode()
        assert read(bid).state == BidState.DRAFT
        answer = browser.post("bid_finalise", bid.pk)
        assert (answer.status_code, answer.url) == (302, f"/en/org/bids/{bid.pk}/receipt/")
        event = BidEvent.objects.get()
        page = browser.get("bid_receipt", bid.pk).content.decode()
        assert event.sha256 in page
        assert f"{bid.pk}-{event.pk}" in page
        assert "What happens next" in page
        assert todos(person) == []

    def test_replaces_and_withdraws_until_the_deadline(self, world: World, person: User, clock: Any) -> None:
        bid, browser = world.bid(person), Browser(person)
        assert "Write a replacement" in browser.get("bid", bid.pk).content.decode()
        assert browser.post("bid_replace", bid.pk).status_code == 409
        browser.post("begin_bid", world.lot.pk, supplier_id=world.suppliers[0].pk)
        browser.post("bid_part", bid.pk, "price", price_fen="2000")
        assert browser.post("bid_replace", bid.pk).status_code == 302
        assert BidEvent.objects.count() == 2
        assert browser.post("bid_withdraw", bid.pk).status_code == 422
        assert browser.post("bid_withdraw", bid.pk, sure="on").status_code == 302
        assert read(bid).state == BidState.WITHDRAWN
        assert "Write a new bid" in browser.get("bid", bid.pk).content.decode()
        clock(AFTER)
        assert browser.post("bid_finalise", bid.pk).status_code == 409


class TestSilence:
    """Before the opening nothing tells anybody but the bidder that a bid exists."""

    @pytest.mark.parametrize("state", [BidState.DRAFT, BidState.SEALED, BidState.WITHDRAWN])
    def test_a_bid_is_not_there_for_anybody_else(self, world: World, person: User, bid: Bid, state: str) -> None:
        browser = Browser(person)
        browser.post("bid_part", bid.pk, "price", price_fen="100")
        if state != BidState.DRAFT:
            browser.post("bid_finalise", bid.pk)
        if state == BidState.WITHDRAWN:
            browser.post("bid_withdraw", bid.pk, sure="on")
        assert read(bid).state == state
        custodians = world.custodians
        others = {
            "officer": world.officer,
            "approver": member(world.tender.buyer, Role.APPROVER),
            "supervisor": world.supervisor,
            "resident": world.resident,
            "a": custodians.a1,
            "b": custodians.b1,
            "rival": world.supplier(),
        }
        for name in ("bid", "bid_finalise", "bid_replace", "bid_withdraw", "bid_receipt", "bid_qualify"):
            assert set(statuses(others, name, bid.pk).values()) == {404}, name
        assert set(statuses(others, "bid_part", bid.pk, "price").values()) == {404}

    def test_pages_of_tender_lot_and_opening_are_the_same_with_and_without_bids(
        self, world: World, person: User
    ) -> None:
        def pages() -> list[str]:
            seen = []
            for who in (world.officer, world.supervisor, world.resident, world.custodians.a1, world.custodians.b1):
                for name, key in (("tender", world.tender.pk), ("lot", world.lot.pk), ("tender_open", world.tender.pk)):
                    answer = Browser(who).get(name, key)
                    text = answer.content.decode()
                    seen.append(re.sub(r'(?<=csrfmiddlewaretoken" value=")\w+', "", main_of(text)))
                seen.append(str(todos(who)))
            return [without_clock(page) for page in seen]

        before = pages()
        world.sealed(3)
        world.draft(person)
        assert pages() == before


def without_clock(page: str) -> str:
    """The page without the server's own time, which the countdown carries."""
    head, mark, rest = page.partition('data-now="')
    return head + mark + rest.partition('"')[2] if mark else page


class TestOpening:
    @pytest.fixture
    def due(self, world: World, clock: Any) -> World:
        """Three sealed bids, and the deadline is over."""
        world.sealed(3)
        clock(AFTER)
        return world

    def test_nothing_opens_before_the_deadline(self, world: World) -> None:
        answer = Browser(world.custodians.b1).post("tender_open", world.tender.pk, passphrase=B1)
        assert answer.status_code == 409
        assert "It is too early" in answer.content.decode()
        assert todos(world.custodians.b1) == ["Be there when the bids are opened, with your passphrase"]

    def test_b_then_a_and_the_record(self, due: World) -> None:
        a, b, pk = due.custodians.a1, due.custodians.b1, due.tender.pk
        assert todos(a) == todos(b) == ["Take part in the opening: the supervision takes off the outer seal"]
        page = Browser(a).get("tender_open", pk).content.decode()
        assert "Wait for the other custodian." in page
        assert "passphrase" not in page
        early = Browser(a).post("tender_open", pk, passphrase=A1)
        assert (early.status_code, "The outer seal is still on" in early.content.decode()) == (409, True)
        wrong = Browser(b).post("tender_open", pk, passphrase="not the right words")
        assert (wrong.status_code, "not the right words" in wrong.content.decode()) == (409, False)
        assert Browser(b).post("tender_open", pk, passphrase=B1).status_code == 302
        assert todos(b) == []
        assert todos(a) == ["Open the bids: the outer seal is off"]
        assert "Open the bids" in Browser(a).get("tender_open", pk).content.decode()
        assert Browser(a).post("tender_open", pk, passphrase=A1).status_code == 302
        assert Tender.objects.get(pk=pk).state == TenderState.OPENED
        record = OpeningRecord.objects.get()
        for who in (a, b, due.officer, due.supervisor, due.people[0]):
            page = Browser(who).get("tender_open", pk).content.decode()
            assert "¥100,000.00" in page
            assert record.rows[0]["sha256"] in page
        for who in (due.resident, due.supplier()):
            assert "¥100,000.00" not in Browser(who).get("tender_open", pk).content.decode()

    def test_others_open_nothing(self, due: World) -> None:
        people = {"officer": due.officer, "resident": due.resident, "bidder": due.people[0]}
        found = statuses(people, "tender_open", due.tender.pk, post={"passphrase": A1})
        assert set(found.values()) == {403}

    def test_one_person_in_both_groups_is_told(self, due: World) -> None:
        both = due.custodians.b1
        MembershipFactory.create(person=both, organisation=due.tender.buyer, role=Role.CUSTODIAN)
        open_half(due.tender.pk, passphrase=B1, by=both)
        assert Browser(both).post("tender_open", due.tender.pk, passphrase=B1).status_code == 409

    def test_costs_twelve_queries_at_most(self, due: World) -> None:
        assert queries_of(due.custodians.a1, "tender_open", due.tender.pk) <= 12
        opened(due)
        assert queries_of(due.officer, "tender_open", due.tender.pk) <= 12


class TestChecking:
    @pytest.fixture
    def checked(self, world: World, clock: Any) -> World:
        """Three opened bids."""
        world.sealed(3)
        clock(AFTER)
        opened(world)
        return world

    def test_the_officer_qualifies_disqualifies_and_finishes(self, checked: World) -> None:
        browser, bids = Browser(checked.officer), list(Bid.objects.order_by("pk"))
        assert todos(checked.officer) == ["Check whether the suppliers qualify"]
        page = browser.get("lot", checked.lot.pk).content.decode()
        assert all(bid.supplier.name in page for bid in bids)
        assert browser.get("bid", bids[0].pk).status_code == 200
        assert browser.post("lot_finish_qualification", checked.lot.pk).status_code == 409
        assert browser.post("bid_qualify", bids[0].pk).status_code == 302
        assert browser.post("bid_disqualify", bids[1].pk, reason="", sure="1").status_code == 422
        assert browser.post("bid_disqualify", bids[1].pk, reason="未提交年报").status_code == 200
        assert read(bids[1]).state == BidState.OPENED
        assert browser.post("bid_disqualify", bids[1].pk, reason="未提交年报", sure="1").status_code == 302
        assert browser.post("bid_qualify", bids[2].pk).status_code == 302
        assert todos(checked.officer) == ["Finish the check of the suppliers: too few qualify"]
        assert browser.post("lot_finish_qualification", checked.lot.pk).status_code == 302

    def test_the_lot_says_what_the_check_ends_in(self, checked: World) -> None:
        browser, bids = Browser(checked.officer), list(Bid.objects.order_by("pk"))
        start = f"/desk/tenders/{checked.tender.pk}/start-evaluation/"
        page = browser.get("lot", checked.lot.pk).content.decode()
        assert "A bid of this lot is not decided yet" in page
        assert start not in page
        for bid in bids:
            browser.post("bid_qualify", bid.pk)
        page = browser.get("lot", checked.lot.pk).content.decode()
        assert start in page
        assert "finish-check" not in page
        assert todos(checked.officer) == []  # the desk of the evaluations asks for the rest

    def test_others_do_not(self, checked: World) -> None:
        bid = Bid.objects.order_by("pk")[0]
        people = {"supervisor": checked.supervisor, "bidder": checked.people[0], "rival": checked.people[1]}
        assert statuses(people, "bid_qualify", bid.pk, post={}) == {"supervisor": 403, "bidder": 403, "rival": 404}
        assert statuses(people, "lot_finish_qualification", checked.lot.pk, post={}) == {
            "supervisor": 403,
            "bidder": 403,
            "rival": 403,
        }

    def test_lot_and_list_cost_the_same_with_one_bid_and_three(self, checked: World, world: World) -> None:
        assert queries_of(checked.officer, "lot", checked.lot.pk) <= 12
        one = queries_of(checked.people[0], "org_bids")
        for organisation in checked.suppliers[1:]:
            MembershipFactory.create(person=checked.people[0], organisation=organisation, role=Role.SUPPLIER)
        assert queries_of(checked.people[0], "org_bids") == one <= 10
