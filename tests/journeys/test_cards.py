"""Money by card, by pages alone: a deposit from its payment to its end, and a resident's share with its refund."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Organisation, Resident
from core.money import fen
from payments.deposits.models import Deposit
from payments.deposits.returning import disclose, owe_back
from payments.deposits.services import require_deposit
from payments.rail.sending import send_waiting
from payments.shares.models import Share
from payments.shares.services import set_price, set_reduction
from tests.fakes.stripe import FakeStripe
from tests.journeys.conftest import Story
from tests.journeys.people import DESKTOP, PHONE, pay

pytestmark = [pytest.mark.heavy, pytest.mark.allow_hosts(["127.0.0.1"])]
LOT, TITLE = 70, "紫南社区居家养老上门服务"
BUDGET = fen("400000.00")


def asked(supplier: Organisation, buyer: Organisation, kind: str, amount: int, **facts: Any) -> Deposit:
    return require_deposit(
        kind=kind,
        ocid="ocds-linli1-2025-0001",
        lot=LOT,
        title=TITLE,
        supplier_id=supplier.pk,
        buyer_id=buyer.pk,
        amount_fen=amount,
        base_fen=BUDGET,
        by=supplier.memberships.first().person,
        **facts,
    )


def test_deposits_are_paid_sent_back_and_converted(story: Story, cards: FakeStripe) -> None:
    winner, loser, buyer = (
        Organisation.objects.get(memberships__person__email=email)
        for email in ("hexie@hexie.example", "xintian@xintian.example", "finance@ludong.example")
    )
    finance = story.cast("finance@ludong.example", DESKTOP, PHONE)
    for email, supplier in (("hexie@hexie.example", winner), ("xintian@xintian.example", loser)):
        asked(supplier, buyer, "BID", fen("8000.00"))
        person = story.cast(email, DESKTOP, PHONE)
        person.from_desk(TITLE)
        person.look("deposit-asked")
        pay(person)
        person.reads("保证金已到账", "8,000.00")
        person.look("deposit-held")
    finance.open("/zh-hans/desk/deposits/")
    assert TITLE not in finance.main.inner_text()
    finance.look("finance-before-the-opening")

    disclose(LOT, [winner.pk, loser.pk], by=story_officer(buyer))
    owe_back(LOT, "deposit_refund_loser", by=story_officer(buyer), but=[winner.pk])
    asked(winner, buyer, "PERFORMANCE", fen("20000.00"), is_known=True)

    finance.open("/zh-hans/desk/deposits/")
    finance.reads(TITLE, loser.name)
    finance.look("finance-deposits")
    finance.from_desk(TITLE)
    finance.take("refund")
    send_waiting()
    other = story.cast("xintian@xintian.example")
    other.open("/zh-hans/org/deposits/")
    other.reads("保证金已退还")
    other.look("our-deposits")

    first = story.cast("hexie@hexie.example")
    first.open(f"/zh-hans/org/deposits/{Deposit.objects.get(supplier=winner, kind='BID').pk}/")
    first.take("convert")
    first.reads("12,000.00")
    first.look("performance-deposit")
    pay(first)
    first.reads("保证金已到账")
    assert sorted(Deposit.objects.values_list("state", flat=True)) == ["CONVERTED", "HELD", "REFUNDED"]
    assert [one["amount"] for one in cards.books.tables["refunds"].values()] == [fen("8000.00")]


def story_officer(buyer: Organisation) -> Any:
    return buyer.memberships.filter(role="BUYER_OFFICER").first().person


def test_a_resident_pays_a_share_and_gets_a_part_back(story: Story, cards: FakeStripe) -> None:
    buyer = Organisation.objects.get(memberships__person__email="finance@ludong.example")
    keeper = buyer.memberships.filter(role="FINANCE").first().person
    facts = {"buyer_id": buyer.pk, "by": keeper}
    set_price(catalogue_code="A0102", name="助餐", unit="份", price_fen=1250, **facts)
    set_reduction(name="80岁以上老年人", basis="临汾市基本养老服务清单", percent=50, **facts)
    grid = story.cast("grid@ludong.example", DESKTOP, PHONE)
    grid.open("/zh-hans/desk/shares/new/")
    grid.look("ask-for-a-share")
    person = Resident.objects.get(user__email="resident1@zinan.example")
    grid.write(quantity=4)
    grid.page.locator("[name=resident_id]").select_option(value=str(person.pk))
    grid.page.locator("[name=reduction_id]").select_option(index=1)
    grid.send()
    grid.reads("25.00")

    neighbour = story.cast("resident1@zinan.example", DESKTOP, PHONE)
    neighbour.from_desk("助餐")
    neighbour.look("share-asked")
    pay(neighbour)
    neighbour.reads("已支付", "25.00")
    neighbour.look("share-paid")
    neighbour.follow("/receipt/")
    neighbour.look("receipt")

    grid.open(f"/zh-hans/shares/{Share.objects.get().pk}/")
    grid.take("propose-refund", amount_fen="10.00", reason="有一份没有送到")
    finance = story.cast("finance@ludong.example", DESKTOP, PHONE)
    finance.open(f"/zh-hans/shares/{Share.objects.get().pk}/")
    finance.look("share-to-pay-back")
    finance.take("refund")
    send_waiting()
    neighbour.open("/zh-hans/shares/")
    neighbour.look("our-shares")
    neighbour.follow_into(f"/shares/{Share.objects.get().pk}/")
    neighbour.reads("10.00")
    finance.open("/zh-hans/shares/prices/")
    finance.look("prices")
    assert [one["amount"] for one in cards.books.tables["refunds"].values()] == [1000]
