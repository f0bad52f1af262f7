"""A resident's share: by the price list, less by rule, with a receipt, and never back more than it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from accounts.models import Resident, User
from accounts.roles import Role
from core.time import today
from core.transitions import Refused
from payments.ledger.models import Account
from payments.ledger.services import check
from payments.rail.models import Order
from payments.rail.sending import collect, send, send_waiting
from payments.shares.forms import ChargeForm
from payments.shares.models import ServicePrice, Share
from payments.shares.services import (
    cancel_share,
    charge_share,
    drop_refund,
    pay_share,
    propose_refund,
    refund_share,
    set_price,
    set_reduction,
)
from tests.factories.accounts import BuyerFactory, CommunityFactory, ResidentFactory, member
from tests.fakes.stripe import FakeStripe
from tests.pages import Browser

pytestmark = pytest.mark.django_db
BACK = "http://127.0.0.1/shares/"


@dataclass
class Place:
    """A street office with a price, its people, and a resident of its community."""

    finance: User
    approver: User
    grid: User
    resident: Resident
    price: ServicePrice

    def give_back(self, share: Share, amount_fen: int, reason: str) -> Share:
        """Two persons pay a part back."""
        propose_refund(share.pk, amount_fen=amount_fen, reason=reason, by=self.finance)
        return refund_share(share.pk, by=self.approver)

    def charge(self, quantity: int = 4, reduction_id: int | None = None) -> Share:
        return charge_share(
            resident_id=self.resident.pk,
            price_id=self.price.pk,
            quantity=quantity,
            used_on=today(),
            reduction_id=reduction_id,
            by=self.grid,
        )


@pytest.fixture
def place() -> Place:
    community = CommunityFactory.create()
    office = BuyerFactory.create(area=community.parent)
    finance = member(office, Role.FINANCE)
    price = set_price(buyer_id=office.pk, catalogue_code="A0102", name="助餐", unit="份", price_fen=1250, by=finance)
    return Place(
        finance,
        member(office, Role.APPROVER),
        member(office, Role.GRID_WORKER),
        ResidentFactory.create(community=community),
        price,
    )


def paid(fake: FakeStripe, share: Share) -> Share:
    order = send(pay_share(share.pk, back_url=BACK, locale="zh", by=share.resident.user).pk)
    fake.books.pay(order.provider_id)
    collect(order.pk)
    return Share.objects.get(pk=share.pk)


def test_the_price_list_gives_the_amount(place: Place) -> None:
    share = place.charge(quantity=4)
    assert (share.full_fen, share.amount_fen, share.state) == (5000, 5000, "OWED")


def test_nobody_and_nothing_is_chosen_beforehand(place: Place) -> None:
    form = ChargeForm(residents=Resident.objects.all(), prices=ServicePrice.objects.all(), reductions=())
    for name in ("resident_id", "price_id"):
        first, second, *_more = form.fields[name].choices
        assert ([str(part) for part in first], bool(second[0])) == (["", "Choose"], True)
    assert set(ChargeForm({}, residents=(), prices=(), reductions=()).errors) >= {"resident_id", "price_id"}


def test_a_new_price_leaves_what_was_asked_before(place: Place) -> None:
    share = place.charge()
    facts = {"buyer_id": place.price.buyer_id, "catalogue_code": "A0102", "name": "助餐", "unit": "份"}
    dearer = set_price(**facts, price_fen=1500, by=place.finance)
    assert Share.objects.get(pk=share.pk).amount_fen == 5000
    with pytest.raises(Refused, match="no longer in force"):
        place.charge()
    assert [one.pk for one in ServicePrice.objects.in_force()] == [dearer.pk]


@pytest.mark.parametrize(("percent", "amount", "state"), [(50, 2500, "OWED"), (33, 3350, "OWED"), (100, 0, "WAIVED")])
def test_a_rule_takes_its_part_off(place: Place, percent: int, amount: int, state: str) -> None:
    rule = set_reduction(
        buyer_id=place.price.buyer_id, name="80岁以上", basis="临民发〔2025〕12号", percent=percent, by=place.finance
    )
    share = place.charge(reduction_id=rule.pk)
    assert (share.amount_fen, share.state) == (amount, state)


def test_only_finance_sets_prices_and_only_the_office_asks(place: Place) -> None:
    with pytest.raises(Refused):
        set_price(
            buyer_id=place.price.buyer_id, catalogue_code="A0102", name="助浴", unit="次", price_fen=1, by=place.grid
        )
    with pytest.raises(Refused):
        charge_share(
            resident_id=place.resident.pk,
            price_id=place.price.pk,
            quantity=1,
            used_on=today(),
            by=place.resident.user,
        )


def test_nobody_is_asked_for_a_day_ahead_or_in_another_area(place: Place) -> None:
    elsewhere = ResidentFactory.create()
    facts = {"price_id": place.price.pk, "quantity": 1, "by": place.grid}
    with pytest.raises(Refused, match="not ahead"):
        charge_share(resident_id=place.resident.pk, used_on=today() + timedelta(days=1), **facts)
    with pytest.raises(Refused, match="not a verified resident"):
        charge_share(resident_id=elsewhere.pk, used_on=today(), **facts)


def test_the_resident_pays_and_finds_a_receipt(fake: FakeStripe, place: Place) -> None:
    share = paid(fake, place.charge())
    assert (share.state, share.receipt_number) == ("PAID", f"R{share.reference[1:]}")
    assert Account.objects.with_balance().get(code="card:clearing").balance_fen == 5000
    assert check() == []


def test_nobody_else_pays_it(fake: FakeStripe, place: Place) -> None:
    share = place.charge()
    for other in (place.finance, place.grid, ResidentFactory.create().user):
        with pytest.raises(Refused):
            pay_share(share.pk, back_url=BACK, locale="zh", by=other)


def test_parts_go_back_until_nothing_is_left(fake: FakeStripe, place: Place) -> None:
    share = paid(fake, place.charge())
    place.give_back(share, 2000, "少送两份")
    send_waiting()
    assert Share.objects.get(pk=share.pk).state == "PAID"
    with pytest.raises(Refused, match="At most ¥30"):
        place.give_back(share, 3001, "全退")
    place.give_back(share, 3000, "全退")
    send_waiting()
    assert Share.objects.get(pk=share.pk).state == "REFUNDED"
    assert Account.objects.with_balance().get(code="card:clearing").balance_fen == 0
    assert sum(one["amount"] for one in fake.books.tables["refunds"].values()) == 5000
    assert check() == []


def test_a_refund_takes_two_persons(fake: FakeStripe, place: Place) -> None:
    share = paid(fake, place.charge())
    with pytest.raises(Refused, match="takes a first person"):
        refund_share(share.pk, by=place.finance)
    propose_refund(share.pk, amount_fen=1000, reason="少送一份", by=place.finance)
    with pytest.raises(Refused, match=r"second person|same person|another"):
        refund_share(share.pk, by=place.finance)
    with pytest.raises(Refused, match="proposed already"):
        propose_refund(share.pk, amount_fen=1, reason="少送", by=place.grid)
    drop_refund(share.pk, by=place.grid)
    propose_refund(share.pk, amount_fen=2000, reason="少送两份", by=place.grid)
    for person in (place.finance, place.resident.user):
        page = Browser(person).get("share", share.pk).content.decode()
        assert all(one in page for one in ("¥20.00", "少送两份"))
    assert refund_share(share.pk, by=place.finance).returned_fen == 2000
    assert "少送两份" in Browser(place.resident.user).get("share", share.pk).content.decode()
    with pytest.raises(Refused, match="takes a first person"):
        refund_share(share.pk, by=place.approver)  # what was proposed once goes back once


def test_a_refund_takes_an_office_and_a_reason(fake: FakeStripe, place: Place) -> None:
    share = paid(fake, place.charge())
    for by, reason in ((place.approver, "少送"), (place.resident.user, "少送"), (place.finance, " ")):
        with pytest.raises(Refused):
            propose_refund(share.pk, amount_fen=1, reason=reason, by=by)
    assert not Order.objects.filter(kind="REFUND").exists()


def test_what_was_asked_by_mistake_is_asked_no_longer(fake: FakeStripe, place: Place) -> None:
    share = place.charge()
    assert cancel_share(share.pk, reason="重复登记", by=place.grid).state == "CANCELLED"
    with pytest.raises(Refused):
        pay_share(share.pk, back_url=BACK, locale="zh", by=place.resident.user)


def test_a_refund_that_the_provider_refuses_can_be_asked_again(fake: FakeStripe, place: Place) -> None:
    share = paid(fake, place.charge())
    intent = next(iter(fake.books.tables["payment_intents"].values()))
    fake.books.create_refund({"payment_intent": intent["id"], "amount": "4000"})  # somebody did it at the provider
    place.give_back(share, 2000, "少送")
    send_waiting()
    after = Share.objects.get(pk=share.pk)
    assert (after.returned_fen, after.state) == (0, "PAID")
