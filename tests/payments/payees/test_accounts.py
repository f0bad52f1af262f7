"""A supplier's account at the card provider: begun once, finished there, and told of in any order."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation, User
from accounts.roles import Role
from core.time import today
from core.transitions import Refused
from payments.gateway import Unknown
from payments.inbox import act_on_waiting
from payments.payees.services import open_payee_account, refresh_unsettled
from payments.rail.models import PayeeAccount
from tests.factories.accounts import BuyerFactory, OrganisationFactory, UserFactory, member
from tests.fakes.stripe import FakeStripe, signed
from tests.pages import Browser, queries_of, statuses

pytestmark = pytest.mark.django_db
BACK = "http://127.0.0.1/org/card-account/"


@pytest.fixture
def supplier() -> Organisation:
    return OrganisationFactory.create()


@pytest.fixture
def person(supplier: Organisation) -> User:
    return member(supplier, Role.SUPPLIER)


def account() -> PayeeAccount:
    return PayeeAccount.objects.get()


def test_the_way_to_a_ready_account(fake: FakeStripe, person: User) -> None:
    browser = Browser(person)
    assert "No account yet" in browser.get("payee_account").content.decode()
    assert not PayeeAccount.objects.exists()  # looking changes nothing
    answer = browser.post("payee_account")
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{fake.base}/account/{account().account_id}")
    assert "Begun, not finished" in browser.get("payee_account").content.decode()
    fake.books.complete_account(account().account_id)
    assert "Ready: it can be paid" in browser.get("payee_account").content.decode()  # asked when one comes back


def test_whoever_acts_for_several_has_a_page_for_each(fake: FakeStripe, supplier: Organisation, person: User) -> None:
    other = OrganisationFactory.create()
    person.memberships.create(organisation=other, role=Role.SUPPLIER, since=today())
    browser = Browser(person)
    for one, another in ((supplier, other), (other, supplier)):
        page = browser.get("payee_account", query=f"?of={one.pk}").content.decode()
        assert f"?of={another.pk}" in page
        url = reverse("payee_account") + f"?of={one.pk}"
        assert browser.client.post(url).status_code == 302
    assert sorted(PayeeAccount.objects.values_list("organisation", flat=True)) == sorted([supplier.pk, other.pk])
    links = [one["return_url"] for method, path, one, _key in fake.requests if path == "/v1/account_links"]
    assert [one.endswith(f"?of={pk}") for one, pk in zip(links, (supplier.pk, other.pk), strict=True)] == [True, True]
    assert browser.get("payee_account", query="?of=999999").status_code == 404
    assert browser.get("payee_account", query="?of=x").status_code == 404
    money = browser.get("money").content.decode()
    assert all(one.name in money for one in (supplier, other))


def test_it_is_opened_once(fake: FakeStripe, supplier: Organisation, person: User) -> None:
    fake.mood.posts = ["drop"]
    with pytest.raises(Unknown):
        open_payee_account(supplier.pk, back_url=BACK, by=person)
    for _ in range(2):
        open_payee_account(supplier.pk, back_url=BACK, by=person)
    assert list(fake.books.tables["accounts"]) == [account().account_id]


def test_a_provider_that_does_not_answer_is_said(fake: FakeStripe, person: User) -> None:
    fake.mood.posts = ["fail"]
    answer = Browser(person).post("payee_account")
    assert answer.status_code == 503
    assert "does not answer just now" in answer.content.decode()


@pytest.mark.parametrize(
    ("reason", "status", "what_next"),
    [
        ("rejected.fraud", "REFUSED", "It takes no money for you."),
        ("requirements.past_due", "HELD_UP", "Go on to its page and answer what it asks"),
        ("requirements.pending_verification", "CHECKED", "It checks, and you need do nothing."),
    ],
)
def test_what_the_provider_says(
    fake: FakeStripe, supplier: Organisation, person: User, reason: str, status: str, what_next: str
) -> None:
    open_payee_account(supplier.pk, back_url=BACK, by=person)
    fake.books.refuse_account(account().account_id, reason)
    refresh_unsettled()
    assert account().status == status
    assert what_next in Browser(person).get("payee_account").content.decode()


def test_a_refused_account_is_not_begun_again(fake: FakeStripe, supplier: Organisation, person: User) -> None:
    open_payee_account(supplier.pk, back_url=BACK, by=person)
    fake.books.refuse_account(account().account_id)
    refresh_unsettled()
    with pytest.raises(Refused, match="has refused this account"):
        open_payee_account(supplier.pk, back_url=BACK, by=person)


def test_news_are_a_hint_and_the_account_is_asked_again(fake: FakeStripe, supplier: Organisation, person: User) -> None:
    open_payee_account(supplier.pk, back_url=BACK, by=person)
    forged = {"id": account().account_id, "object": "account", "payouts_enabled": True}
    body = json.dumps({"id": "evt_1", "type": "account.updated", "data": {"object": forged}}).encode()
    Client().post("/webhooks/stripe/", body, "application/json", headers={"Stripe-Signature": signed(body)})
    assert act_on_waiting() == 1
    assert not account().may_be_paid


def test_who_may(fake: FakeStripe, supplier: Organisation, person: User) -> None:
    office = BuyerFactory.create()
    people: dict[str, Any] = {"finance": member(office, Role.FINANCE), "resident": UserFactory.create()}
    assert statuses(people, "payee_account") == {"finance": 403, "resident": 403}
    with pytest.raises(Refused):
        open_payee_account(supplier.pk, back_url=BACK, by=people["finance"])
    assert not PayeeAccount.objects.exists()


def test_without_a_card_rail_nothing_is_begun(person: User, settings: Any) -> None:
    settings.STRIPE_API_KEY = ""
    answer = Browser(person).get("payee_account")
    assert answer.status_code == 409
    assert "money comes by bank transfer alone" in answer.content.decode()


def test_the_page_takes_few_queries(fake: FakeStripe, person: User) -> None:
    assert queries_of(person, "payee_account") <= 12
