"""Payouts by the card rail: one transfer to the supplier's account, and what the provider tells of it."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from accounts.models import Organisation
from core.kept import kept
from core.time import core_now
from core.transitions import Refused, move
from payments.rail.models import Order, Purpose
from payments.rail.services import new_reference, order_transfer
from payments.rail.settling import PROVIDER, Settler, settles
from projects.milestones.models import Milestone
from projects.milestones.states import MilestoneState
from projects.payouts.books import book_payment, book_return, book_reversal
from projects.payouts.models import Payout
from projects.payouts.services import lock, tell_of_payout
from projects.signals import payout_paid

NOT_MADE = gettext_noop("The card provider could not make the transfer.")
TAKEN_BACK = gettext_noop("The card provider took the transfer back.")


@transaction.atomic
def transfer_payout(payout_id: int, *, by: Any) -> Payout:
    """Ask the card provider for the transfer, under a key of this payout that is kept for ever. Raises Refused.

    The order is sent after the commit. From here on no treasury order can be given for the payout.
    """
    payout = lock(payout_id)
    # Two payments of one office take turns: the second sees what the first has left.
    Organisation.objects.select_for_update(of=("self",)).get(pk=payout.contract.buyer_id)
    reference = new_reference("P")
    move(payout.transfer, by=by, sent_by=by, sent_at=core_now(), detail={"reference": reference}, reference=reference)
    order_transfer(
        key=f"payout:{payout.pk}:transfer",
        reference=reference,
        organisation_id=payout.payee_id,
        amount_fen=payout.amount_fen,
    )
    return payout


@settles
class PayoutSettler(Settler):
    """What a payout does with news of its transfer."""

    purpose, letter = Purpose.PAYOUT, "P"

    def find(self, reference: str) -> Payout:
        """The payout."""
        return lock(Payout.objects.by_card().ordered_as(reference).values_list("pk", flat=True).get())

    def owner(self, reference: str) -> tuple[int | None, bool]:
        """The office that pays; nothing of it is sealed."""
        payouts = Payout.objects.by_card().ordered_as(reference)
        return payouts.values_list("contract__buyer", flat=True).first(), False

    def arrived(self, order: Order) -> None:
        """The supplier has the money: book it; a base part makes its milestone PAID."""
        payout = self.find(order.reference)
        payout.voucher_number = order.provider_id
        move(payout.arrive, by=PROVIDER, paid_at=core_now(), detail={"transfer": order.provider_id})
        book_payment(payout, by=PROVIDER)
        milestone = _milestone_of(payout)
        if milestone is not None and milestone.state == MilestoneState.ACCEPTED:
            # Whoever sent it may have left the office since; then a colleague marks it by hand.
            with suppress(Refused):
                move(milestone.pay, by=payout.sent_by)
        payout_paid.send(sender=Payout, payout=payout, by=PROVIDER)
        tell_of_payout(payout, "payout.paid")

    def refused(self, order: Order) -> None:
        """Nothing has left: what was booked as owed is reversed, and it may be requested again."""
        payout = self.find(order.reference)
        why = kept(NOT_MADE)
        move(payout.bounce, by=PROVIDER, reason=why, why=why, detail={"error": order.error})
        book_reversal(payout, by=PROVIDER)
        tell_of_payout(payout, "payout.failed", reason=why)

    def came_back(self, order: Order) -> None:
        """The provider has taken it back: the office has the money again, and the work is not paid."""
        payout = self.find(order.reference)
        why = kept(TAKEN_BACK)
        move(payout.bounce, by=PROVIDER, reason=why, why=why, detail={"transfer": order.provider_id})
        book_return(payout, by=PROVIDER)
        milestone = _milestone_of(payout)
        if milestone is not None and milestone.state == MilestoneState.PAID:
            move(milestone.unpay, by=PROVIDER)
        tell_of_payout(payout, "payout.failed", reason=why)


def _milestone_of(payout: Payout) -> Milestone | None:
    if payout.milestone_id is None:
        return None
    return Milestone.objects.select_for_update(of=("self",)).with_contract().get(pk=payout.milestone_id)
