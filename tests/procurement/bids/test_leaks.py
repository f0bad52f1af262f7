"""Before the opening nobody reads a bid, and nobody but its supplier knows of it."""

from __future__ import annotations

import base64
import copy
import re
from collections.abc import Callable
from datetime import datetime
from difflib import ndiff
from itertools import pairwise

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.roles import Role, organisations_of
from core.audit.models import AuditRow
from core.database.roles import as_owner
from core.transitions import steps_for
from procurement.bids.models import Bid
from procurement.bids.opening import open_bids, open_half
from procurement.bids.rules import can_see_bid
from procurement.bids.services import bids_shown
from procurement.bids.states import BidState
from procurement.tenders.models import Lot, Tender
from tests.factories.accounts import OrganisationFactory, SupervisorFactory, UserFactory, member
from tests.factories.bids import BidFactory
from tests.factories.custody import KNOWN
from tests.procurement.bids.world import AFTER, BEFORE, World, an_open_tender

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "quick_keys")]

PLANTED = "紫南夜间巡访plan-zq81"
PRICE_FEN = 87_654_321_09


@pytest.fixture(scope="module")
def _world(kept: Callable[[Callable[[], World]], World]) -> World:
    return kept(an_open_tender)


@pytest.fixture
def world(_world: World, clock: Callable[[datetime], None]) -> World:
    clock(BEFORE)
    return copy.deepcopy(_world)


def needles() -> dict[str, str]:
    """Every way in which the planted words and the price could lie in a dump."""
    found = {}
    for name, text in (("words", PLANTED), ("price", str(PRICE_FEN)), ("price in yuan", "87654321.09")):
        raw = text.encode()
        found[f"{name}, plain"] = text
        if not text.isascii():
            found[f"{name}, escaped"] = text.encode("ascii", "backslashreplace").decode()
        found[f"{name}, bytes"] = raw.hex()
        for code in ("utf-16-le", "utf-16-be", "gb18030"):
            found[f"{name}, {code}"] = text.encode(code).hex()
        for shift in range(3):  # the middle of the base64 at each of its three alignments
            whole = base64.b64encode(b"\0" * shift + raw).decode().rstrip("=")
            middle = whole[4:-4]
            found[f"{name}, base64 at {shift}"] = middle
            found[f"{name}, base64 at {shift}, bytes"] = middle.encode().hex()
    return found


def dump() -> str:
    """Every row of every table as text, bytes as hex, read by the owner."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('public', 'pgmq')")
        texts = []
        for schema, table in cursor.fetchall():
            cursor.execute(f'SELECT string_agg(t::text, chr(10)) FROM "{schema}"."{table}" t')
            texts.append(cursor.fetchone()[0] or "")
    return "\n".join(texts)


def found() -> list[str]:
    text = dump()
    return [name for name, needle in needles().items() if needle in text]


def test_no_plaintext_of_a_sealed_bid_lies_anywhere_in_the_database(
    world: World, clock: Callable[[datetime], None]
) -> None:
    world.sealed(2)
    person = world.supplier()
    facts = {"price_fen": PRICE_FEN, "answers": {"plan": PLANTED}, "declarations": {"note": PLANTED}}
    world.draft(person, **facts)
    assert found() == ["words, plain", "price, plain"]  # the search finds what is there: the draft
    world.bid(person, **facts)
    assert found() == []
    world.bid(person, **facts)  # a replacement
    assert found() == []
    clock(AFTER)
    open_half(world.tender.pk, passphrase=KNOWN["B1"].passphrase, by=world.custodians.b1)
    assert found() == []
    open_bids(world.tender.pk, passphrase=KNOWN["A1"].passphrase, by=world.custodians.a1)
    assert found() == ["words, plain", "price, plain"]


def test_the_database_refuses_a_price_beside_a_seal(world: World) -> None:
    """The empty columns are a promise of the table, not a habit of the service."""
    bid = world.bid(world.supplier())
    for facts in ({"price_fen": 1}, {"content": {}}, {"small_micro": True}, {"consortium_members": []}):
        with pytest.raises(IntegrityError, match="bid_is_empty_until_opened"), transaction.atomic():
            Bid.objects.filter(pk=bid.pk).update(**facts)


def everybody(world: World) -> dict[str, object]:
    """One person of every kind who is not the bidder."""
    buyer = world.tender.buyer
    city = world.tender.plan_item.area.line[0]
    roles = (Role.BUYER_OFFICER, Role.APPROVER, Role.FINANCE, Role.GRID_WORKER, Role.REGISTRAR)
    people: dict[str, object] = {f"buyer's {role}": member(buyer, role) for role in roles}
    people |= {
        "custodian a": world.custodians.a1,
        "custodian b": world.custodians.b1,
        "supervisor": world.supervisor,
        "supervisor elsewhere": member(SupervisorFactory.create(), Role.SUPERVISOR),
        "finance": member(SupervisorFactory.create(area_id=city), Role.FINANCE),
        "agency": member(OrganisationFactory.create(agency=True), Role.AGENT),
        "rival": member(OrganisationFactory.create(), Role.SUPPLIER),
        "operator": UserFactory.create(operator=True),
        "resident": world.resident,
        "inactive": UserFactory.create(is_active=False),
        "anonymous": AnonymousUser(),
    }
    return people


def test_nobody_but_the_bidder_sees_a_difference_between_no_bid_and_seven(world: World) -> None:
    none, seven = world, an_open_tender()
    seven.sealed(7)
    seven.draft(seven.supplier())
    for name, person in everybody(none).items():
        assert Bid.objects.visible_to(person).count() == 0, name
        parties = [str(pk) for pk in organisations_of(person)]
        rows = AuditRow.objects.visible_to_parties(parties).filter(thing_kind="procurement.Bid")
        assert rows.count() == 0, name
        told = [
            [
                (step.name, step.reasons, step.denial)
                for step in steps_for(person, Tender.objects.get(pk=each.tender.pk))
            ]
            for each in (none, seven)
        ]
        if name in ("rival", "resident", "operator", "inactive", "anonymous"):
            assert told[0] == told[1], name
    assert [bids_shown(Lot.objects.get(pk=each.lot.pk)) for each in (none, seven)] == [0, 0]


def test_the_bidder_reads_its_own_rows_and_no_others(world: World) -> None:
    first, second = world.supplier(), world.supplier()
    own, other = world.bid(first), world.bid(second)
    assert [bid.pk for bid in Bid.objects.visible_to(first)] == [own.pk]
    rows = AuditRow.objects.visible_to_parties([str(own.supplier_id)]).filter(thing_kind="procurement.Bid")
    assert {row.thing_id for row in rows} == {str(own.pk)}
    assert [row.verb for row in rows.order_by("pk")] == ["draft", "finalise"]
    assert not can_see_bid(first, other)


def test_the_opening_releases_the_rows_of_what_was_opened(world: World, clock: Callable[[datetime], None]) -> None:
    two_lots = an_open_tender(lots=2)
    opened, returned = two_lots.sealed(3, lot=two_lots.lots[0]), two_lots.sealed(1, lot=two_lots.lots[1])
    clock(AFTER)
    open_half(two_lots.tender.pk, passphrase=KNOWN["B1"].passphrase, by=two_lots.custodians.b1)
    open_bids(two_lots.tender.pk, passphrase=KNOWN["A1"].passphrase, by=two_lots.custodians.a1)
    rows = AuditRow.objects.visible_to_parties([]).filter(thing_kind="procurement.Bid")
    assert {row.thing_id for row in rows} == {str(bid.pk) for bid in opened}
    assert returned[0].pk not in {int(row.thing_id) for row in rows}
    assert [bids_shown(Lot.objects.get(pk=lot.pk)) for lot in two_lots.lots] == [3, 1]


@pytest.mark.parametrize("state", BidState.values)
def test_what_the_query_shows_is_what_the_rule_allows(world: World, state: str) -> None:
    """visible_to(user) and can_see_bid(user, bid) are twins, for everybody and in every state."""
    agency = OrganisationFactory.create(agency=True)
    Tender.objects.filter(pk=world.tender.pk).update(agency=agency)
    bid = Bid.objects.get(pk=BidFactory.create(lot=world.lot, **({state.lower(): True} if state != "DRAFT" else {})).pk)
    people = everybody(world) | {"own": bid.drafted_by, "mandated": member(agency, Role.AGENT)}
    seen = {name for name, person in people.items() if Bid.objects.visible_to(person).filter(pk=bid.pk).exists()}
    assert seen == {name for name, person in people.items() if can_see_bid(person, bid)}
    officials = {"buyer's BUYER_OFFICER", "buyer's APPROVER", "supervisor", "mandated"}  # no custodian, no grid worker
    hidden = state in ("DRAFT", "SEALED", "WITHDRAWN", "RETURNED")
    assert seen == ({"own"} if hidden else {"own"} | officials)


def test_the_numbers_of_own_bids_do_not_count_those_of_others(world: World) -> None:
    """Whoever withdraws and begins anew sees two numbers; what lies between them says nothing."""
    numbers = [BidFactory.create(lot=world.lot).pk for _bid in range(30)]
    gaps = {later - earlier for earlier, later in pairwise(numbers)}
    assert min(gaps) >= 2
    assert len(gaps) > 10


MADE_NEW = r'value="[^"]*"|\d\d:\d\d(:\d\d)?|id_\w+'


@pytest.mark.heavy
def test_no_page_differs_between_no_bid_and_five(world: World) -> None:
    """Whoever is no bidder meets the same words, whatever lies sealed in the lot."""
    tender, lot = world.tender, world.lot
    places = [
        reverse("opportunity", args=[tender.ocid]),
        reverse("opportunities"),
        reverse("tender", args=[tender.pk]),
        reverse("lot", args=[lot.pk]),
        reverse("tender_open", args=[tender.pk]),
        reverse("tender_open_presence", args=[tender.pk]),
        reverse("tender_keys", args=[tender.pk]),
        reverse("purchase", args=[tender.ocid]),
        *(reverse(name) for name in ("home", "open", "openings", "org_bids", "evaluations", "awards", "desk_needs")),
        *(reverse(name) for name in ("supervise", "ledger", "deposit_desk", "our_deposits", "tenders", "notices")),
    ]
    people = {
        name: person for name, person in everybody(world).items() if name not in ("inactive", "supervisor elsewhere")
    }
    before = {name: pages_of(person, places) for name, person in people.items()}
    world.sealed(5)
    world.draft(world.supplier())
    told = {
        (name, place): [line for line in ndiff(before[name][place][1], now[1]) if line[0] in "+-"]
        for name, person in people.items()
        for place, now in pages_of(person, places).items()
        if now != before[name][place]
    }
    assert told == {}
    assert {status for pages in before.values() for status, _words in pages.values()} <= {200, 302, 403, 404, 409}
    assert sum(status == 200 for pages in before.values() for status, _words in pages.values()) > 40


def pages_of(person: object, places: list[str]) -> dict[str, tuple[int, list[str]]]:
    """What a person reads at each place, without what is made anew with every page."""
    client = Client()
    if not isinstance(person, AnonymousUser):
        client.force_login(person)  # type: ignore[arg-type]
    found = {}
    for place in places:
        answer = client.get(place)
        lines = re.sub(MADE_NEW, "", answer.content.decode()).splitlines()
        found[place] = (answer.status_code, [line for line in lines if 'class="clock' not in line])  # it goes on
    return found
