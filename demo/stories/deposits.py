"""Deposits by bank transfer: the account that two persons have named, and a transfer that waits for the second one."""

from __future__ import annotations

from core.time import today
from demo.office import Office
from demo.player import Acts, at
from demo.stories.told import Told
from demo.world import World
from payments.bank_refunds.services import BankAccount
from payments.deposits.models import Deposit
from payments.transfers.services import Voucher, confirm_account, propose_account, record_receipt

PAYER = "tongxin"
ACCOUNT = BankAccount("侯马市路东街道办事处保证金专户", "中国银行侯马支行", "1400 6100 0000 8812")


def play(world: World, told: Told) -> Acts:
    """Name the account; a bidder for the childcare pays, and the finance officer reads no more than its reference."""
    office = Office.of(world, "ludong")
    yield at("2026-03-05 09:00")
    account = propose_account(office.buyer.pk, account=ACCOUNT, by=office.finance)
    yield at("2026-03-05 15:00")
    confirm_account(account.pk, by=office.approver)
    yield at("2026-03-16 08:30")
    deposit = Deposit.objects.of_suppliers(world.people[PAYER]).get()
    voucher = Voucher("中行回单-0316", "银行回单.pdf", today())
    record_receipt(
        office.buyer.pk,
        reference=deposit.reference,
        amount_fen=deposit.amount_fen,
        voucher=voucher,
        by=office.finance,
    )
