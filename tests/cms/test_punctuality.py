"""Who pays and delivers in time, as everybody reads it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from cms.models import HomePage
from cms.queries.punctuality import Deliverer, Payer, deliverers, payers
from projects.contracts.models import Contract
from tests.factories.contracts import WHILE_RUNNING, ContractFactory
from tests.factories.milestones import MilestoneFactory
from tests.factories.payouts import PayoutFactory
from tests.pages import Browser, counted, queries_of

pytestmark = pytest.mark.django_db


def paid(contract: Contract, days: int, *, late: bool = False) -> None:
    """Pay a milestone so many days after its acceptance; it was delivered on the day."""
    milestone = MilestoneFactory.create(
        contract=contract, accepted=True, accepted_at=WHILE_RUNNING - timedelta(days=days)
    )
    pay_by = WHILE_RUNNING.date() - timedelta(days=1) if late else WHILE_RUNNING.date()
    PayoutFactory.create(paid=True, milestone=milestone, pay_by=pay_by)


def test_a_buyer_stands_with_its_days_and_its_suppliers(site: HomePage, clock: Callable[..., None]) -> None:
    clock(WHILE_RUNNING)
    contract = ContractFactory.create(in_force=True)
    for days, late in ((3, False), (9, False), (40, True)):
        paid(contract, days, late=late)
    due = MilestoneFactory.create(contract=contract, accepted=True, first_submitted_on=date(2030, 1, 1))
    PayoutFactory.create(milestone=due, pay_by=WHILE_RUNNING.date() - timedelta(days=1))
    assert payers() == [Payer(contract.buyer.name, 3, 9, 2, 1, 4, 3)]
    assert deliverers() == [Deliverer(contract.supplier.name, 4, 3)]
    page = Browser().get("open_payments").content.decode()
    for wanted in (contract.buyer.name, contract.supplier.name, "2 / 3", "3 / 4", "75 %"):
        assert wanted in page
    assert "Who pays and delivers in time" in Browser().get("open").content.decode()


def test_where_nothing_is_paid_it_says_so(site: HomePage) -> None:
    page = Browser().get("open_payments").content.decode()
    assert "Nothing has been paid yet." in page
    assert "Nothing has been delivered yet." in page


def test_it_asks_the_same_few_questions_at_any_length(site: HomePage) -> None:
    paid(ContractFactory.create(in_force=True), 3)
    one = queries_of(None, "open_payments")
    for _row in range(3):
        paid(ContractFactory.create(in_force=True), 5)
    assert queries_of(None, "open_payments") == one <= 10


def test_every_payment_is_a_row_that_anybody_counts_again(site: HomePage, clock: Callable[..., None]) -> None:
    clock(WHILE_RUNNING)
    contract = ContractFactory.create(in_force=True, published_at=WHILE_RUNNING)
    contract.supplier.name = "=HYPERLINK(0)"
    contract.supplier.save()
    for days, late in ((3, False), (40, True)):
        paid(contract, days, late=late)
    answer = Browser().get("open_payments_file")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    head, first, second = csv.DictReader(io.StringIO(text)).fieldnames or [], *csv.DictReader(io.StringIO(text))
    assert head[:3] == ["OCID", "Buyer", "Supplier"]
    assert [one["Days from acceptance to payment"] for one in (first, second)] == ["3", "40"]
    assert [one["Days overdue"] for one in (first, second)] == ["0", "1"]
    assert first["Supplier"] == "'=HYPERLINK(0)"  # no spreadsheet calculates it
    assert first["OCID"] == contract.ocid
    with counted() as number:
        assert len(b"".join(Browser().get("open_payments_file").streaming_content)) > 0
    few = number()
    paid(contract, 5)
    with counted() as number:
        assert len(b"".join(Browser().get("open_payments_file").streaming_content)) > 0
    assert number() == few <= 10
    assert "payments.csv" in Browser().get("open_payments").content.decode()
