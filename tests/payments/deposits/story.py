"""Deposits on one lot, and everybody who might learn of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from accounts.models import Organisation, User
from accounts.roles import Role
from core.time import core_now
from payments.deposits.models import Deposit
from payments.deposits.services import pay_deposit, require_deposit
from payments.rail.models import Order
from payments.rail.sending import collect, send
from tests.factories.accounts import BuyerFactory, OrganisationFactory, SupervisorFactory, member
from tests.fakes.stripe import FakeStripe

BUDGET = 407_500_000
ASKED = 8_150_000  # two percent of it
BACK = "http://127.0.0.1/org/deposits/"


@dataclass
class Story:
    """A buyer with its people, and suppliers with theirs, on one lot."""

    buyer: Organisation
    officer: User
    approver: User
    finance: User
    supervisor: User
    lot: int = 7001
    ocid: str = "ocds-linli1-2026-0001"
    suppliers: list[Organisation] = field(default_factory=list)

    def supplier(self, **facts: Any) -> User:
        """Add a supplier; return the person who acts for it."""
        organisation = OrganisationFactory.create(**facts)
        self.suppliers.append(organisation)
        return member(organisation, Role.SUPPLIER)

    def require(self, person: User, **facts: Any) -> Deposit:
        """Ask the person's organisation for a bid deposit."""
        asked = {
            "kind": "BID",
            "ocid": self.ocid,
            "lot": self.lot,
            "title": "居家养老上门服务",
            "supplier_id": person.memberships.get().organisation_id,
            "buyer_id": self.buyer.pk,
            "amount_fen": ASKED,
            "base_fen": BUDGET,
            "pay_by": core_now() + timedelta(days=5),
            "by": person,
        }
        return require_deposit(**{**asked, **facts})


def begin() -> Story:
    """Return a buyer with its people."""
    buyer = BuyerFactory.create()
    return Story(
        buyer=buyer,
        officer=member(buyer, Role.BUYER_OFFICER),
        approver=member(buyer, Role.APPROVER),
        finance=member(buyer, Role.FINANCE),
        supervisor=member(SupervisorFactory.create(area_id=buyer.area.line[0]), Role.SUPERVISOR),
    )


def opened(deposit: Deposit, by: User) -> Order:
    """Let the person ask for the page to pay on, and send the order."""
    return send(pay_deposit(deposit.pk, back_url=BACK, locale="zh", by=by).pk)


def paid(fake: FakeStripe, deposit: Deposit, by: User) -> Deposit:
    """Walk through Checkout: open the page, pay on it, come back."""
    order = opened(deposit, by)
    fake.books.pay(order.provider_id)
    collect(order.pk)
    return again(deposit)


def again(deposit: Deposit) -> Deposit:
    """Read a deposit anew."""
    return Deposit.objects.get(pk=deposit.pk)
