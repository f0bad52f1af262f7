"""Deposits by bank transfer: two persons, a voucher, an opaque reference, and the same way back; no card anywhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.roles import Role
from core.audit.models import AuditRow
from core.time import core_now, today
from core.transitions import Refused
from payments.bank_refunds.models import BankRefund
from payments.bank_refunds.services import (
    BankAccount,
    fail_bank_refund,
    order_bank_refund,
    pay_bank_refund,
)
from payments.deposits.models import Deposit
from payments.deposits.returning import disclose, owe_back
from payments.deposits.services import convert_deposit, name_bank_account, refund_deposit
from payments.ledger.models import Account, LedgerTransaction
from payments.ledger.services import check
from payments.rail.models import CardPayment, Order
from payments.rail.sending import send_waiting
from payments.transfers.models import BankReceipt, OfficeAccount
from payments.transfers.services import (
    Voucher,
    confirm_account,
    confirm_receipt,
    drop_receipt,
    end_account,
    propose_account,
    record_receipt,
)
from tests.factories.accounts import BuyerFactory, member
from tests.factories.awards import put
from tests.pages import Browser, statuses
from tests.payments.deposits.story import ASKED, Story, again, begin
from tests.procurement.bids.world import BEFORE, World, an_open_tender

pytestmark = pytest.mark.django_db
OURS = BankAccount("路东街道办事处", "中国银行侯马支行", "1400 0000 0000 0001")
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def no_card(settings: Any) -> None:
    settings.STRIPE_API_KEY = ""


@pytest.fixture
def story() -> Story:
    return begin()


def balance(code: str) -> int:
    return Account.objects.balance_of(code)


def recorded(story: Story, deposit: Deposit, number: str = "PZ1", amount_fen: int = ASKED) -> BankReceipt:
    """The finance officer writes down what the voucher says."""
    voucher = Voucher(number, "vouchers/1/pz.pdf", today())
    return record_receipt(
        story.buyer.pk, reference=deposit.reference, amount_fen=amount_fen, voucher=voucher, by=story.finance
    )


def transferred(story: Story, deposit: Deposit, number: str = "PZ1", amount_fen: int = ASKED) -> Deposit:
    """Two persons say that the money has come."""
    confirm_receipt(recorded(story, deposit, number, amount_fen).pk, by=story.approver)
    return again(deposit)


def in_force(story: Story) -> OfficeAccount:
    """The office's account, named and confirmed."""
    return confirm_account(propose_account(story.buyer.pk, account=OURS, by=story.finance).pk, by=story.approver)


def test_the_page_says_how_to_pay(story: Story) -> None:
    person = story.supplier()
    deposit = story.require(person)
    assert "has not named its account yet" in Browser(person).get("deposit", deposit.pk).content.decode()
    in_force(story)
    page = Browser(person).get("deposit", deposit.pk).content.decode()
    assert all(one in page for one in (OURS.holder, OURS.account_number, deposit.reference, "81,500.00"))
    assert f"/org/deposits/{deposit.pk}/pay/" not in page  # no card is taken here


def test_it_is_held_when_two_persons_have_said_so(story: Story) -> None:
    deposit = story.require(story.supplier())
    receipt = recorded(story, deposit)
    assert again(deposit).state == "REQUIRED"
    with pytest.raises(Refused, match=r"second person|same person|another"):
        confirm_receipt(receipt.pk, by=story.finance)
    confirm_receipt(receipt.pk, by=story.approver)
    assert again(deposit).state == "HELD"
    assert (balance("bank:clearing"), balance(f"deposit:{deposit.reference}")) == (ASKED, -ASKED)
    with pytest.raises(Refused):
        confirm_receipt(receipt.pk, by=story.approver)
    assert check() == []
    assert send_waiting() == 0  # the card provider is asked for nothing


def test_the_database_wants_a_second_person_too(story: Story) -> None:
    receipt = recorded(story, story.require(story.supplier()))
    with pytest.raises(IntegrityError, match="bankreceipt_takes_two_people"), transaction.atomic():
        put(BankReceipt, receipt.pk, "CONFIRMED", confirmed_by=story.finance, confirmed_at=receipt.recorded_at)


def test_a_voucher_counts_once_and_a_wrong_record_is_dropped(story: Story) -> None:
    deposit = story.require(story.supplier())
    receipt = recorded(story, deposit)
    with pytest.raises(Refused, match="recorded already"):
        recorded(story, deposit)
    drop_receipt(receipt.pk, reason="参考号看错了", by=story.finance)
    assert transferred(story, deposit).state == "HELD"


def test_a_reference_of_another_office_or_of_nobody_is_not_known(story: Story) -> None:
    deposit = story.require(story.supplier())
    other = BuyerFactory.create()
    finance = member(other, Role.FINANCE)
    voucher = Voucher("PZ1", "vouchers/1/pz.pdf", today())
    for reference in (deposit.reference, "D-AAAAAAAAAAAA", "S-AAAAAAAAAAAA", "X-AAAAAAAAAAAA", "D-"):
        with pytest.raises(Refused, match="Nothing of your office is known"):
            record_receipt(other.pk, reference=reference, amount_fen=ASKED, voucher=voucher, by=finance)


def test_another_amount_is_booked_and_goes_back(story: Story) -> None:
    deposit = story.require(story.supplier())
    receipt = recorded(story, deposit, amount_fen=ASKED - 1)
    page = Browser(story.approver).get("bankreceipt", receipt.pk).content.decode()
    assert "Another amount is asked" in page
    confirm_receipt(receipt.pk, by=story.approver)
    assert again(deposit).state == "REQUIRED"
    refund = BankRefund.objects.get()
    assert (refund.origin, refund.holder, refund.is_sealed) == ("PZ1", "", True)
    order_bank_refund(refund.pk, order_number="ZF1", by=story.finance)
    pay_bank_refund(refund.pk, voucher="PZ9", by=story.approver)
    assert balance("bank:clearing") == 0
    assert again(deposit).state == "REQUIRED"
    assert transferred(story, deposit, "PZ2").state == "HELD"
    assert check() == []


def test_what_comes_twice_goes_back_once(story: Story) -> None:
    deposit = story.require(story.supplier())
    first, second = recorded(story, deposit), recorded(story, deposit, "PZ2")
    confirm_receipt(first.pk, by=story.approver)
    confirm_receipt(second.pk, by=story.approver)
    assert [one.origin for one in BankRefund.objects.all()] == ["PZ2"]
    assert again(deposit).state == "HELD"
    assert check() == []


def test_what_comes_after_the_deadline_secures_no_bid_and_goes_back(story: Story) -> None:
    deposit = story.require(story.supplier(), pay_by=core_now() - timedelta(minutes=1))
    late = transferred(story, deposit)
    assert (late.state, late.refund_rule, late.disclosed_at) == ("HELD", "deposit_refund_withdrawn", None)
    [refund] = BankRefund.objects.all()
    assert (refund.origin, refund.is_sealed, refund.order.amount_fen) == ("PZ1", True, ASKED)


def test_a_losers_deposit_goes_back_the_way_it_came(story: Story) -> None:
    deposit = transferred(story, story.require(story.supplier()))
    disclose(story.lot, [deposit.supplier_id], by=story.officer)
    owe_back(story.lot, "deposit_refund_loser", by=story.officer)
    refund_deposit(deposit.pk, by=story.finance)
    refund = BankRefund.objects.get()
    assert not refund.is_sealed
    order_bank_refund(refund.pk, order_number="ZF1", by=story.finance)
    with pytest.raises(Refused, match=r"second person|same person|another"):
        pay_bank_refund(refund.pk, voucher="PZ9", by=story.finance)
    pay_bank_refund(refund.pk, voucher="PZ9", by=story.approver)
    assert again(deposit).state == "REFUNDED"
    assert {one.code: one.balance_fen for one in Account.objects.with_balance() if one.balance_fen} == {}
    assert CardPayment.objects.with_left().get().left_fen == 0
    assert check() == []


def test_the_bank_could_not_and_an_account_is_named(story: Story) -> None:
    person = story.supplier()
    deposit = transferred(story, story.require(person))
    disclose(story.lot, [deposit.supplier_id], by=story.officer)
    owe_back(story.lot, "deposit_refund_loser", by=story.officer)
    refund_deposit(deposit.pk, by=story.finance)
    first = BankRefund.objects.get()
    order_bank_refund(first.pk, order_number="ZF1", by=story.finance)
    fail_bank_refund(first.pk, reason="账户已销户", by=story.finance)
    assert again(deposit).state == "HELD"
    name_bank_account(deposit.pk, account=BankAccount("和谐社工", "建设银行", "6200 0000 0000"), by=person)
    second = BankRefund.objects.standing().get()
    order_bank_refund(second.pk, order_number="ZF2", by=story.finance)
    pay_bank_refund(second.pk, voucher="PZ9", by=story.approver)
    assert again(deposit).state == "REFUNDED"
    assert balance("bank:clearing") == 0
    assert balance(f"buyer:{story.buyer.pk}:treasury") == 0
    assert check() == []


def test_the_winners_deposit_is_converted_and_the_rest_goes_back(story: Story) -> None:
    person = story.supplier()
    deposit = transferred(story, story.require(person))
    disclose(story.lot, [deposit.supplier_id], by=story.officer)
    wanted = story.require(person, kind="PERFORMANCE", amount_fen=8_000_000, base_fen=80_000_000, is_known=True)
    into = convert_deposit(deposit.pk, by=person)
    assert (into.pk, again(into).state) == (wanted.pk, "HELD")
    refund = BankRefund.objects.get()
    assert refund.order.amount_fen == ASKED - 8_000_000
    assert check() == []


def come_twice(story: Story) -> tuple[Deposit, User]:
    """A deposit that its supplier has sent two times, and that the opening has made known since."""
    person = story.supplier()
    deposit = transferred(story, story.require(person))
    transferred(story, deposit, "PZ2")
    disclose(story.lot, [deposit.supplier_id], by=story.officer)
    return again(deposit), person


def test_what_came_twice_leaves_from_where_the_deposit_lies_by_then(story: Story) -> None:
    deposit, person = come_twice(story)
    whose = f"supplier:{deposit.supplier_id}"
    assert balance(f"deposit:{deposit.reference}") == 0
    assert balance(f"{whose}:bid_deposits") == -2 * ASKED
    story.require(person, kind="PERFORMANCE", amount_fen=3 * ASKED, is_known=True)
    convert_deposit(deposit.pk, by=person)
    refund = BankRefund.objects.get()
    order_bank_refund(refund.pk, order_number="ZF1", by=story.finance)
    pay_bank_refund(refund.pk, voucher="PZ9", by=story.approver)
    assert (balance(f"{whose}:bid_deposits"), balance(f"{whose}:performance_deposits")) == (0, -ASKED)
    assert balance("bank:clearing") == ASKED
    assert check() == []


def test_the_rest_of_a_converted_deposit_goes_back_once_though_it_came_twice(story: Story) -> None:
    deposit, person = come_twice(story)
    story.require(person, kind="PERFORMANCE", amount_fen=8_000_000, base_fen=80_000_000, is_known=True)
    convert_deposit(deposit.pk, by=person)
    refunds = {one.origin: one.order.amount_fen for one in BankRefund.objects.all()}
    assert refunds == {"PZ1": ASKED - 8_000_000, "PZ2": ASKED}


class TestBeforeTheOpening:
    @pytest.fixture
    def sealed(self, clock: Any) -> World:
        clock(BEFORE)
        world = an_open_tender()
        type(world.tender).objects.filter(pk=world.tender.pk).update(deposit_percent=2)
        world.tender.refresh_from_db(fields=["deposit_percent"])
        return world

    @pytest.fixture
    def paid(self, sealed: World) -> tuple[World, Deposit, User, User]:
        person = sealed.supplier()
        sealed.draft(person)
        deposit = Deposit.objects.of_suppliers(person).get()
        buyer = sealed.tender.buyer
        finance, approver = member(buyer, Role.FINANCE), member(buyer, Role.APPROVER)
        voucher = Voucher("PZ1", "vouchers/1/pz.pdf", today())
        receipt = record_receipt(
            buyer.pk, reference=deposit.reference, amount_fen=deposit.amount_fen, voucher=voucher, by=finance
        )
        confirm_receipt(receipt.pk, by=approver)
        return sealed, again(deposit), finance, approver

    def test_a_bid_is_handed_in_with_it(self, paid: tuple[World, Deposit, User, User]) -> None:
        world, deposit, _finance, _approver = paid
        assert deposit.state == "HELD"
        assert world.bid(world.people[0]).state == "SEALED"

    def test_those_who_recorded_it_read_a_reference_and_no_more(self, paid: tuple[World, Deposit, User, User]) -> None:
        world, deposit, finance, approver = paid
        supplier = world.suppliers[0]
        secrets = (supplier.name, supplier.credit_code, world.tender.title, world.tender.ocid, world.people[0].email)
        receipt = BankReceipt.objects.get()
        for person in (finance, approver):
            for page in (("bankreceipt", receipt.pk), ("bank_receipts",), ("desk",), ("deposit_desk",)):
                text = Browser(person).get(*page).content.decode()
                assert [one for one in secrets if one in text] == [], page
            assert Browser(person).get("deposit", deposit.pk).status_code == 404
            assert not Deposit.objects.visible_to(person).exists()
        assert deposit.reference in Browser(finance).get("bankreceipt", receipt.pk).content.decode()

    def test_nobody_else_reads_even_that(self, paid: tuple[World, Deposit, User, User]) -> None:
        world, _deposit, _finance, _approver = paid
        receipt = BankReceipt.objects.get()
        others = {
            "officer": world.officer,
            "supervisor": world.supervisor,
            "rival": world.supplier(),
            "resident": world.resident,
            "operator": User.objects.create_superuser(email="root@linli.example", password="x-y-z-1234567"),
        }
        for page in ("bankreceipt", "bankreceipt_voucher", "bankreceipt_confirm", "bankreceipt_drop"):
            assert set(statuses(others, page, receipt.pk).values()) == {404}, page
        assert set(statuses(others, "bank_receipts").values()) == {403}
        mine = [str(world.tender.buyer_id)]
        kinds = ["payments.BankReceipt", "payments.Deposit", "payments.LedgerTransaction"]
        assert not AuditRow.objects.visible_to_parties(mine).filter(thing_kind__in=kinds).exists()

    def test_books_and_rail_name_the_reference_alone(self, paid: tuple[World, Deposit, User, User]) -> None:
        world, deposit, _finance, _approver = paid
        [booked] = LedgerTransaction.objects.all()
        assert (booked.ocid, deposit.reference in booked.text) == ("", True)
        assert list(Account.objects.filter(entries__isnull=False).values_list("organisation", flat=True)) == [None] * 2
        [order] = Order.objects.all()
        assert set(order.facts) == {"voucher"}
        disclose(world.lot.pk, [deposit.supplier_id], by=world.officer)
        assert AuditRow.objects.visible_to_parties([]).filter(thing_kind="payments.BankReceipt").count() == 2

    def test_whoever_withdraws_gets_it_back_by_its_reference(self, paid: tuple[World, Deposit, User, User]) -> None:
        world, deposit, finance, approver = paid
        owe_back(world.lot.pk, "deposit_refund_withdrawn", by=world.people[0], only=[deposit.supplier_id])
        refund = BankRefund.objects.get()
        others = {"officer": world.officer, "supervisor": world.supervisor}
        assert set(statuses(others, "bankrefund", refund.pk).values()) == {404}
        text = Browser(finance).get("bankrefund", refund.pk).content.decode()
        assert world.suppliers[0].name not in text
        assert "the bank knows it" in text
        order_bank_refund(refund.pk, order_number="ZF1", by=finance)
        pay_bank_refund(refund.pk, voucher="PZ9", by=approver)
        assert (again(deposit).state, again(deposit).disclosed_at) == ("REFUNDED", None)
        assert check() == []


class TestTheAccount:
    def test_two_persons_and_one_in_force(self, story: Story) -> None:
        first = in_force(story)
        second = propose_account(
            story.buyer.pk, account=BankAccount("国库", "人民银行", "9900 0000 1111"), by=story.finance
        )
        with pytest.raises(Refused, match=r"second person|same person|another"):
            confirm_account(second.pk, by=story.finance)
        assert OfficeAccount.objects.in_force().get() == first
        confirm_account(second.pk, by=story.approver)
        assert OfficeAccount.objects.in_force().get() == second
        end_account(second.pk, reason="账户调整", by=story.finance)
        assert not OfficeAccount.objects.in_force().exists()

    def test_no_supplier_and_no_officer_names_it(self, story: Story) -> None:
        people = {"officer": story.officer, "supplier": story.supplier(), "approver": story.approver}
        assert set(statuses(people, "officeaccount_propose").values()) == {403}
        account = in_force(story)
        assert statuses(people, "officeaccount", account.pk) == {"officer": 404, "supplier": 404, "approver": 200}


class TestPages:
    def test_the_whole_way(self, story: Story) -> None:
        deposit = story.require(story.supplier())
        finance, approver = Browser(story.finance), Browser(story.approver)
        form = {
            "reference": f" {deposit.reference.lower()} ",
            "amount_fen": "81,500.00",
            "arrived_on": str(today()),
            "number": "PZ1",
        }
        empty = finance.post("bankreceipt_record", **{**form, "reference": "D7"})
        assert empty.status_code == 422
        finance.post("bankreceipt_record", **form, file=SimpleUploadedFile("pz.pdf", PDF, "application/pdf"))
        receipt = BankReceipt.objects.get()
        assert b"".join(finance.get("bankreceipt_voucher", receipt.pk).streaming_content) == PDF
        assert finance.post("bankreceipt_confirm", receipt.pk).status_code == 403
        assert "Compare the transfer" in approver.get("desk").content.decode()
        assert approver.get("bankreceipt_confirm", receipt.pk).status_code == 200
        shown = finance.get("bank_receipts", query=f"?q={deposit.reference}").content.decode()
        assert "81,500.00" in shown

    def test_a_refused_record_leaves_no_file(self, story: Story) -> None:
        answer = Browser(story.finance).post(
            "bankreceipt_record",
            reference="D-AAAAAAAAAAAA",
            amount_fen="1.00",
            arrived_on=str(today()),
            number="PZ1",
            file=SimpleUploadedFile("pz.pdf", PDF, "application/pdf"),
        )
        assert answer.status_code == 409
        assert "Nothing of your office is known" in answer.content.decode()
