"""Any order of acts and accidents: the books sum to zero, nothing is paid back twice, never more goes out than in."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from accounts.roles import Role
from core.time import core_now, today
from core.transitions import Refused
from payments.bank_refunds.models import BankRefund
from payments.bank_refunds.services import BankAccount, order_bank_refund, pay_bank_refund
from payments.deposits.returning import disclose, owe_back
from payments.deposits.services import (
    convert_deposit,
    forfeit_deposit,
    name_bank_account,
    pay_deposit,
    propose_forfeit,
    refund_deposit,
)
from payments.gateway import Unknown
from payments.inbox import act_on_waiting, keep
from payments.ledger.models import Account
from payments.ledger.services import check
from payments.rail.models import CardPayment, Difference, Order
from payments.rail.reconciling import reconcile, settle_open
from payments.rail.sending import send, send_waiting
from payments.shares.models import Share
from payments.shares.services import charge_share, pay_share, propose_refund, refund_share, set_price
from payments.transfers.models import BankReceipt
from payments.transfers.services import Voucher, confirm_receipt, record_receipt
from projects.payouts.cards import transfer_payout
from projects.payouts.models import Payout
from projects.payouts.services import approve_payout, confirm_payout_paid, fail_payout, send_payout
from tests.factories.accounts import CommunityFactory, ResidentFactory, member
from tests.factories.milestones import MilestoneFactory
from tests.factories.payouts import PayoutFactory
from tests.fakes.stripe import FakeStripe
from tests.payments.deposits.story import ASKED, BACK, again, begin
from tests.projects.payouts.cards import fund, ready
from tests.projects.story import begin as begin_project

pytestmark = pytest.mark.django_db
MOODS = st.lists(st.sampled_from(["", "fail", "lost", "drop"]), max_size=3)
NEWS = st.lists(st.sampled_from(["", "twice", "lost", "late", "wrong", "old"]), max_size=4)


class Money(RuleBasedStateMachine):
    """Suppliers and residents pay, officers send back and pay out, and the provider is in a mood."""

    deposits = Bundle("deposits")
    shares = Bundle("shares")
    payouts = Bundle("payouts")

    @initialize()
    def open_office(self) -> None:
        """An office with a price, and a provider whose news are kept as they come."""
        self.example = transaction.atomic()
        self.example._from_testcase = True  # rolled back in the end, as a test is
        self.example.__enter__()
        self.fake = FakeStripe().start()
        self.switched = override_settings(STRIPE_API_BASE=self.fake.base, STRIPE_TIMEOUT=(1.0, 2.0))
        self.switched.enable()
        self.story = begin()
        self.lot = 100
        community = CommunityFactory.create(parent=self.story.buyer.area)
        self.resident = ResidentFactory.create(community=community)
        self.grid = member(self.story.buyer, Role.GRID_WORKER)
        facts = {"catalogue_code": "A0102", "name": "助餐", "unit": "份", "price_fen": 1000}
        self.price = set_price(buyer_id=self.story.buyer.pk, by=self.story.finance, **facts)
        self.project = begin_project()
        self.contract = self.project.contract(in_force=True)
        ready(self.fake, self.project.supplier, self.project.cast.supplier)
        self.number = 0
        self.news: list[dict[str, Any]] = []
        self.fake.books.tell = self.news.append
        self.fake.listener = self._hear

    def _hear(self, body: bytes, header: str) -> None:
        with contextlib.suppress(Exception):
            keep(body, header)

    def teardown(self) -> None:
        """The provider goes."""
        if hasattr(self, "fake"):
            self.switched.disable()
            self.fake.stop()
            transaction.set_rollback(True)
            self.example.__exit__(None, None, None)

    @rule(target=deposits)
    def ask_for_deposit(self) -> tuple[Any, Any]:
        """Another supplier on another lot."""
        self.lot += 1
        person = self.story.supplier()
        return self.story.require(person, lot=self.lot, pay_by=core_now() + timedelta(days=9)), person

    @rule(target=shares, quantity=st.integers(1, 9))
    def ask_for_share(self, quantity: int) -> Share:
        """The resident used something."""
        return charge_share(
            resident_id=self.resident.pk, price_id=self.price.pk, quantity=quantity, used_on=today(), by=self.grid
        )

    @rule(moods=MOODS, news=NEWS)
    def be_in_a_mood(self, moods: list[str], news: list[str]) -> None:
        """The next requests and news go wrong."""
        self.fake.mood.posts, self.fake.mood.webhooks = moods, news

    @rule(one=deposits)
    def pay_for_deposit(self, one: tuple[Any, Any]) -> None:
        """The supplier asks for the page, and pays on it if it was opened."""
        deposit, person = one
        with contextlib.suppress(Refused, Unknown):
            order = send(pay_deposit(deposit.pk, back_url=BACK, locale="zh", by=person).pk)
            self._pay(order)

    @rule(one=deposits, amount=st.sampled_from([ASKED, ASKED, 700]))
    def pay_by_transfer(self, one: tuple[Any, Any], amount: int) -> None:
        """The supplier sends the deposit by bank, whatever it has paid already; two people say that it is here."""
        self.number += 1
        voucher = Voucher(f"PZ-BZJ-{self.number}", "vouchers/1/pz.pdf", today())
        facts = {"reference": one[0].reference, "amount_fen": amount, "voucher": voucher}
        receipt = record_receipt(self.story.buyer.pk, **facts, by=self.story.finance)
        confirm_receipt(receipt.pk, by=self.story.approver)

    @rule(one=shares)
    def pay_for_share(self, one: Share) -> None:
        """The resident asks for the page, and pays on it if it was opened."""
        with contextlib.suppress(Refused, Unknown):
            self._pay(send(pay_share(one.pk, back_url=BACK, locale="zh", by=self.resident.user).pk))

    def _pay(self, order: Order) -> None:
        if order.provider_id:
            self.fake.books.pay(order.provider_id)
            while self.news:
                self.fake.tell(self.news.pop(0))

    @rule(one=deposits)
    def open_the_bid(self, one: tuple[Any, Any]) -> None:
        """The buyer may know of it from now on."""
        disclose(one[0].lot, [one[0].supplier_id], by=self.story.officer)

    @rule(one=deposits, key=st.sampled_from(["deposit_refund_loser", "deposit_refund_withdrawn"]))
    def lose(self, one: tuple[Any, Any], key: str) -> None:
        """Something sets the refund going."""
        owe_back(one[0].lot, key, by=self.story.officer)

    @rule(one=deposits)
    def send_back(self, one: tuple[Any, Any]) -> None:
        """The finance officer sends it back."""
        with contextlib.suppress(Refused):
            refund_deposit(one[0].pk, by=self.story.finance)

    @rule(one=deposits)
    def keep_it(self, one: tuple[Any, Any]) -> None:
        """Two people keep it."""
        with contextlib.suppress(Refused):
            propose_forfeit(one[0].pk, reason="撤销投标", by=self.story.finance)
            forfeit_deposit(one[0].pk, by=self.story.approver)

    @rule(one=consumes(deposits), percent=st.sampled_from([50, 100, 300]))
    def convert(self, one: tuple[Any, Any], percent: int) -> None:
        """The winner converts it."""
        deposit, person = one
        facts = {"kind": "PERFORMANCE", "lot": deposit.lot, "amount_fen": ASKED * percent // 100, "pay_by": None}
        with contextlib.suppress(Refused):
            self.story.require(person, is_known=True, **facts)
            convert_deposit(again(deposit).pk, by=person)

    @rule(one=shares, amount=st.integers(1, 9000))
    def give_back(self, one: Share, amount: int) -> None:
        """A part of a share goes back."""
        with contextlib.suppress(Refused):
            propose_refund(one.pk, amount_fen=amount, reason="少送", by=self.story.finance)
            refund_share(one.pk, by=self.story.approver)

    @rule(data=st.data())
    def the_card_takes_no_refund_after_all(self, data: Any) -> None:
        """A refund that had arrived fails."""
        done = [key for key, one in self.fake.books.tables["refunds"].items() if one["status"] == "succeeded"]
        if done:
            self.fake.books.fail_refund(data.draw(st.sampled_from(done)))

    @rule(one=deposits)
    def repay_by_bank(self, one: tuple[Any, Any]) -> None:
        """The supplier names an account; two people pay."""
        with contextlib.suppress(Refused):
            name_bank_account(one[0].pk, account=BankAccount("持有人", "银行", "62166100"), by=one[1])
        for refund in BankRefund.objects.open():
            self.number += 1
            with contextlib.suppress(Refused):
                order_bank_refund(refund.pk, order_number=f"ZF{self.number}", by=self.story.finance)
            pay_bank_refund(refund.pk, voucher=f"PZ{self.number}", by=self.story.approver)

    @rule(target=payouts, amount=st.integers(1, 5000))
    def owe_a_payout(self, amount: int) -> Payout:
        """A milestone is accepted, invoiced and approved."""
        facts = {"amount_fen": amount, "performance_fen": 0, "percent": None}
        milestone = MilestoneFactory.create(contract=self.contract, accepted=True, **facts)
        return approve_payout(PayoutFactory.create(milestone=milestone).pk, by=self.project.cast.approver)

    @rule(amount=st.integers(1, 6000))
    def add_money(self, amount: int) -> None:
        """The treasury sends money to the provider."""
        self.number += 1
        fund(self.fake, self.project, amount, f"PZ-CARD-{self.number}")

    @rule(one=payouts)
    def pay_by_card(self, one: Payout) -> None:
        """The finance officer asks for the transfer, again and again."""
        with contextlib.suppress(Refused):
            transfer_payout(one.pk, by=self.project.cast.finance)

    @rule(one=payouts, arrives=st.sampled_from([True, False, None]))
    def pay_by_treasury(self, one: Payout, arrives: bool | None) -> None:
        """The finance officer sends the order, and hears that it arrived, failed, or nothing yet."""
        self.number += 1
        finance = self.project.cast.finance
        with contextlib.suppress(Refused):
            send_payout(one.pk, order_number=f"ZF-{self.number}", by=finance)
        with contextlib.suppress(Refused):
            if arrives:
                confirm_payout_paid(one.pk, voucher=f"PZ-{self.number}", by=finance)
            elif arrives is False:
                fail_payout(one.pk, reason="账号有误。", by=finance)

    @rule(one=payouts)
    def request_again(self, one: Payout) -> None:
        """What failed is requested and approved again, as long as nothing else stands for it."""
        found = Payout.objects.get(pk=one.pk)
        if found.state == "FAILED" and not found.milestone.payouts.live().exists():
            approve_payout(PayoutFactory.create(milestone=found.milestone).pk, by=self.project.cast.approver)

    @rule(data=st.data())
    def take_a_transfer_back(self, data: Any) -> None:
        """Somebody reverses a transfer at the provider."""
        there = [key for key, one in self.fake.books.tables["transfers"].items() if not one["reversed"]]
        if there:
            self.fake.books.reverse_transfer(data.draw(st.sampled_from(there)))

    @rule()
    def let_the_worker_pass(self) -> None:
        """A round of the worker."""
        send_waiting()
        act_on_waiting()
        settle_open()

    @rule(seed=st.integers(0, 9))
    def hear_late_news(self, seed: int) -> None:
        """What was kept back comes in another order."""
        self.fake.flush(seed=seed)

    @rule()
    def compare(self) -> None:
        """The reconciliation."""
        with contextlib.suppress(Unknown):
            reconcile()

    @invariant()
    def books_are_sound(self) -> None:
        """Every transaction sums to zero, and no account of the provider's money is below zero."""
        if not hasattr(self, "fake"):
            return
        assert check() == []
        held = {one.code: one.balance_fen for one in Account.objects.with_balance()}
        assert held.get("card:clearing", 0) >= 0
        came = sum(BankReceipt.objects.filter(state="CONFIRMED").values_list("amount_fen", flat=True))
        back = BankRefund.objects.filter(state="PAID", order__payment__order__by_bank=True)
        assert held.get("bank:clearing", 0) == came - sum(back.values_list("order__amount_fen", flat=True))
        assert all(balance >= 0 for code, balance in held.items() if code.endswith(":card"))
        assert all(balance <= 0 for code, balance in held.items() if code.startswith(("deposit:", "supplier:")))

    @invariant()
    def no_more_goes_back_than_came_in(self) -> None:
        """At the provider and here; and one refund an order."""
        if not hasattr(self, "fake"):
            return
        for intent in self.fake.books.tables["payment_intents"].values():
            assert self.fake.books.left_of(intent) >= 0
        assert all(one.left_fen >= 0 for one in CardPayment.objects.with_left())
        assert self.fake.books.available() >= 0
        orders = [one["metadata"]["order"] for one in self.fake.books.tables["refunds"].values()]
        assert len(orders) == len(set(orders))

    @invariant()
    def no_work_is_paid_twice(self) -> None:
        """By no rail, nor by both: a milestone's payouts that have brought money are one at most."""
        if not hasattr(self, "fake"):
            return
        transfers = self.fake.books.tables["transfers"].values()
        there = [one["metadata"]["reference"] for one in transfers if not one["reversed"]]
        assert len(there) == len(set(there))
        brought = Payout.objects.filter(order_number__in=there) | Payout.objects.paid().filter(rail="TREASURY")
        milestones = [one.milestone_id for one in brought if one.state in ("SENT", "PAID")]
        assert len(milestones) == len(set(milestones))
        assert Payout.objects.live().total_fen() <= self.contract.amount_fen


def _run(machine: type[RuleBasedStateMachine], examples: int, steps: int) -> None:
    machine.TestCase.settings = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine)


def _agrees(machine: Money) -> None:
    machine.fake.mood.posts, machine.fake.mood.webhooks = [], []
    for _ in range(3):
        send_waiting()
        settle_open()
    reconcile()
    there = [one for one in Account.objects.with_balance() if one.code == "card:clearing" or one.code.endswith(":card")]
    assert sum(one.balance_fen for one in there) == machine.fake.books.available()
    assert not Order.objects.waiting().exists()
    assert not Payout.objects.by_card().sent().exists()
    assert not Difference.objects.exclude(kind__in=("REFUSED", "CAME_BACK")).exists()


class MoneyToItsEnd(Money):
    """As above; in the end the weather clears, and both sides agree to the fen."""

    def teardown(self) -> None:
        """Everything comes to its end."""
        try:
            if hasattr(self, "fake"):
                _agrees(self)
        finally:
            super().teardown()


def test_any_order_of_acts_keeps_the_books(socket_enabled: None) -> None:
    _run(MoneyToItsEnd, 8, 15)


@pytest.mark.heavy
def test_many_orders_of_acts_keep_the_books(socket_enabled: None) -> None:
    _run(MoneyToItsEnd, 150, 40)
