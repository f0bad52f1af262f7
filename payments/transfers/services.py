"""The verbs of transfers: an account is named and confirmed, a transfer that came in is recorded and confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from core.audit.record import record
from core.database.uniqueness import numbered_once
from core.time import core_now, today
from core.transitions import check, move, refuse
from payments.bank_refunds.services import BankAccount
from payments.rail.funds import book_from_treasury
from payments.rail.services import take_in_transfer
from payments.rail.settling import SETTLERS, purpose_of
from payments.transfers.models import BankReceipt, OfficeAccount, TopUp, Vouched

TAKEN = _("This voucher is recorded already. Look at the number again.")


@dataclass(frozen=True)
class Voucher:
    """The bank's voucher of a transfer: its number, its file, the day on which the money arrived."""

    number: str
    file: str
    arrived_on: date


@transaction.atomic
def propose_account(buyer_id: int, *, account: BankAccount, by: Any) -> OfficeAccount:
    """Name the account to which an office's deposits are paid; a second person confirms it. Raises Refused."""
    proposed = OfficeAccount(
        buyer=Organisation.objects.select_related("area").get(pk=buyer_id),
        holder=account.holder.strip(),
        bank=account.bank.strip(),
        account_number=account.account_number.strip(),
        proposed_by=by,
        proposed_at=core_now(),
    )
    check("payments.propose_account", by=by, thing=proposed)
    proposed.save()
    record(proposed, verb="propose", by=by, role="payments.propose_account", after=proposed.state)
    return proposed


@transaction.atomic
def confirm_account(account_id: int, *, by: Any) -> OfficeAccount:
    """Put an account in force as a second person; the one before it ends. Raises Refused."""
    account = _account(account_id)
    # Two accounts of one office take turns: only one is in force.
    Organisation.objects.select_for_update(of=("self",)).get(pk=account.buyer_id)
    check("payments.confirm_account", by=by, thing=account)
    for former in OfficeAccount.objects.select_for_update(of=("self",)).of_buyer(account.buyer_id).in_force():
        move(former.end, by=by, reason=str(_("Another account takes its place.")))
    move(account.confirm, by=by, confirmed_by=by, confirmed_at=core_now())
    return account


@transaction.atomic
def end_account(account_id: int, *, reason: str, by: Any) -> OfficeAccount:
    """Show an account to suppliers no longer. Raises Refused."""
    account = _account(account_id)
    move(account.end, by=by, reason=reason.strip())
    return account


@transaction.atomic
def record_receipt(buyer_id: int, *, reference: str, amount_fen: int, voucher: Voucher, by: Any) -> BankReceipt:
    """Write down a transfer that came in, by the reference that its payer quoted. Raises Refused.

    Nothing of what the reference stands for is told: it is known, or it is not.
    """
    receipt = BankReceipt(
        buyer=Organisation.objects.select_related("area").get(pk=buyer_id),
        reference=reference.strip().upper(),
        amount_fen=amount_fen,
        arrived_on=voucher.arrived_on,
        voucher_number=voucher.number.strip(),
        voucher_file=voucher.file,
        recorded_by=by,
        recorded_at=core_now(),
    )
    check("payments.record_voucher", by=by, thing=receipt)
    if receipt.arrived_on > today():
        raise refuse(_("The voucher bears a day to come. Correct the day."))
    settler = SETTLERS.get(purpose_of(receipt.reference))
    if settler is None or settler.owner(receipt.reference)[0] != buyer_id:
        raise refuse(_("Nothing of your office is known under this reference. Compare it with the voucher once more."))
    receipt.sealed = settler.confinement(receipt.reference)
    with numbered_once(TAKEN):
        receipt.save()
    record(receipt, verb="record", by=by, role="payments.record_voucher", after=receipt.state)
    return receipt


@transaction.atomic
def confirm_receipt(receipt_id: int, *, by: Any) -> BankReceipt:
    """Confirm a transfer as a second person: it is booked, and settles what it was paid for. Raises Refused.

    What nothing is asked for, or another amount than is asked, is booked as well, and goes back where it came from.
    """
    receipt = _receipt(receipt_id)
    move(receipt.confirm, by=by, confirmed_by=by, confirmed_at=core_now())
    take_in_transfer(
        number=f"bank:{receipt.pk}",
        reference=receipt.reference,
        amount_fen=receipt.amount_fen,
        voucher=receipt.voucher_number,
    )
    return receipt


@transaction.atomic
def drop_receipt(receipt_id: int, *, reason: str, by: Any) -> BankReceipt:
    """Drop a record that was wrong, before it counts. Raises Refused."""
    receipt = _receipt(receipt_id)
    _drop(receipt, reason, by)
    return receipt


@transaction.atomic
def record_top_up(buyer_id: int, *, amount_fen: int, voucher: Voucher, by: Any) -> TopUp:
    """Write down that the treasury has sent money to the office's account at the card provider. Raises Refused."""
    top_up = TopUp(
        buyer=Organisation.objects.select_related("area").get(pk=buyer_id),
        amount_fen=amount_fen,
        voucher_number=voucher.number.strip(),
        voucher_file=voucher.file,
        recorded_by=by,
        recorded_at=core_now(),
    )
    check("payments.record_voucher", by=by, thing=top_up)
    if amount_fen <= 0 or not top_up.voucher_number:
        raise refuse(_("Give the amount and the number of the treasury's voucher."))
    with numbered_once(TAKEN):
        top_up.save()
    record(top_up, verb="record", by=by, role="payments.record_voucher", after=top_up.state)
    return top_up


@transaction.atomic
def confirm_top_up(top_up_id: int, *, by: Any) -> TopUp:
    """Confirm it as a second person: payouts by card rail may be paid out of it from now on. Raises Refused."""
    top_up = _top_up(top_up_id)
    move(top_up.confirm, by=by, confirmed_by=by, confirmed_at=core_now())
    key, text = f"card_funds:{top_up.buyer_id}:{top_up.voucher_number}", f"拨入支付账户 {top_up.voucher_number}"
    book_from_treasury(top_up.buyer_id, top_up.amount_fen, key=key, ocid="", text=text, by=by)
    return top_up


@transaction.atomic
def drop_top_up(top_up_id: int, *, reason: str, by: Any) -> TopUp:
    """Drop a record that was wrong, before it counts. Raises Refused."""
    top_up = _top_up(top_up_id)
    _drop(top_up, reason, by)
    return top_up


def _drop(thing: Vouched, reason: str, by: Any) -> None:
    why = reason.strip()
    if not why:
        raise refuse(_("Say why, in a sentence that the others can read."))
    move(thing.drop, by=by, reason=why, why=why)


def _top_up(top_up_id: int) -> TopUp:
    return TopUp.objects.select_for_update(of=("self",)).with_people().get(pk=top_up_id)


def _account(account_id: int) -> OfficeAccount:
    return OfficeAccount.objects.select_for_update(of=("self",)).with_people().get(pk=account_id)


def _receipt(receipt_id: int) -> BankReceipt:
    receipt = BankReceipt.objects.select_for_update(of=("self",)).with_people().get(pk=receipt_id)
    receipt.sealed = SETTLERS[purpose_of(receipt.reference)].confinement(receipt.reference)
    return receipt
