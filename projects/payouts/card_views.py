"""Pages of the card rail: the office's money there, and a payment out of it."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role, organisations_of
from core.transitions import Reason
from core.views import ActView
from payments.gateway import Unknown
from payments.rail.funds import add_funds
from payments.rail.sending import send_all
from payments.rail.switch import is_on
from projects.payouts import cards, guards
from projects.payouts.forms import FundsForm
from projects.payouts.models import Payout
from projects.payouts.views import PayoutStep


class TransferPayout(PayoutStep):
    """The finance officer pays by the card rail."""

    asks_who = True
    step = "transfer"
    service = cards.transfer_payout
    asks_twice = True
    done = _("Sent to the card provider. It tells here when the money has arrived.")

    def act(self, form: Any) -> Any:
        """Write the order, then send it at once; one without an answer is sent by the next round."""
        payout: Payout = super().act(form)
        with suppress(Unknown):
            send_all(payout.order_number)
        return payout


class AddFunds(ActView):
    """The finance officer records that the treasury has sent money to the office's account at the card provider."""

    service = add_funds
    form_class = FundsForm
    title = _("Add money at the card provider")
    promise = _(
        "Payments by the card rail are paid out of it. Record the voucher when the treasury has sent the money."
    )
    done = _("Recorded and booked.")
    asks_twice = True

    def given(self) -> dict[str, Any]:
        """The person's office."""
        mine = organisations_of(self.request.user, Role.FINANCE)
        if not mine:
            raise PermissionDenied(_("This page belongs to the buyer's finance officer."))
        return {"buyer_id": min(mine)}

    def reasons(self) -> list[Any]:
        """403 for everybody else; nothing without a card rail."""
        self.given()
        return [] if is_on() else [Reason(guards.card_rail_is_on.sentence)]  # type: ignore[attr-defined]

    def onward(self, outcome: Any) -> str:
        """The payments."""
        return reverse("payouts")
