"""The page of the card rail: a payment out of the office's money at the card provider."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.transitions import refuse
from payments.gateway import Declined, Unknown
from payments.rail.balances import read_balance
from payments.rail.sending import send_all
from projects.payouts import cards
from projects.payouts.models import Payout
from projects.payouts.views import PayoutStep

SHORT = _(
    "The card provider has too little to pay out just now, whatever the books say: money that was added may take some "
    "days. Ask it about the last voucher, or send this order to the treasury."
)


class TransferPayout(PayoutStep):
    """The finance officer pays by the card rail."""

    asks_who = True
    step = "transfer"
    service = cards.transfer_payout
    asks_twice = True
    done = _("Sent to the card provider. It tells here when the money has arrived.")

    def act(self, form: Any) -> Any:
        """Look whether the money is there, write the order, send it; what is not answered, the next round sends."""
        with suppress(Unknown, Declined):  # who sends it asks again
            if read_balance() < self.about().amount_fen:
                raise refuse(SHORT)
        payout: Payout = super().act(form)
        with suppress(Unknown):
            send_all(payout.order_number)
        return payout
