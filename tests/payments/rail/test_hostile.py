"""The card provider at its worst: news twice, late, first, forged and lost; answers that never come."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError, transaction
from django.test import Client

from payments import gateway
from payments.deposits.models import Deposit
from payments.deposits.returning import disclose, owe_back
from payments.deposits.services import pay_deposit, refund_deposit
from payments.gateway import Unknown
from payments.inbox import act_on_waiting
from payments.ledger.models import LedgerTransaction
from payments.ledger.services import check
from payments.rail.models import CardPayment, Difference, Order, ProviderEvent
from payments.rail.reconciling import reconcile
from payments.rail.sending import LEASE, collect, send, send_waiting
from payments.tasks import settle_cards
from tests.fakes.stripe import FakeStripe, signed
from tests.payments.deposits.story import BACK, Story, again, begin, opened, paid

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Story:
    return begin()


@pytest.fixture
def told(fake: FakeStripe) -> FakeStripe:
    """The provider tells its news over the webhook's own page."""

    def listen(body: bytes, header: str) -> None:
        answers.append(
            Client()
            .post("/webhooks/stripe/", body, "application/json", headers={"Stripe-Signature": header})
            .status_code
        )

    answers: list[int] = []
    fake.answers = answers  # type: ignore[attr-defined]
    # Told after the fake has let go of its books: the product asks again at once.
    events: list[dict[str, Any]] = []
    fake.listener = listen
    fake.books.tell = events.append
    fake.tell_all = lambda: [fake.tell(events.pop(0)) for _ in range(len(events))]  # type: ignore[attr-defined]
    return fake


def pay(fake: FakeStripe, order: Order) -> None:
    fake.books.pay(order.provider_id)
    fake.tell_all()  # type: ignore[attr-defined]


def held(story: Story, fake: FakeStripe) -> Deposit:
    person = story.supplier()
    deposit = paid(fake, story.require(person), person)
    disclose(story.lot, [deposit.supplier_id], by=story.officer)
    owe_back(story.lot, "deposit_refund_loser", by=story.officer)
    refund_deposit(deposit.pk, by=story.finance)
    return again(deposit)


@pytest.mark.parametrize("moods", [["", ""], ["twice", "twice"], ["lost", ""], ["", "lost"]])
def test_news_in_any_number_hold_the_deposit_once(told: FakeStripe, story: Story, moods: list[str]) -> None:
    person = story.supplier()
    deposit = story.require(person)
    order = opened(deposit, person)
    told.mood.webhooks = moods
    pay(told, order)
    act_on_waiting()
    act_on_waiting()
    assert again(deposit).state == "HELD"
    assert (CardPayment.objects.count(), LedgerTransaction.objects.count()) == (1, 1)
    assert set(told.answers) == {200}  # type: ignore[attr-defined]


@pytest.mark.parametrize("seed", range(6))
def test_news_in_any_order_come_to_the_same_end(told: FakeStripe, story: Story, seed: int) -> None:
    people = [story.supplier() for _ in range(3)]
    deposits = [story.require(person) for person in people]
    orders = [opened(deposit, person) for deposit, person in zip(deposits, people, strict=True)]
    told.mood.webhooks = ["late"] * 6
    for order in orders:
        pay(told, order)
    told.flush(seed=seed)
    act_on_waiting()
    assert [again(deposit).state for deposit in deposits] == ["HELD"] * 3
    assert check() == []


def test_an_event_is_kept_once_by_its_number(told: FakeStripe, story: Story) -> None:
    person = story.supplier()
    order = opened(story.require(person), person)
    told.mood.webhooks = ["twice", "twice"]
    pay(told, order)
    assert ProviderEvent.objects.count() == 2
    assert act_on_waiting() == 2
    assert act_on_waiting() == 0


@pytest.mark.parametrize("mood", ["wrong", "old"])
def test_what_the_provider_has_not_just_signed_is_not_kept(told: FakeStripe, story: Story, mood: str) -> None:
    person = story.supplier()
    deposit = story.require(person)
    order = opened(deposit, person)
    told.mood.webhooks = [mood, mood]
    pay(told, order)
    assert told.answers == [400, 400]  # type: ignore[attr-defined]
    assert ProviderEvent.objects.count() == 0
    assert again(deposit).state == "PENDING"


NO_EVENTS = {
    "nul-in-id": rb'{"id":"evt_\u0000","type":"x"}',
    "nul-in-type": rb'{"id":"evt_1","type":"x\u0000"}',
    "long-id": b'{"id":"evt_%s","type":"x"}' % (b"1" * 117),
    "id-is-number": b'{"id":1,"type":"x"}',
    "id-is-object": b'{"id":{"a":1},"type":"x"}',
    "no-type": b'{"id":"evt_1"}',
    "type-is-list": b'{"id":"evt_1","type":["x"]}',
    "nul-inside": rb'{"id":"evt_1","type":"x","data":{"object":{"id":"\u0000"}}}',
    "half-a-pair": rb'{"id":"evt_1","type":"x","data":"\ud800"}',
    "no-number": b'{"id":"evt_1","type":"x","data":NaN}',
    "deep": b'{"id":"evt_1","type":"x","data":' + b"[" * 100_000,
}


@pytest.mark.parametrize(
    ("body", "header_of"),
    [
        pytest.param(b"{}", lambda: "", id="unsigned"),
        pytest.param(b"not json", lambda: signed(b"not json"), id="no-json"),
        pytest.param(b"[]", lambda: signed(b"[]"), id="no-object"),
        pytest.param(b"\xff\xfe", lambda: "t=1,v1=00", id="no-text"),
        pytest.param(b'{"id":"evt_1","type":"x"}', lambda: signed(b'{"id":"evt_2","type":"x"}'), id="another-body"),
        pytest.param(b'{"id":"evt_1","type":"x"}', lambda: "t=1,v1=\xe9", id="no-signature"),
        *(pytest.param(body, partial(signed, body), id=name) for name, body in NO_EVENTS.items()),
    ],
)
def test_a_malformed_webhook_is_refused(body: bytes, header_of: Callable[[], str]) -> None:
    header = header_of()
    answer = Client().post("/webhooks/stripe/", body, "application/json", headers={"Stripe-Signature": header})
    assert answer.status_code == 400
    assert ProviderEvent.objects.count() == 0


@pytest.mark.parametrize(("stated", "status"), [("abc", 400), ("-1", 400), (str(10**9), 413)])
def test_a_length_that_is_none_is_refused(stated: str, status: int) -> None:
    body = b'{"id":"evt_1","type":"x"}'
    headers = {"Stripe-Signature": signed(body), "Content-Length": stated}
    answer = Client().post("/webhooks/stripe/", body, "application/json", headers=headers)
    assert answer.status_code == status
    assert ProviderEvent.objects.count() == 0


def tell(kind: str, data: Any) -> ProviderEvent:
    """Tell of something under the provider's signature."""
    number = f"evt_{ProviderEvent.objects.count()}"
    body = json.dumps({"id": number, "type": kind, "data": data}).encode()
    answer = Client().post("/webhooks/stripe/", body, "application/json", headers={"Stripe-Signature": signed(body)})
    assert answer.status_code == 200
    return ProviderEvent.objects.get(event_id=number)


@pytest.mark.parametrize(
    ("kind", "data", "error"),
    [
        ("checkout.session.x", [1], "“data” is no object."),
        ("refund.updated", "x", "“data” is no object."),
        ("refund.updated", {"object": [1]}, "“object” is no object."),
        ("account.updated", {"object": "acct_1"}, "“object” is no object."),
        ("payment_intent.succeeded", {"object": {"metadata": [1]}}, "“metadata” is no object."),
        ("checkout.session.x", None, ""),
    ],
)
def test_an_event_of_another_shape_holds_up_no_other(
    told: FakeStripe, story: Story, kind: str, data: Any, error: str
) -> None:
    strange = tell(kind, data)
    person = story.supplier()
    deposit = story.require(person)
    pay(told, opened(deposit, person))
    settle_cards()
    assert again(deposit).state == "HELD"
    assert ProviderEvent.objects.get(pk=strange.pk).error == error
    assert not ProviderEvent.objects.to_act_on().exists()


def test_whatever_an_event_stumbles_over_is_noted_and_the_next_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(account_id: str) -> None:
        if account_id == "acct_1":
            raise RuntimeError(account_id)

    monkeypatch.setattr("payments.inbox.refresh", stumble)
    events = [tell("account.updated", {"object": {"id": f"acct_{number}"}}) for number in (1, 2)]
    assert act_on_waiting() == 2
    errors = [ProviderEvent.objects.get(pk=event.pk).error for event in events]
    assert errors == ["RuntimeError", ""]
    assert act_on_waiting() == 0


def test_an_event_waits_where_the_database_was_in_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(account_id: str) -> None:
        if account_id == "acct_1":
            raise OperationalError("deadlock detected")

    monkeypatch.setattr("payments.inbox.refresh", locked)
    waiting, other = [tell("account.updated", {"object": {"id": f"acct_{number}"}}) for number in (1, 2)]
    assert act_on_waiting() == 1
    assert list(ProviderEvent.objects.to_act_on()) == [waiting]
    assert ProviderEvent.objects.get(pk=other.pk).error == ""


PARTS = ("read_balance", "send_waiting", "act_on_waiting", "settle_open", "refresh_unsettled")


@pytest.mark.parametrize("broken", PARTS)
def test_a_part_of_the_round_that_breaks_holds_up_no_other(
    fake: FakeStripe, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    done: list[str] = []

    def part(name: str) -> None:
        done.append(name)
        if name == broken:
            raise RuntimeError(name)

    for name in PARTS:
        monkeypatch.setattr(f"payments.tasks.{name}", partial(part, name))
    settle_cards()
    assert done == list(PARTS)


def test_an_empty_secret_signs_nothing(settings: Any) -> None:
    settings.STRIPE_WEBHOOK_SECRET = ""
    body = b'{"id":"evt_1","type":"x"}'
    with pytest.raises(gateway.Unsigned):
        gateway.event_of(body, signed(body, secret=""))


def test_a_forged_object_in_a_signed_event_moves_nothing(fake: FakeStripe, story: Story) -> None:
    person = story.supplier()
    deposit = story.require(person)
    order = opened(deposit, person)
    session = {"id": order.provider_id, "object": "checkout.session", "payment_status": "paid", "status": "complete"}
    body = json.dumps({"id": "evt_forged", "type": "checkout.session.completed", "data": {"object": session}}).encode()
    Client().post("/webhooks/stripe/", body, "application/json", headers={"Stripe-Signature": signed(body)})
    assert act_on_waiting() == 1
    assert again(deposit).state == "PENDING"


def test_news_that_come_before_the_answer_are_found_by_the_round(told: FakeStripe, story: Story) -> None:
    """The page is paid although its opening was never answered: the same key opens the same page again."""
    person = story.supplier()
    deposit = story.require(person)
    order = pay_deposit(deposit.pk, back_url=BACK, locale="zh", by=person)
    told.mood.posts = ["drop"]
    with pytest.raises(Unknown):
        send(order.pk)
    [session] = told.books.tables["sessions"]
    told.books.pay(session)
    told.tell_all()  # type: ignore[attr-defined]
    act_on_waiting()
    assert again(deposit).state == "PENDING"
    reconcile()
    assert again(deposit).state == "HELD"
    assert list(told.books.tables["sessions"]) == [session]


@pytest.mark.parametrize("mood", ["fail", "lost", "drop", "slow"])
def test_a_refund_happens_once_whatever_becomes_of_its_answer(
    fake: FakeStripe, story: Story, settings: Any, mood: str
) -> None:
    settings.STRIPE_TIMEOUT = (0.3, 0.3)
    deposit = held(story, fake)
    fake.mood.posts, fake.mood.delay = [mood], 0.6
    send_waiting()
    for _ in range(3):
        send_waiting()
    assert again(deposit).state == "REFUNDED"
    assert len(fake.books.tables["refunds"]) == 1
    assert check() == []


def test_a_sender_that_was_killed_lets_go_of_its_order(
    fake: FakeStripe, story: Story, clock: Callable[[Any], None]
) -> None:
    from core.time import core_now

    deposit = held(story, fake)
    order = Order.objects.get(kind="REFUND")
    Order.objects.filter(pk=order.pk).update(claimed_until=core_now() + LEASE)
    assert send_waiting() == 0
    clock(core_now() + LEASE)
    assert send_waiting() == 1
    assert again(deposit).state == "REFUNDED"


def test_all_news_lost_are_found_by_the_round(fake: FakeStripe, story: Story) -> None:
    person = story.supplier()
    deposit = story.require(person)
    fake.books.pay(opened(deposit, person).provider_id)
    assert reconcile().closed == 1
    assert again(deposit).state == "HELD"
    assert Difference.objects.count() == 0


def test_what_only_the_provider_knows_is_noted_once(fake: FakeStripe, story: Story) -> None:
    deposit = held(story, fake)
    send_waiting()
    page = fake.books.create_session(
        {
            "mode": "payment",
            "success_url": BACK,
            "line_items": {"0": {"quantity": "1", "price_data": {"currency": "cny", "unit_amount": "777"}}},
        }
    )
    fake.books.pay(page["id"])
    reconcile()
    assert reconcile().differences == 1
    assert [(one.kind, one.theirs_fen) for one in Difference.objects.all()] == [("UNKNOWN_PAYMENT", 777)]
    assert again(deposit).state == "REFUNDED"


def test_what_the_provider_has_lost_is_noted(fake: FakeStripe, story: Story) -> None:
    held(story, fake)
    send_waiting()
    Order.objects.filter(done_at__isnull=False).update(answer={"at": 2_000_000_000})
    fake.books.tables["payment_intents"].clear()
    fake.books.tables["refunds"].clear()
    reconcile()
    assert [one.kind for one in Difference.objects.order_by("pk")] == ["NOT_AT_PROVIDER"] * 2


def test_a_refund_that_the_provider_refuses_is_noted_for_the_office(fake: FakeStripe, story: Story) -> None:
    deposit = held(story, fake)
    [intent] = fake.books.tables["payment_intents"]
    fake.books.create_refund({"payment_intent": intent})
    send_waiting()
    [difference] = Difference.objects.all()
    assert (difference.kind, difference.buyer_id, difference.is_sealed) == ("REFUSED", story.buyer.pk, False)
    assert again(deposit).state == "HELD"


def test_a_page_paid_twice_sends_the_second_payment_back(fake: FakeStripe, story: Story) -> None:
    person = story.supplier()
    deposit = story.require(person)
    first = opened(deposit, person)
    Order.objects.filter(pk=first.pk).update(
        refused_at="2026-01-01T00:00:00Z"
    )  # lost from sight, and paid all the same
    second = opened(deposit, person)
    assert second.pk != first.pk
    Order.objects.filter(pk=first.pk).update(refused_at=None)
    for order in (first, second):
        fake.books.pay(order.provider_id)
        collect(order.pk)
    send_waiting()
    assert again(deposit).state == "HELD"
    assert [one["amount"] for one in fake.books.tables["refunds"].values()] == [deposit.amount_fen]
    assert check() == []


@pytest.mark.django_db(transaction=True)
def test_nothing_goes_over_the_network_inside_a_transaction(fake: FakeStripe) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        gateway.read_checkout("cs_test_1")
    assert fake.requests == []
