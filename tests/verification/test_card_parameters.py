"""Every call of ours names only parameters that the installed package of the provider knows."""

from __future__ import annotations

import importlib
import typing
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from typing_extensions import is_typeddict  # the package's dictionaries are of this kind

from payments import gateway
from tests.fakes.stripe import FakeStripe

pytestmark = pytest.mark.django_db

# Where the package describes the parameters of each path.
DESCRIBED = {
    ("POST", "/v1/checkout/sessions"): "stripe.params.checkout._session_create_params:SessionCreateParams",
    ("GET", "/v1/payment_intents"): "stripe.params._payment_intent_list_params:PaymentIntentListParams",
    ("POST", "/v1/refunds"): "stripe.params._refund_create_params:RefundCreateParams",
    ("GET", "/v1/refunds"): "stripe.params._refund_list_params:RefundListParams",
    ("POST", "/v1/accounts"): "stripe.params._account_create_params:AccountCreateParams",
    ("POST", "/v1/account_links"): "stripe.params._account_link_create_params:AccountLinkCreateParams",
    ("POST", "/v1/transfers"): "stripe.params._transfer_create_params:TransferCreateParams",
    ("GET", "/v1/balance"): "stripe.params._balance_retrieve_params:BalanceRetrieveParams",
    ("GET", "/v1/transfers"): "stripe.params._transfer_list_params:TransferListParams",
}
# Names that the package imports for type checkers only.
UNSAID = {"StripeContext": Any, "Mapping": Mapping}
FREE = {"metadata"}  # names of our own


def described(path: str) -> Any:
    module, name = path.split(":")
    return getattr(importlib.import_module(module), name)


def inner(hint: Any) -> Any:
    """The dictionary that a hint describes, inside NotRequired, Literal, List and Union; None where it is plain."""
    if is_typeddict(hint):
        return hint
    found = [inner(part) for part in typing.get_args(hint)]
    return next((one for one in found if one is not None), None)


def unknown(given: Any, shape: Any, where: str = "") -> list[str]:
    """Names in `given` that the shape does not know."""
    hints = typing.get_type_hints(shape, localns=UNSAID, include_extras=True)
    wrong = []
    for name, value in given.items():
        if name not in hints:
            wrong.append(f"{where}{name}")
        elif isinstance(value, dict) and name not in FREE:
            below = inner(hints[name])
            rows = value.values() if all(str(key).isdigit() for key in value) else [value]
            for row in rows:
                if below is not None and isinstance(row, dict):
                    wrong += unknown(row, below, f"{where}{name}.")
    return wrong


@pytest.fixture
def asked(socket_enabled: None, settings: Any) -> list[tuple[str, str, dict[str, Any], str]]:
    """Every request that the gateway can make, as the provider receives it."""
    fake = FakeStripe().start()
    settings.STRIPE_API_BASE = fake.base
    back = "http://127.0.0.1/back"
    page = gateway.open_checkout(
        key="k1", reference="D-1", amount_fen=100, name="x", success_url=back, cancel_url=back, locale="zh"
    )
    payment = fake.books.pay(page.id)["payment_intent"]
    gateway.read_checkout(page.id)
    gateway.close_checkout(page.id, key="k1:close")
    fake.mood.posts = ["lost"]
    moved = gateway.refund(key="k2", payment_id=payment, amount_fen=40, reference="D-1")
    gateway.read_refund(moved.id)
    account = gateway.open_account(key="k3", reference="A-1")
    gateway.account_page(account.id, back_url=back)
    fake.books.complete_account(account.id)
    gateway.read_account(account.id)
    fake.mood.posts = ["lost"]
    gateway.transfer(key="k4", account_id=account.id, amount_fen=10, reference="P-1")
    gateway.available_fen()
    begin = datetime(2020, 1, 1, tzinfo=UTC)
    for sweep in (gateway.payments_since, gateway.refunds_since, gateway.transfers_since):
        assert list(sweep(begin))
    fake.stop()
    return fake.requests


def test_the_package_knows_every_name_that_we_send(asked: list[tuple[str, str, dict[str, Any], str]]) -> None:
    checked = set()
    for method, path, given, _key in asked:
        if (method, path) in DESCRIBED:
            checked.add((method, path))
            assert unknown(given, described(DESCRIBED[method, path])) == [], path
    assert checked == set(DESCRIBED)


def test_a_name_that_the_package_does_not_know_is_found() -> None:
    shape = described(DESCRIBED["POST", "/v1/checkout/sessions"])
    given = {"mode": "payment", "colour": "red", "line_items": {"0": {"price_data": {"amount": "1"}}}}
    assert unknown(given, shape) == ["colour", "line_items.price_data.amount"]


def test_whatever_changes_something_carries_a_key_of_ours(asked: list[tuple[str, str, dict[str, Any], str]]) -> None:
    others = [path for method, path, _given, key in asked if method == "POST" and not key.startswith("k")]
    assert others == ["/v1/account_links"]  # a link of a few minutes: two of them do no harm


def test_a_key_is_not_used_for_something_else(socket_enabled: None, settings: Any) -> None:
    fake = FakeStripe().start()
    settings.STRIPE_API_BASE = fake.base
    gateway.open_account(key="k", reference="A-1")
    with pytest.raises(gateway.Declined, match="same parameters"):
        gateway.open_account(key="k", reference="A-2")
    fake.stop()
