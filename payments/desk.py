"""What waits on people among money, and where they work with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Case, F, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import RESIDENT, Role, organisations_of
from core.desk import Place, places, waits_in
from core.time import EndOfDay
from payments.bank_refunds.models import BankRefund
from payments.bank_refunds.queries import BankRefundQuerySet
from payments.deposits.models import Deposit, LateInterest
from payments.deposits.queries import DepositQuerySet, LateInterestQuerySet
from payments.ledger import desk as ledger
from payments.rail.models import Difference
from payments.rail.queries import DifferenceQuerySet
from payments.shares.models import Share
from payments.shares.queries import ShareQuerySet
from payments.transfers.models import BankReceipt, OfficeAccount, TopUp
from payments.transfers.queries import OfficeAccountQuerySet, VouchedQuerySet

__all__ = ["ledger"]

# A refund that goes back the way it came has no holder that anybody here knows.
WHITHER = Case(When(holder="", then=F("order__reference")), default=F("holder"))


@waits_in(
    Role.SUPPLIER,
    todo=_("Pay the deposit, or claim the exemption"),
    page="deposit",
    by_when="pay_by",
    basis=_("the deadline of the tender"),
    amount="amount_fen",
)
def to_pay(user: Any) -> DepositQuerySet:
    """Deposits of the person's organisations that are asked and not paid."""
    return Deposit.objects.to_pay_by(user)


@waits_in(
    Role.FINANCE,
    todo=_("Send the deposit back"),
    page="deposit",
    amount="amount_fen",
    by_when=EndOfDay("refund_due_on"),
    law="deposit_refund_loser",
    number="purchase_ocid",
)
def to_refund(user: Any) -> DepositQuerySet:
    """Deposits that are owed back and that the office knows of."""
    return Deposit.objects.to_be_refunded_by(user)


@waits_in(
    Role.FINANCE,
    Role.APPROVER,
    todo=_("Decide whether the deposit is kept"),
    page="deposit",
    amount="amount_fen",
    number="purchase_ocid",
)
def to_decide(user: Any) -> DepositQuerySet:
    """Deposits that a colleague has proposed to keep."""
    return Deposit.objects.to_be_decided_by(user)


@waits_in(Role.FINANCE, todo=_("Settle the difference with the card provider"), page="difference", title="provider_id")
def to_settle(user: Any) -> DifferenceQuerySet:
    """Differences about the money of the person's offices; none about a deposit that is sealed."""
    return Difference.objects.shown_to(organisations_of(user, Role.FINANCE)).open().order_by("pk")


@waits_in(
    Role.FINANCE,
    todo=_("Order the refund by bank transfer"),
    page="bankrefund",
    title=WHITHER,
    amount="order__amount_fen",
)
def to_order(user: Any) -> BankRefundQuerySet:
    """Refunds for which an account was named, or that go back the way they came."""
    return BankRefund.objects.to_order_by(user)


@waits_in(
    Role.FINANCE,
    Role.APPROVER,
    todo=_("Record the voucher of the bank transfer"),
    page="bankrefund",
    title=WHITHER,
    amount="order__amount_fen",
)
def to_record(user: Any) -> BankRefundQuerySet:
    """Refunds by bank that somebody else has ordered."""
    return BankRefund.objects.to_pay_by(user)


@waits_in(
    Role.FINANCE,
    Role.APPROVER,
    todo=_("Compare the transfer with its voucher and confirm it"),
    page="bankreceipt",
    title="reference",
    amount="amount_fen",
)
def receipts_to_confirm(user: Any) -> VouchedQuerySet:
    """Transfers that a colleague has recorded."""
    return BankReceipt.objects.to_confirm_by(user)


@waits_in(
    Role.FINANCE,
    Role.APPROVER,
    todo=_("Compare the money sent to the card provider with its voucher and confirm it"),
    page="topup",
    title="voucher_number",
    amount="amount_fen",
)
def top_ups_to_confirm(user: Any) -> VouchedQuerySet:
    """Money for the card provider that a colleague has recorded."""
    return TopUp.objects.to_confirm_by(user)


@waits_in(
    Role.FINANCE,
    Role.APPROVER,
    todo=_("Compare the account for deposits with the bank's papers and confirm it"),
    page="officeaccount",
    title="holder",
)
def accounts_to_confirm(user: Any) -> OfficeAccountQuerySet:
    """Accounts that a colleague has named."""
    return OfficeAccount.objects.to_confirm_by(user)


@waits_in(
    Role.FINANCE,
    Role.APPROVER,
    todo=_("Decide whether the share is paid back"),
    page="share",
    title="price__name",
    amount="asked_back_fen",
)
def shares_to_pay_back(user: Any) -> ShareQuerySet:
    """Shares that somebody else has proposed to pay back."""
    return Share.objects.to_decide_by(user)


@waits_in(
    Role.FINANCE,
    Role.APPROVER,
    todo=_("Check the interest on the late refund and approve it"),
    page="lateinterest_approve",
    title="deposit__reference",
    amount="amount_fen",
)
def interest_to_approve(user: Any) -> LateInterestQuerySet:
    """Interest that nobody has approved."""
    return LateInterest.objects.to_approve_by(user)


@waits_in(
    Role.FINANCE,
    todo=_("Pay the interest on the late refund"),
    page="lateinterest_pay",
    title="deposit__reference",
    amount="amount_fen",
)
def interest_to_pay(user: Any) -> LateInterestQuerySet:
    """Interest that somebody else has approved."""
    return LateInterest.objects.to_pay_by(user)


@waits_in(RESIDENT, todo=_("Pay your share"), page="share", title="price__name", amount="amount_fen")
def share_to_pay(user: Any) -> ShareQuerySet:
    """What the resident has to pay."""
    return Share.objects.to_pay_by(user)


@places(Role.SUPPLIER, at=92)
def for_suppliers(user: Any) -> Iterator[Place]:
    """Where the supplier's deposits are."""
    yield Place(reverse("our_deposits"), _("Our deposits"), _("What is asked, held, and went back."))


@places(Role.FINANCE, Role.APPROVER, Role.BUYER_OFFICER, at=92)
def for_offices(user: Any) -> Iterator[Place]:
    """Where the office's deposits are."""
    what = _("Owed back, late, held, and differences with the card provider.")
    yield Place(reverse("deposit_desk"), _("Deposits"), what)


@places(Role.FINANCE, Role.APPROVER, at=92)
def for_handlers(user: Any) -> Iterator[Place]:
    """Where transfers that come in are recorded."""
    what = _("Record what was paid by bank transfer, confirm it, and name the account for it.")
    yield Place(reverse("bank_receipts"), _("Bank transfers received"), what)


@places(Role.FINANCE, Role.GRID_WORKER, at=93)
def for_shares(user: Any) -> Iterator[Place]:
    """Where residents' shares are asked for."""
    yield Place(reverse("share_desk"), _("Residents' shares"), _("Prices, who pays less, what is asked and paid."))


@places(RESIDENT, at=93)
def for_residents(user: Any) -> Iterator[Place]:
    """Where the resident's receipts are."""
    yield Place(reverse("our_shares"), _("What I pay for services"), _("What is to be paid, and my receipts."))
