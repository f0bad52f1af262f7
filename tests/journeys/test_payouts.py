"""Money to a supplier, by pages alone: three milestones on two rails, and a performance part of which a rating took."""

from __future__ import annotations

from datetime import datetime

import pytest

from accounts.models import Organisation
from core.time import SHANGHAI, set_clock
from payments.rail.models import PayeeAccount
from payments.transfers.models import TopUp
from projects.payouts.models import Payout
from tests.factories.contracts import ContractFactory, published_award
from tests.factories.milestones import MilestoneFactory
from tests.factories.payouts import PerformanceDecisionFactory
from tests.fakes.stripe import FakeStripe
from tests.journeys.bidding import PAPER
from tests.journeys.conftest import Story
from tests.journeys.people import DESKTOP, PHONE, Person

pytestmark = [pytest.mark.heavy, pytest.mark.allow_hosts(["127.0.0.1"])]
TODAY = datetime(2026, 6, 15, 10, 0, tzinfo=SHANGHAI)
SUPPLIER, FINANCE, APPROVER = "hexie@hexie.example", "finance@ludong.example", "approver@ludong.example"
VOUCHER = {"name": "凭证.pdf", "mimeType": "application/pdf", "buffer": PAPER}
MILESTONES = ("建档与首轮上门", "季度服务", "年度服务")
RELEASED = [
    {"text": "绩效部分", "amount": "¥30,000.00"},
    {"text": "满意度区间57至67，目标75，底线50：付68%", "amount": "¥20,400.00"},
]


def organisation(email: str) -> Organisation:
    return Organisation.objects.get(memberships__person__email=email)


def invoice(person: Person, number: str, amount: str) -> None:
    """Write the invoice on the page that is open."""
    person.write(number=number, on="2026-06-15", amount_fen=amount)
    person.write(file={"name": "发票.pdf", "mimeType": "application/pdf", "buffer": PAPER})
    person.send()


def test_three_milestones_and_a_deduction(story: Story, cards: FakeStripe) -> None:
    set_clock(TODAY)
    supplier_of, buyer = organisation(SUPPLIER), organisation(FINANCE)
    community = buyer.area.children.first()
    award = published_award(community=community, buyer=buyer, supplier=supplier_of)
    contract = ContractFactory.create(award=award, in_force=True)
    milestones = [MilestoneFactory.create(contract=contract, accepted=True, title=title) for title in MILESTONES]
    decision = PerformanceDecisionFactory.create(
        contract=contract, stake_fen=3_000_000, amount_fen=2_040_000, lines=RELEASED, period="2026-H1"
    )
    supplier = story.cast(SUPPLIER, DESKTOP, PHONE)
    approver, finance = story.cast(APPROVER), story.cast(FINANCE, DESKTOP, PHONE)

    supplier.open("/zh-hans/org/money/")
    supplier.look("money-to-invoice")
    supplier.follow("/org/card-account/")
    supplier.look("card-account")
    supplier.press("form button.govuk-button")  # the provider's page, and back
    supplier.page.wait_for_url("**/org/card-account/")
    supplier.reads("已开通，可以收款")
    supplier.look("card-account-ready")
    assert PayeeAccount.objects.get().organisation_id == supplier_of.pk

    for number, milestone in enumerate(milestones, 1):
        supplier.open(f"/zh-hans/org/milestones/{milestone.pk}/invoice/")
        invoice(supplier, f"2514000000000000000{number}", "90000.00")
    supplier.open(f"/zh-hans/org/ratings/{decision.pk}/invoice/")
    supplier.reads("20,400.00")
    invoice(supplier, "25140000000000000009", "20400.00")
    payouts = list(Payout.objects.order_by("pk"))
    for payout in payouts:
        approver.open(f"/zh-hans/desk/payments/{payout.pk}/")
        approver.take("approve")

    for number, payout in enumerate(payouts[:2], 1):
        finance.open(f"/zh-hans/desk/payments/{payout.pk}/")
        finance.take("send", order_number=f"国库支付-000{number}")
        finance.take("confirm", voucher=f"凭证-00000{number}", file=VOUCHER)
    finance.open("/zh-hans/desk/payments/")
    finance.follow("/desk/card-money/add/")
    finance.write(amount_fen="110400.00", number="凭证-000003", file=VOUCHER)
    finance.look("add-money")
    finance.send()
    approver.open(f"/zh-hans/desk/card-money/{TopUp.objects.get().pk}/")
    approver.take("confirm")
    cards.books.add_funds(11_040_000)
    for payout in payouts[2:]:
        finance.open(f"/zh-hans/desk/payments/{payout.pk}/")
        finance.look("payout-approved")
        finance.take("transfer")
        finance.reads("已支付")
        finance.look("paid-by-card")
    finance.open("/zh-hans/desk/payments/")
    finance.look("payments")

    supplier.open("/zh-hans/org/money/")
    supplier.reads("290,400.00")
    supplier.look("money-received")
    assert [one["amount"] for one in cards.books.tables["transfers"].values()] == [9_000_000, 2_040_000]
    assert sorted(Payout.objects.values_list("state", "rail")) == [("PAID", "CARD")] * 2 + [("PAID", "TREASURY")] * 2
