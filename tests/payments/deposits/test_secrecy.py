"""Before the opening nobody but the payer learns who has paid a deposit, or how many have: tried as everybody."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Notification, User
from accounts.roles import Role, organisations_of, roles_of
from core.audit.models import AuditRow, OutboxMessage
from core.audit.outbox import relay
from core.desk import desk_of
from core.transitions import Refused
from payments.deposits.models import Deposit
from payments.deposits.returning import disclose
from payments.deposits.services import propose_forfeit, refund_deposit
from payments.ledger.models import Account, Entry, LedgerTransaction
from payments.rail.models import Difference
from payments.rail.reconciling import reconcile
from payments.rail.sending import note_difference, send_waiting
from procurement.bids.services import withdraw_bid
from tests.factories.accounts import OrganisationFactory, UserFactory, member
from tests.fakes.stripe import FakeStripe
from tests.payments.deposits.story import again, paid
from tests.procurement.bids.world import BEFORE, World, an_open_tender

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


@pytest.fixture
def world(clock: Any) -> World:
    clock(BEFORE)
    made = an_open_tender()
    type(made.tender).objects.filter(pk=made.tender.pk).update(deposit_percent=Decimal(2))
    made.tender.refresh_from_db(fields=["deposit_percent"])
    return made


def attackers(world: World) -> dict[str, User]:
    """Everybody who might want to know."""
    buyer = world.tender.buyer
    return {
        "officer": world.officer,
        "approver": member(buyer, Role.APPROVER),
        "finance": member(buyer, Role.FINANCE),
        "custodian": member(buyer, Role.CUSTODIAN),
        "supervisor": world.supervisor,
        "rival": member(OrganisationFactory.create(), Role.SUPPLIER),
        "resident": world.resident,
        "operator": User.objects.create_superuser(email="root@linli.example", password="x-y-z-1234567"),
        "nobody": UserFactory.create(),
    }


def bidders(world: World, fake: FakeStripe, number: int) -> list[Deposit]:
    """That many suppliers write a bid and pay its deposit."""
    found = []
    for _ in range(number):
        person = world.supplier()
        world.draft(person)
        [deposit] = Deposit.objects.of_suppliers(person)
        found.append(paid(fake, deposit, person))
    return found


def seen(person: User, deposits: list[Deposit]) -> dict[str, Any]:
    """Everything that a person can read about money that was paid."""
    client = Client()
    client.force_login(person)
    pages = {}
    for name in ("desk", "deposit_desk", "our_deposits", "share_desk", "payouts", "money", "notifications"):
        answer = client.get(reverse(name))
        pages[name] = (answer.status_code, TOKEN.sub("", answer.content.decode()))
    mine = organisations_of(person)
    return {
        "pages": pages,
        "rows": list(Deposit.objects.visible_to(person)),
        "desk": desk_of(person, roles_of(person)),
        "audit": AuditRow.objects.visible_to_parties([str(one) for one in mine])
        .filter(thing_kind__in=["payments.Deposit", "payments.LedgerTransaction", "payments.Order"])
        .count(),
        "statement": Entry.objects.statement_of(mine).count(),
        "told": Notification.objects.visible_to(person).filter(topic__startswith="deposit").count(),
        "differences": Difference.objects.shown_to(mine).count(),
    }


def test_with_three_deposits_everybody_sees_what_they_see_with_none(world: World, fake: FakeStripe) -> None:
    people = attackers(world)
    before = {name: seen(person, []) for name, person in people.items()}
    deposits = bidders(world, fake, 3)
    assert [one.state for one in deposits] == ["HELD"] * 3
    while relay():
        pass
    note_difference("OTHER_AMOUNT", "DEPOSIT", deposits[0].reference, "pi_other", ours_fen=1, theirs_fen=2)
    reconcile()
    for name, person in people.items():
        assert seen(person, deposits) == before[name], name


@pytest.mark.parametrize(
    "address", ["deposit", "deposit_pay", "deposit_refund", "deposit_propose_forfeit", "deposit_forfeit"]
)
def test_the_pages_of_a_sealed_deposit_are_not_there(world: World, fake: FakeStripe, address: str) -> None:
    [deposit] = bidders(world, fake, 1)
    for name, person in attackers(world).items():
        client = Client()
        client.force_login(person)
        url = reverse(address, args=[deposit.pk])
        assert (name, client.get(url).status_code) == (name, 404)
        assert (name, client.post(url).status_code) == (name, 405 if address == "deposit" else 404)


def test_the_services_refuse_strangers_as_if_it_were_not_there(world: World, fake: FakeStripe) -> None:
    [deposit] = bidders(world, fake, 1)
    for person in attackers(world).values():
        for act in (refund_deposit, lambda pk, by: propose_forfeit(pk, reason="x", by=by)):
            with pytest.raises(Refused, match="no such thing"):
                act(deposit.pk, by=person)


def test_what_leaves_the_system_names_an_opaque_reference_alone(world: World, fake: FakeStripe) -> None:
    [deposit] = bidders(world, fake, 1)
    sent = json.dumps(fake.requests, ensure_ascii=False)
    supplier = world.suppliers[0]
    secrets = [world.tender.ocid, world.tender.title, supplier.name, supplier.credit_code, world.people[0].email]
    assert [one for one in secrets if str(one) in sent] == []
    assert deposit.reference in sent
    [intent] = fake.books.tables["payment_intents"].values()
    assert intent["metadata"] == {"reference": deposit.reference}


def test_ledger_and_outbox_rows_name_it_alone(world: World, fake: FakeStripe) -> None:
    [deposit] = bidders(world, fake, 1)
    [booked] = LedgerTransaction.objects.all()
    assert booked.ocid == ""
    assert deposit.reference in booked.text
    assert list(Account.objects.filter(entries__isnull=False).values_list("organisation", flat=True)) == [None, None]
    told = [one for one in OutboxMessage.objects.all() if one.topic.startswith(("deposit", "rail"))]
    assert told
    assert all(set(one.payload) <= {"deposit", "order", "event"} for one in told)
    assert all(world.tender.ocid not in one.key for one in told)


def test_the_payer_alone_sees_its_own(world: World, fake: FakeStripe) -> None:
    first, _second = bidders(world, fake, 2)
    payer = world.people[0]
    assert [one.pk for one in Deposit.objects.visible_to(payer)] == [first.pk]
    while relay():
        pass
    assert Notification.objects.filter(topic="deposit.held", recipient=payer).count() == 1


def test_a_bid_is_handed_in_only_with_its_deposit(world: World, fake: FakeStripe) -> None:
    person = world.supplier()
    with pytest.raises(Refused, match="bid deposit is not paid yet") as refused:
        world.bid(person)
    assert "第六十三条" in str(refused.value) or "art. 63" in str(refused.value)
    paid(fake, Deposit.objects.of_suppliers(person).get(), person)
    assert world.bid(person).state == "SEALED"


def test_whoever_withdraws_gets_it_back_and_pays_again_to_bid_again(world: World, fake: FakeStripe) -> None:
    person = world.supplier()
    world.draft(person)
    first = paid(fake, Deposit.objects.of_suppliers(person).get(), person)
    bid = world.bid(person)
    withdraw_bid(bid.pk, by=person)
    send_waiting()
    assert (again(first).state, again(first).disclosed_at) == ("REFUNDED", None)
    with pytest.raises(Refused, match="not paid yet"):
        world.bid(person)


def test_the_opening_discloses_only_what_was_opened(world: World, fake: FakeStripe) -> None:
    first, second = bidders(world, fake, 2)
    finance = member(world.tender.buyer, Role.FINANCE)
    disclose(world.lot.pk, [first.supplier_id], by=world.officer)
    assert [one.pk for one in Deposit.objects.visible_to(finance)] == [first.pk]
    assert LedgerTransaction.objects.filter(ocid=world.tender.ocid).count() == 1
    balances = {one.code: one.balance_fen for one in Account.objects.with_balance()}
    assert balances[f"deposit:{first.reference}"] == 0
    assert balances[f"deposit:{second.reference}"] == -second.amount_fen
    rows = AuditRow.objects.visible_to_parties([]).filter(thing_kind="payments.Deposit")
    assert set(rows.values_list("thing_id", flat=True)) == {str(first.pk)}
