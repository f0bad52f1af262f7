"""The verbs of a resident's share: priced, charged, paid, sent back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Resident
from core.audit.outbox import announce
from core.audit.record import record
from core.money import display, portion
from core.time import core_now, today
from core.transitions import check, move, refuse
from payments.bank_refunds.services import BankAccount, ask_bank_refund
from payments.rail.models import CardPayment, Order, OrderKind, Purpose
from payments.rail.services import new_reference, order_checkout, order_refund
from payments.shares.guards import card_rail_is_on
from payments.shares.models import ServicePrice, Share, ShareReduction
from payments.shares.states import ShareState

NOT_PROPOSED = _("Nobody has proposed to pay it back. It takes a first person, with amount and reason.")


@transaction.atomic
def set_price(*, buyer_id: int, catalogue_code: str, name: str, unit: str, price_fen: int, by: Any) -> ServicePrice:
    """Set what a unit of a service costs from now on; the price before it ends. Raises Refused."""
    price = ServicePrice(
        buyer_id=buyer_id,
        catalogue_code=catalogue_code.strip(),
        name=name.strip(),
        unit=unit.strip(),
        price_fen=price_fen,
        set_by=by,
        set_at=core_now(),
    )
    check("payments.set_price", by=by, thing=price)
    if price_fen <= 0:
        raise refuse(_("A price is above zero. What costs nothing needs no price."))
    former = ServicePrice.objects.in_force().filter(
        buyer=buyer_id, catalogue_code=price.catalogue_code, name=price.name
    )
    former.order_by().update(ended_at=price.set_at)
    price.save()
    record(price, verb="set_price", by=by, role="payments.set_price", detail={"fen": price_fen})
    return price


@transaction.atomic
def set_reduction(*, buyer_id: int, name: str, basis: str, percent: int, by: Any) -> ShareReduction:
    """Set a rule by which somebody pays less; 100 percent off is a waiver. Raises Refused."""
    rule = ShareReduction(
        buyer_id=buyer_id, name=name.strip(), basis=basis.strip(), percent=percent, set_by=by, set_at=core_now()
    )
    check("payments.set_price", by=by, thing=rule)
    if not rule.name or not rule.basis or not 1 <= percent <= 100:
        raise refuse(_("A rule says who pays less, by which document, and between 1 and 100 percent."))
    ShareReduction.objects.in_force().filter(buyer=buyer_id, name=rule.name).order_by().update(ended_at=rule.set_at)
    rule.save()
    record(rule, verb="set_reduction", by=by, role="payments.set_price", detail={"percent": percent})
    return rule


@transaction.atomic
def charge_share(
    *, resident_id: int, price_id: int, quantity: int, used_on: date, reduction_id: int | None = None, by: Any
) -> Share:
    """Ask a resident for their share of a service that they used, less a reduction by rule. Raises Refused."""
    price = ServicePrice.objects.select_related("buyer__area").get(pk=price_id)
    resident = Resident.objects.select_related("community").get(pk=resident_id)
    reduction = ShareReduction.objects.get(pk=reduction_id) if reduction_id else None
    off = reduction.percent if reduction else 0
    full = price.price_fen * quantity
    share = Share(
        reference=new_reference("S"),
        buyer=price.buyer,
        resident=resident,
        price=price,
        used_on=used_on,
        quantity=quantity,
        full_fen=full,
        reduction=reduction,
        amount_fen=full - portion(full, Decimal(off) / 100),
        charged_by=by,
        charged_at=core_now(),
    )
    check("payments.charge_share", by=by, thing=share)
    if price.ended_at is not None or (reduction and (reduction.ended_at or reduction.buyer_id != price.buyer_id)):
        raise refuse(_("This price or rule is no longer in force. Choose one that is."))
    if quantity < 1 or used_on > today():
        raise refuse(_("Write how much was used, on a day that is not ahead."))
    if not resident.is_verified or not resident.community.path.startswith(price.buyer.area.path):
        raise refuse(_("The person is not a verified resident of this office's area."))
    share.save()
    record(share, verb="charge", by=by, role="payments.charge_share", after=share.state)
    if share.amount_fen == 0:
        move(share.waive, by=by, reason=str(reduction))
    else:
        announce("share.owed", share.reference, share=share.pk)
    return share


@transaction.atomic
def pay_share(share_id: int, *, back_url: str, locale: str, by: Any) -> Order:
    """Ask for the page on which the share is paid, or return the one that is open; sent after the commit."""
    share = lock(share_id)
    check("payments.pay_share", by=by, thing=share)
    if share.state == ShareState.PENDING:
        if not card_rail_is_on(share):
            raise refuse(card_rail_is_on.sentence)  # type: ignore[attr-defined]
        under_way = Order.objects.of_reference(share.reference).open_checkouts().last()
        if under_way is not None:
            return under_way
    else:
        move(share.pay, by=by)
    return order_checkout(
        purpose=Purpose.SHARE,
        reference=share.reference,
        amount_fen=share.amount_fen,
        name=f"{share.price.name} {share.reference}",
        back_url=back_url,
        locale=locale,
    )


@transaction.atomic
def cancel_share(share_id: int, *, reason: str, by: Any) -> Share:
    """Ask for a share no longer, with the reason. Raises Refused."""
    share = lock(share_id)
    move(share.cancel, by=by, reason=reason.strip())
    return share


@transaction.atomic
def propose_refund(share_id: int, *, amount_fen: int, reason: str, by: Any) -> Share:
    """Propose to pay a share back, all or a part of what is left; a second person decides. Raises Refused."""
    share = lock(share_id)
    check("payments.propose_share_refund", by=by, thing=share)
    if share.state != ShareState.PAID:
        raise refuse(_("Only a share that was paid can be paid back."))
    if share.asked_back_fen:
        raise refuse(_("It is proposed already. A second person decides."))
    if not reason.strip():
        raise refuse(_("Say why it goes back; the resident reads the reason."))
    _refuse_above_rest(share, amount_fen)
    share.asked_back_fen, share.asked_back_why = amount_fen, reason.strip()
    share.asked_back_by, share.asked_back_at = by, core_now()
    share.save()
    detail = {"amount_fen": amount_fen}
    record(
        share,
        verb="propose_refund",
        by=by,
        role="payments.propose_share_refund",
        reason=share.asked_back_why,
        detail=detail,
    )
    return share


@transaction.atomic
def drop_refund(share_id: int, *, by: Any) -> Share:
    """Drop the proposal to pay a share back. Raises Refused."""
    share = lock(share_id)
    check("payments.drop_share_refund", by=by, thing=share)
    if not share.asked_back_fen:
        raise refuse(NOT_PROPOSED)
    _ask_nothing_back(share)
    share.save()
    record(share, verb="drop_refund", by=by, role="payments.drop_share_refund")
    return share


@transaction.atomic
def refund_share(share_id: int, *, by: Any) -> Share:
    """Send back what somebody else has proposed, never more than is left. Raises Refused."""
    share = lock(share_id)
    check("payments.refund_share", by=by, thing=share)
    if not share.asked_back_fen:
        raise refuse(NOT_PROPOSED)
    amount_fen, reason = share.asked_back_fen, share.asked_back_why
    _refuse_above_rest(share, amount_fen)
    share.returned_fen += amount_fen
    share.returned_why = reason
    _ask_nothing_back(share)
    share.save()
    payment = CardPayment.objects.of_reference(share.reference).get(pk=share.payment_id)
    number = Order.objects.of_reference(share.reference).filter(kind=OrderKind.REFUND).count() + 1
    order_refund(payment, key=f"share:{share.reference}:refund:{number}", amount_fen=amount_fen)
    detail = {"amount_fen": amount_fen}
    record(share, verb="send_back", by=by, role="payments.refund_share", reason=reason, detail=detail)
    return share


def _refuse_above_rest(share: Share, amount_fen: int) -> None:
    if share.state != ShareState.PAID or not 0 < amount_fen <= share.left_fen:
        raise refuse(_("At most %(left)s can go back.") % {"left": display(share.left_fen)})


def _ask_nothing_back(share: Share) -> None:
    share.asked_back_fen, share.asked_back_why, share.asked_back_by, share.asked_back_at = 0, "", None, None


@transaction.atomic
def repay_by_bank(share_id: int, *, account: BankAccount, by: Any) -> Share:
    """Name the resident's account, to which the last refund goes that the card did not take. Raises Refused."""
    share = lock(share_id)
    check("payments.repay_share_by_bank", by=by, thing=share)
    waiting = Order.objects.of_reference(share.reference).not_taken().without_bank_refund().last()
    if waiting is None:
        raise refuse(_("Nothing of this share waits for a bank account."))
    ask_bank_refund(waiting.pk, account=account, by=by, role="payments.repay_share_by_bank")
    return lock(share_id)


def lock(share_id: int) -> Share:
    """Return a share under its lock."""
    rows = Share.objects.select_for_update(of=("self",)).select_related("price", "resident", "buyer__area", "reduction")
    return rows.get(pk=share_id)
