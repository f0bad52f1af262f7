"""Booking: lines that sum to zero, one fact under one key."""

from __future__ import annotations

from typing import Any

import pytest

from core.audit.models import AuditRow
from core.transitions import CLOCK
from payments.ledger.models import AccountKind, Entry, LedgerTransaction
from payments.ledger.services import Line, balance, open_account, post, reverse
from tests.factories.ledger import AccountFactory
from tests.refusals import why

pytestmark = pytest.mark.django_db

NOT_ZERO = "The lines of a booking must sum to zero in every currency."
OCID = "ocds-linli0-2026-000001"


@pytest.fixture
def accounts() -> tuple[Any, Any]:
    """An account of services bought and one of treasury money."""
    return AccountFactory(expense=True), AccountFactory()


def book(accounts: tuple[Any, Any], amount: int = 12_345, *, key: str = "payout:1:paid", text: str = "paid") -> Any:
    """Book an amount from the second account to the first."""
    services, treasury = accounts
    return post(key=key, ocid=OCID, text=text, lines=[Line(services, amount), Line(treasury, -amount)], by=CLOCK)


def refusal(lines: list[Line]) -> list[str]:
    """Return why these lines cannot be booked."""
    return why(post, key="k", ocid=OCID, text="t", lines=lines, by=CLOCK)


def test_a_booking_moves_an_amount_from_one_account_to_another(accounts: tuple[Any, Any]) -> None:
    book(accounts)
    assert [balance(account) for account in accounts] == [12_345, -12_345]


def test_a_booking_writes_an_audit_row(accounts: tuple[Any, Any]) -> None:
    booked = book(accounts)
    row = AuditRow.objects.of_thing(booked).get()
    assert (row.verb, row.actor_id, row.ocid, row.detail["key"]) == ("post", "clock", OCID, "payout:1:paid")


def test_booking_the_same_fact_twice_returns_the_first_booking(accounts: tuple[Any, Any]) -> None:
    first, second = book(accounts), book(accounts)
    assert second == first
    assert (LedgerTransaction.objects.count(), Entry.objects.count()) == (1, 2)


def test_the_order_of_the_lines_does_not_make_another_fact(accounts: tuple[Any, Any]) -> None:
    services, treasury = accounts
    first = book(accounts)
    lines = [Line(treasury, -12_345), Line(services, 12_345)]
    assert post(key="payout:1:paid", ocid=OCID, text="paid", lines=lines, by=CLOCK) == first


@pytest.mark.parametrize("other", [{"amount": 12_346}, {"text": "something else"}])
def test_another_content_under_the_same_key_is_refused(accounts: tuple[Any, Any], other: dict[str, Any]) -> None:
    book(accounts)
    sentence = "Something else is already booked under this key. Correct it by a transaction of its own."
    assert why(book, accounts, **other) == [sentence]
    assert balance(accounts[0]) == 12_345


def test_lines_that_do_not_sum_to_zero_are_refused(accounts: tuple[Any, Any]) -> None:
    services, treasury = accounts
    assert refusal([Line(services, 100), Line(treasury, -99)]) == [NOT_ZERO]
    assert LedgerTransaction.objects.count() == 0


@pytest.mark.parametrize("amounts", [[], [5], [0, 0]])
def test_a_booking_needs_two_lines_that_are_not_zero(accounts: tuple[Any, Any], amounts: list[int]) -> None:
    lines = [Line(accounts[0], amount) for amount in amounts]
    assert refusal(lines) == ["A booking needs at least two lines, none of them zero."]


def test_a_line_in_another_currency_than_its_account_is_refused(accounts: tuple[Any, Any]) -> None:
    services, treasury = accounts
    lines = [Line(services, 1, "USD"), Line(treasury, -1, "USD")]
    assert refusal(lines) == ["A line is in another currency than its account."]


def test_every_currency_sums_to_zero_by_itself(accounts: tuple[Any, Any]) -> None:
    dollars = AccountFactory(dollars=True)
    assert refusal([Line(accounts[0], 1), Line(dollars, -1, "USD")]) == [NOT_ZERO]


def test_a_reversal_is_a_booking_of_its_own_that_mirrors_the_first(accounts: tuple[Any, Any]) -> None:
    book(accounts)
    mirror = reverse(key="payout:1:reversed", of="payout:1:paid", text="back", by=CLOCK)
    assert mirror.ocid == OCID
    assert [balance(account) for account in accounts] == [0, 0]
    assert LedgerTransaction.objects.count() == 2


def test_opening_an_account_again_returns_the_same_one() -> None:
    first = open_account("buyer:1:treasury", kind=AccountKind.TREASURY)
    assert open_account("buyer:1:treasury", kind=AccountKind.TREASURY) == first


def test_an_account_code_does_not_stand_for_two_things() -> None:
    open_account("buyer:1:treasury", kind=AccountKind.TREASURY)
    sentence = "This account code already stands for another account. Choose another code."
    assert why(open_account, "buyer:1:treasury", kind=AccountKind.PAYABLE) == [sentence]


@pytest.mark.parametrize("bookings", [1, 3])
def test_a_balance_takes_at_most_three_queries(
    accounts: tuple[Any, Any], bookings: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(bookings):
        book(accounts, key=f"k{number}")
    with django_assert_max_num_queries(3):
        assert balance(accounts[0]) == bookings * 12_345
