"""What the card does not take back is paid by the bank: an account, two persons, a voucher; nobody's money is stuck."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.roles import Role
from core.time import core_now, set_clock, today
from core.transitions import Refused
from payments.bank_refunds.models import BankRefund
from payments.bank_refunds.services import BankAccount, fail_bank_refund, order_bank_refund, pay_bank_refund
from payments.deposits.models import Deposit, LateInterest
from payments.deposits.returning import disclose, owe_back
from payments.deposits.services import (
    approve_late_interest,
    name_bank_account,
    pay_late_interest,
    refund_deposit,
    send_due_refunds,
)
from payments.ledger.models import Account
from payments.ledger.services import check
from payments.rail.models import CardPayment, Difference, Order
from payments.rail.reconciling import reconcile
from payments.rail.sending import collect, send, send_waiting
from payments.shares.models import Share
from payments.shares.services import charge_share, pay_share, propose_refund, refund_share, repay_by_bank, set_price
from payments.transfers.services import Voucher, confirm_receipt, record_receipt
from tests.factories.accounts import CommunityFactory, ResidentFactory, member
from tests.fakes.stripe import FakeStripe
from tests.pages import Browser, queries_of, statuses
from tests.payments.deposits.story import ASKED, Story, again, begin, opened, paid

pytestmark = pytest.mark.django_db
ACCOUNT = BankAccount("和谐社工服务中心", "中国银行侯马支行", "6216 6100 0000 0001")
WRITTEN = {"holder": ACCOUNT.holder, "bank": ACCOUNT.bank, "account_number": ACCOUNT.account_number}


@pytest.fixture
def story() -> Story:
    return begin()


def balance(code: str) -> int:
    found = Account.objects.with_balance().filter(code=code).first()
    return found.balance_fen if found else 0


def not_taken(story: Story, fake: FakeStripe) -> tuple[Deposit, Any]:
    """A loser's deposit whose refund the card did not take after all, hours after it had said yes."""
    person = story.supplier()
    deposit = paid(fake, story.require(person), person)
    disclose(story.lot, [deposit.supplier_id], by=story.officer)
    owe_back(story.lot, "deposit_refund_loser", by=story.officer)
    refund_deposit(deposit.pk, by=story.finance)
    send_waiting()
    assert again(deposit).state == "REFUNDED"
    [refund] = fake.books.tables["refunds"]
    fake.books.fail_refund(refund)
    reconcile()
    return again(deposit), person


def test_a_refund_that_came_back_is_held_again(fake: FakeStripe, story: Story) -> None:
    deposit, _person = not_taken(story, fake)
    assert (deposit.state, deposit.refunded_at) == ("HELD", None)
    assert balance("card:clearing") == ASKED
    assert [one.kind for one in Difference.objects.all()] == ["CAME_BACK"]
    reconcile()
    assert check() == []
    assert balance("card:clearing") == ASKED  # told twice, booked once


def test_two_persons_pay_it_by_the_bank(fake: FakeStripe, story: Story) -> None:
    deposit, person = not_taken(story, fake)
    name_bank_account(deposit.pk, account=ACCOUNT, by=person)
    refund = BankRefund.objects.get()
    order_bank_refund(refund.pk, order_number="ZF7", by=story.finance)
    with pytest.raises(Refused, match=r"second person|same person|another"):
        pay_bank_refund(refund.pk, voucher="PZ7", by=story.finance)
    pay_bank_refund(refund.pk, voucher="PZ7", by=story.approver)
    assert again(deposit).state == "REFUNDED"
    assert balance(f"supplier:{deposit.supplier_id}:bid_deposits") == 0
    # What the card did not take lies at the provider as the office's own; the treasury has paid.
    assert (balance("card:clearing"), balance(f"buyer:{story.buyer.pk}:card")) == (0, ASKED)
    assert balance(f"buyer:{story.buyer.pk}:treasury") == -ASKED
    assert CardPayment.objects.with_left().get().left_fen == 0
    assert not Difference.objects.open().exists()
    reconcile()
    assert check() == []
    assert again(deposit).state == "REFUNDED"
    with pytest.raises(Refused):
        pay_bank_refund(refund.pk, voucher="PZ8", by=story.approver)


def test_a_refusal_at_once_goes_the_same_way(fake: FakeStripe, story: Story) -> None:
    person = story.supplier()
    deposit = paid(fake, story.require(person), person)
    disclose(story.lot, [deposit.supplier_id], by=story.officer)
    owe_back(story.lot, "deposit_refund_loser", by=story.officer)
    refund_deposit(deposit.pk, by=story.finance)
    [intent] = fake.books.tables["payment_intents"].values()
    intent["amount_received"] = 1  # the provider lets nothing go back
    send_waiting()
    assert again(deposit).state == "HELD"
    page = Browser(person).get("deposit", deposit.pk).content.decode()
    assert "Name a bank account" in page
    name_bank_account(deposit.pk, account=ACCOUNT, by=person)
    refund = BankRefund.objects.get()
    order_bank_refund(refund.pk, order_number="ZF7", by=story.finance)
    pay_bank_refund(refund.pk, voucher="PZ7", by=story.approver)
    assert again(deposit).state == "REFUNDED"
    assert check() == []


def test_what_the_card_paid_too_often_and_does_not_take_back_is_owed_once(fake: FakeStripe, story: Story) -> None:
    person = story.supplier()
    deposit = story.require(person)
    order = opened(deposit, person)
    voucher = Voucher("PZ1", "vouchers/1/pz.pdf", today())
    receipt = record_receipt(
        story.buyer.pk, reference=deposit.reference, amount_fen=ASKED, voucher=voucher, by=story.finance
    )
    confirm_receipt(receipt.pk, by=story.approver)
    fake.books.pay(order.provider_id)
    collect(order.pk)
    [intent] = fake.books.tables["payment_intents"].values()
    intent["amount_received"] = 1  # the provider lets nothing go back
    send_waiting()
    disclose(story.lot, [deposit.supplier_id], by=story.officer)
    owe_back(story.lot, "deposit_refund_loser", by=story.officer)
    refund_deposit(deposit.pk, by=story.finance)
    name_bank_account(deposit.pk, account=ACCOUNT, by=person)
    for number, refund in enumerate(BankRefund.objects.order_by("pk")):
        order_bank_refund(refund.pk, order_number=f"ZF{number}", by=story.finance)
        pay_bank_refund(refund.pk, voucher=f"PZ-B{number}", by=story.approver)
    assert [one.amount_fen for one in Order.objects.of_reference(deposit.reference).filter(kind="REFUND")] == 2 * [
        ASKED
    ]
    assert [one.left_fen for one in CardPayment.objects.with_left()] == [0, 0]
    assert (again(deposit).state, balance(f"supplier:{deposit.supplier_id}:bid_deposits")) == ("REFUNDED", 0)
    assert check() == []


def test_the_bank_sends_it_back_and_another_account_is_named(fake: FakeStripe, story: Story) -> None:
    deposit, person = not_taken(story, fake)
    name_bank_account(deposit.pk, account=ACCOUNT, by=person)
    with pytest.raises(Refused, match="Nothing of this deposit waits"):
        name_bank_account(deposit.pk, account=ACCOUNT, by=person)
    first = BankRefund.objects.get()
    order_bank_refund(first.pk, order_number="ZF7", by=story.finance)
    fail_bank_refund(first.pk, reason="账号有误", by=story.finance)
    name_bank_account(deposit.pk, account=ACCOUNT, by=person)
    second = BankRefund.objects.standing().get()
    with pytest.raises(Refused, match="taken already"):
        order_bank_refund(second.pk, order_number="ZF7", by=story.finance)
    order_bank_refund(second.pk, order_number="ZF8", by=story.finance)
    pay_bank_refund(second.pk, voucher="PZ8", by=story.approver)
    assert again(deposit).state == "REFUNDED"
    assert balance("card:clearing") == 0


def test_before_the_deadline_it_would_tell_who_bids(fake: FakeStripe, story: Story) -> None:
    person = story.supplier()
    deposit = paid(fake, story.require(person), person)
    [intent] = fake.books.tables["payment_intents"].values()
    intent["amount_received"] = 1
    owe_back(story.lot, "deposit_refund_withdrawn", by=person)
    send_waiting()
    assert not Difference.objects.shown_to({story.buyer.pk}).exists()
    with pytest.raises(Refused, match="Until the deadline"):
        name_bank_account(deposit.pk, account=ACCOUNT, by=person)
    assert again(deposit).disclosed_at is None
    set_clock(core_now() + timedelta(days=6))
    name_bank_account(deposit.pk, account=ACCOUNT, by=person)
    assert again(deposit).disclosed_at is not None
    assert Difference.objects.shown_to({story.buyer.pk}).exists()
    assert check() == []


def test_late_it_bears_interest_once_booked_and_paid_by_itself(fake: FakeStripe, story: Story) -> None:
    person = story.supplier()
    deposit = paid(fake, story.require(person), person)
    disclose(story.lot, [deposit.supplier_id], by=story.officer)
    owe_back(story.lot, "deposit_refund_loser", by=story.officer)
    set_clock(core_now() + timedelta(days=30))
    send_due_refunds(today())
    send_waiting()
    interest = LateInterest.objects.get()
    owed = f"supplier:{deposit.supplier_id}:payable"
    assert balance(owed) == -interest.amount_fen
    approve_late_interest(interest.pk, by=story.approver)
    pay_late_interest(interest.pk, voucher="PZ-LX-1", by=story.finance)
    with pytest.raises(Refused, match="paid already"):
        pay_late_interest(interest.pk, voucher="PZ-LX-2", by=story.finance)
    assert (balance(owed), balance(f"buyer:{story.buyer.pk}:treasury")) == (0, -interest.amount_fen)
    assert check() == []


def test_a_residents_share_goes_the_same_way(fake: FakeStripe, story: Story) -> None:
    community = CommunityFactory.create(parent=story.buyer.area)
    resident = ResidentFactory.create(community=community)
    facts = {"catalogue_code": "A0102", "name": "助餐", "unit": "份", "price_fen": 1000}
    price = set_price(buyer_id=story.buyer.pk, by=story.finance, **facts)
    grid = member(story.buyer, Role.GRID_WORKER)
    share = charge_share(resident_id=resident.pk, price_id=price.pk, quantity=3, used_on=today(), by=grid)
    order = send(pay_share(share.pk, back_url="http://127.0.0.1/", locale="zh", by=resident.user).pk)
    fake.books.pay(order.provider_id)
    collect(order.pk)
    propose_refund(share.pk, amount_fen=3000, reason="停餐", by=grid)
    refund_share(share.pk, by=story.finance)
    send_waiting()
    assert Share.objects.get().state == "REFUNDED"
    [refund] = fake.books.tables["refunds"]
    fake.books.fail_refund(refund)
    reconcile()
    back = Share.objects.get()
    assert (back.state, back.returned_fen, balance("card:clearing")) == ("PAID", 0, 3000)
    repay_by_bank(share.pk, account=ACCOUNT, by=story.finance)
    assert Share.objects.get().left_fen == 0
    with pytest.raises(Refused, match="At most"):
        propose_refund(share.pk, amount_fen=1, reason="再退", by=grid)
    by_bank = BankRefund.objects.get()
    order_bank_refund(by_bank.pk, order_number="ZF7", by=story.finance)
    with pytest.raises(Refused):
        pay_bank_refund(by_bank.pk, voucher="PZ7", by=story.finance)
    pay_bank_refund(by_bank.pk, voucher="PZ7", by=story.approver)
    assert (Share.objects.get().state, balance("card:clearing")) == ("REFUNDED", 0)
    assert check() == []


class TestPages:
    def test_from_the_suppliers_account_to_the_voucher(self, fake: FakeStripe, story: Story) -> None:
        deposit, person = not_taken(story, fake)
        supplier, finance, approver = Browser(person), Browser(story.finance), Browser(story.approver)
        assert (
            supplier.post("deposit_bank_account", deposit.pk, **{**WRITTEN, "account_number": "x"}).status_code == 422
        )
        assert supplier.post("deposit_bank_account", deposit.pk, **WRITTEN, sure="1").status_code == 302
        refund = BankRefund.objects.get()
        assert "Order the refund by bank transfer" in finance.get("desk").content.decode()
        assert "Refunds by bank transfer" in finance.get("deposit_desk").content.decode()
        assert finance.post("bankrefund_order_transfer", refund.pk, order_number="ZF1", sure="1").status_code == 302
        assert finance.post("bankrefund_pay", refund.pk, voucher="PZ1", sure="1").status_code == 403
        assert "Record the voucher of the bank transfer" in approver.get("desk").content.decode()
        assert approver.post("bankrefund_pay", refund.pk, voucher="PZ1", sure="1").status_code == 302
        assert "The refund was paid by bank" in supplier.get("deposit", deposit.pk).content.decode()

    def test_who_may(self, fake: FakeStripe, story: Story) -> None:
        deposit, person = not_taken(story, fake)
        people = {"finance": story.finance, "rival": story.supplier()}
        assert statuses(people, "deposit_bank_account", deposit.pk) == {"finance": 403, "rival": 404}
        name_bank_account(deposit.pk, account=ACCOUNT, by=person)
        refund = BankRefund.objects.get()
        seen = {"finance": 200, "approver": 200, "supplier": 404, "rival": 404}
        people = {"finance": story.finance, "approver": story.approver, "supplier": person, "rival": story.supplier()}
        assert statuses(people, "bankrefund", refund.pk) == seen
        found = statuses({**people, "officer": story.officer}, "bankrefund_order_transfer", refund.pk)
        assert found == {"finance": 200, "approver": 403, "supplier": 404, "rival": 404, "officer": 403}

    def test_few_queries(self, fake: FakeStripe, story: Story) -> None:
        deposit, person = not_taken(story, fake)
        name_bank_account(deposit.pk, account=ACCOUNT, by=person)
        assert queries_of(story.finance, "bankrefund", BankRefund.objects.get().pk) <= 12
        assert queries_of(person, "deposit", deposit.pk) <= 12
