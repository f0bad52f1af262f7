"""Every address at which somebody publishes, opens, awards, signs or pays asks who it is before anything happens."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import resolve

from tests.web.filling import filled
from tests.web.places import PEOPLE, Address
from tests.web.state import changed, state
from tests.web.test_authorization import signed_in, written

# The last words of the addresses that bind. `ratinground_open` begins to collect answers and opens no bid.
BINDING = ("publish", "open", "open_presence", "confirm", "revoke", "hand_over", "sign", "sign_as_supplier", "agree")
MONEY = ("pay", "approve", "send", "transfer", "refund", "forfeit", "receive", "order_transfer", "bank_account")
# Asked at the card provider's own page; a plan and a rating round that begin spend and decide nothing yet; a revoked
# task or link takes something back; the opening itself is asked for at its own page.
OTHERWISE = {
    "deposit_pay",
    "share_pay",
    "planitem_approve",
    "ratinground_open",
    "deposit_propose_forfeit",
    "deposit_drop_forfeit",
    "share_propose_refund",
    "share_drop_refund",
    "admission_revoke",
    "tender_open_presence",
    "milestone_send",
}


def is_binding(name: str) -> bool:
    """Whether an address is one of those at which somebody binds an office or a supplier, or moves money."""
    return name not in OTHERWISE and any(name.endswith(f"_{verb}") for verb in (*BINDING, *MONEY))


def binding(places: list[Address]) -> list[Address]:
    """The addresses of the authorization matrix that bind."""
    table = written()
    return [place for place in places if place.key in table and is_binding(place.name)]


def test_the_addresses_that_bind_are_known_by_name(places: list[Address]) -> None:
    assert sorted({place.name for place in binding(places)}) == [
        "amendment_agree",
        "award_confirm",
        "award_publish",
        "award_revoke",
        "bankreceipt_confirm",
        "bankrefund_order_transfer",
        "bankrefund_pay",
        "contract_publish",
        "contract_sign",
        "contract_sign_as_supplier",
        "deposit_bank_account",
        "deposit_forfeit",
        "deposit_refund",
        "evaluation_hand_over",
        "lateinterest_approve",
        "lateinterest_pay",
        "milestone_pay",
        "officeaccount_confirm",
        "overdueinterest_approve",
        "overdueinterest_pay",
        "payout_approve",
        "payout_confirm",
        "payout_send",
        "payout_transfer",
        "planitem_publish",
        "ratinground_publish",
        "repayment_receive",
        "share_bank_account",
        "share_refund",
        "tender_open",
        "tender_publish",
        "topup_confirm",
    ]


def test_every_one_of_them_is_told_to_ask(places: list[Address]) -> None:
    views: dict[str, Any] = {place.name: resolve(place.url).func.view_class for place in binding(places)}  # type: ignore[attr-defined]
    assert {name for name, view in views.items() if not view.asks_who} == set()


@pytest.mark.parametrize("who", [one for one in PEOPLE if PEOPLE[one]])
@pytest.mark.parametrize("proof", [pytest.param({}, marks=pytest.mark.heavy), {"who": "not the password"}])
def test_without_the_right_proof_nothing_happens(
    who: str, proof: dict[str, str], places: list[Address], settings: Any
) -> None:
    settings.ASKS_WHO_IT_IS = True
    client, before = signed_in(who), state()
    acted = [(place.key, said) for place in binding(places) if (said := _sent(client, place, proof)) in (200, 302)]
    assert acted == []
    assert set(changed(before)) <= {"core_cache"}  # how often somebody has been wrong


def _sent(client: Client, place: Address, proof: dict[str, str]) -> int:
    """The status of the filled form of a page, sent to its last consequence."""
    page = client.get(place.url)
    answers = filled(page.content.decode()) or {}
    answers.pop("who", None)
    return client.post(place.url, {**answers, "sure": "1", **proof}).status_code
