"""Our stand-in of the card provider beside localstripe, written by others: where that one is right, they agree.

Differences, each shown below: localstripe has no Checkout, no transfers, no idempotency keys and a balance of another
form, and lets more go back than was paid. There ours follows the provider's documents: a refund above what is left is
refused with 400.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
import stripe

from tests.fakes.stripe import FakeStripe, running

pytestmark = pytest.mark.heavy
AMOUNT = 5000


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def client_of(base: str, key: str = "sk_test_12345") -> stripe.StripeClient:
    return stripe.StripeClient(key, base_addresses={"api": base}, max_network_retries=0)


@pytest.fixture(scope="module")
def theirs() -> Iterator[tuple[stripe.StripeClient, str]]:
    """localstripe, and a payment that it took."""
    import pytest_socket

    pytest_socket.enable_socket()
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "localstripe", "--port", str(port), "--from-scratch"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        client = client_of(f"http://127.0.0.1:{port}")
        card: Any = {
            "type": "card",
            "card": {"number": "4242424242424242", "exp_month": 12, "exp_year": 2040, "cvc": "123"},
        }
        method = client.v1.payment_methods.create(card)
        asked: Any = {"amount": AMOUNT, "currency": "cny", "payment_method": method.id, "capture_method": "automatic"}
        intent = client.v1.payment_intents.create(asked)
        client.v1.payment_intents.confirm(intent.id)
        yield client, intent.id
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def ours(socket_enabled: None) -> Iterator[tuple[stripe.StripeClient, str, FakeStripe]]:
    """Ours, and a payment that it took."""
    with running() as fake:
        client = client_of(fake.base)
        line: Any = {
            "quantity": 1,
            "price_data": {"currency": "cny", "unit_amount": AMOUNT, "product_data": {"name": "x"}},
        }
        page = client.v1.checkout.sessions.create(
            {"mode": "payment", "line_items": [line], "success_url": "http://127.0.0.1/"}
        )
        yield client, str(fake.books.pay(page.id)["payment_intent"]), fake


def refusal(act: Any) -> tuple[Any, ...]:
    with pytest.raises(stripe.StripeError) as refused:
        act()
    error = refused.value
    return type(error), error.http_status


Both = tuple[tuple[stripe.StripeClient, str], tuple[stripe.StripeClient, str, FakeStripe]]


@pytest.fixture
def both(theirs: Any, ours: Any) -> Both:
    return theirs, ours


def test_a_payment_reads_the_same(both: Both) -> None:
    read = [one[0].v1.payment_intents.retrieve(one[1]).to_dict() for one in both]
    for name in ("object", "amount", "currency", "status", "capture_method"):
        assert read[0][name] == read[1][name], name


def test_a_partial_refund_reads_the_same(both: Both) -> None:
    made = [
        one[0].v1.refunds.create({"payment_intent": one[1], "amount": 1200, "metadata": {"reference": "D-1"}}).to_dict()
        for one in both
    ]
    for name in ("object", "amount", "currency", "status", "metadata"):
        assert made[0][name] == made[1][name], name
    listed = [one[0].v1.refunds.list({"payment_intent": one[1]}) for one in both]
    assert [(one.object, one.has_more, [row.amount for row in one.data]) for one in listed] == [
        ("list", False, [1200])
    ] * 2


def test_the_balance_is_where_they_differ(both: Both) -> None:
    theirs, ours = (one[0].v1.balance.retrieve().to_dict() for one in both)
    # The provider's own answer is a list, a sum for each currency; localstripe gives one sum of euros and no kind.
    assert ("object" in theirs, type(theirs["available"])) == (False, dict)
    assert (ours["object"], type(ours["available"]), type(ours["pending"])) == ("balance", list, list)
    assert [(row["amount"], row["currency"]) for row in ours["available"]] == [(AMOUNT, "cny")]


@pytest.mark.parametrize("call", ["payment_intents", "refunds"])
def test_what_is_not_known_is_refused_the_same(both: Both, call: str) -> None:
    prefix = {"payment_intents": "pi_", "refunds": "re_"}[call]
    found = [refusal(lambda one=one: getattr(one[0].v1, call).retrieve(f"{prefix}nothing")) for one in both]
    assert found[0] == found[1] == (stripe.InvalidRequestError, 404)


def test_a_refund_of_nothing_is_refused_the_same(both: Both) -> None:
    found = [
        refusal(lambda one=one: one[0].v1.refunds.create({"payment_intent": one[1], "amount": -5})) for one in both
    ]
    assert found[0] == found[1] == (stripe.InvalidRequestError, 400)


def test_a_request_without_a_key_is_refused_the_same(both: Both) -> None:
    bases = [one[0]._requestor._options.base_addresses["api"] for one in both]
    found = [refusal(lambda base=base: client_of(base, "nonsense").v1.refunds.list()) for base in bases]
    assert found[0][1] == found[1][1] == 401


def test_a_refund_above_the_rest_is_where_they_differ(both: Both) -> None:
    (_their_client, _theirs), (client, payment, fake) = both
    client.v1.refunds.create({"payment_intent": payment, "amount": 3000})
    assert refusal(lambda: client.v1.refunds.create({"payment_intent": payment, "amount": 2001})) == (
        stripe.InvalidRequestError,
        400,
    )
    client.v1.refunds.create({"payment_intent": payment})
    assert [one["amount"] for one in fake.books.tables["refunds"].values()] == [3000, 2000]
    assert refusal(lambda: client.v1.refunds.create({"payment_intent": payment}))[1] == 400


def test_keys_are_where_they_differ(both: Both) -> None:
    (_their_client, _theirs), (client, payment, fake) = both
    options: Any = {"idempotency_key": "once"}
    first = client.v1.refunds.create({"payment_intent": payment, "amount": 10}, options)
    again = client.v1.refunds.create({"payment_intent": payment, "amount": 10}, options)
    assert (first.id, len(fake.books.tables["refunds"])) == (again.id, 1)
    with pytest.raises(stripe.IdempotencyError):
        client.v1.refunds.create({"payment_intent": payment, "amount": 11}, options)
