"""What news of a share's money bring about: the receipt, what goes back, and the books."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.audit.outbox import announce
from core.money import display
from core.time import core_now
from core.transitions import move, refuse
from payments.ledger.models import Account, AccountKind
from payments.ledger.services import Line, open_account, post
from payments.rail.funds import card_money
from payments.rail.models import CardPayment, Order, OrderKind, Purpose
from payments.rail.services import order_refund
from payments.rail.settling import PROVIDER, Settler, settles
from payments.shares.models import Share
from payments.shares.states import ShareState

# Refunds that an officer has decided; strays go back by themselves.
DECIDED = ":refund:"


@settles
class ShareSettler(Settler):
    """What a share does with news of its money."""

    purpose, letter = Purpose.SHARE, "S"

    def find(self, reference: str) -> Share:
        """The share."""
        rows = Share.objects.select_for_update(of=("self",)).select_related("price", "resident", "buyer__area")
        return rows.get(reference=reference)

    def owner(self, reference: str) -> tuple[int | None, bool]:
        """The office that asks for it; nothing of it is sealed."""
        return Share.objects.filter(reference=reference).values_list("buyer", flat=True).first(), False

    def paid(self, order: Order, payment: CardPayment) -> None:
        """Write the receipt; send back at once what was paid twice or in another amount."""
        share = self.find(order.reference)
        lines = [Line(card_money(), payment.amount_fen), Line(_income_of(share), -payment.amount_fen)]
        key = f"share:{share.reference}:received:{payment.payment_id}"
        post(key=key, ocid="", text=f"居民付费 {share.reference}", lines=lines, by=PROVIDER)
        if share.state != ShareState.PENDING or payment.amount_fen != share.amount_fen:
            order_refund(payment, key=f"share:{share.reference}:stray:{payment.pk}", amount_fen=payment.amount_fen)
            return
        share.paid_at = core_now()
        share.receipt_number, share.payment = f"R{share.reference[1:]}", payment
        move(share.receive, by=PROVIDER, detail={"payment": payment.payment_id})
        announce("share.paid", share.reference, share=share.pk)

    def refused(self, order: Order) -> None:
        """What the card does not take is still here: it can be asked again, or paid by the bank."""
        super().refused(order)
        if order.kind == OrderKind.REFUND and DECIDED in order.key:
            self._is_here_again(self.find(order.reference), order.amount_fen)

    def arrived(self, order: Order) -> None:
        """Book what has gone back; with the last of it the share is refunded."""
        share = self.find(order.reference)
        lines = [Line(_income_of(share), order.amount_fen), Line(card_money(), -order.amount_fen)]
        fact = "by_bank" if order.by_bank else "booked"
        post(key=f"{order.key}:{fact}", ocid="", text=f"退还居民付费 {share.reference}", lines=lines, by=PROVIDER)
        if DECIDED not in order.key:
            return
        back = Order.objects.of_reference(share.reference).refunds().filter(key__contains=DECIDED)
        arrived = sum(back.filter(closed_at__isnull=False).values_list("amount_fen", flat=True))
        if share.state == ShareState.PAID and arrived == share.amount_fen:
            move(share.refund, by=PROVIDER)
        announce("share.returned", order.key, share=share.pk, amount=display(order.amount_fen))

    def came_back(self, order: Order) -> None:
        """Book that it is here again."""
        share = self.find(order.reference)
        lines = [Line(card_money(), order.amount_fen), Line(_income_of(share), -order.amount_fen)]
        post(key=f"{order.key}:came_back", ocid="", text=f"退款被退回 {share.reference}", lines=lines, by=PROVIDER)
        if share.state == ShareState.REFUNDED:
            move(share.return_failed, by=PROVIDER)
        if DECIDED in order.key:
            self._is_here_again(share, order.amount_fen)

    def repaid_by_bank(self, order: Order) -> None:
        """It counts as going back again, as far as that much is left."""
        share = self.find(order.reference)
        if DECIDED not in order.key:
            return
        if order.amount_fen > share.left_fen:
            raise refuse(_("At most %(left)s can go back.") % {"left": display(share.left_fen)})
        share.returned_fen += order.amount_fen
        share.save()

    def not_repaid(self, order: Order) -> None:
        """It is still here."""
        if DECIDED in order.key:
            self._is_here_again(self.find(order.reference), order.amount_fen)

    def _is_here_again(self, share: Share, amount_fen: int) -> None:
        share.returned_fen -= amount_fen
        share.save()


def _income_of(share: Share) -> Account:
    return open_account(f"buyer:{share.buyer_id}:shares", kind=AccountKind.PAYABLE, organisation_id=share.buyer_id)
