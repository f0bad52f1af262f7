"""Why a step of a payout may not be taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core.transitions import guard
from payments.rail.funds import funds_fen
from payments.rail.models import PayeeAccount
from payments.rail.switch import is_on
from projects.milestones.queries import ACCEPTED_STATES
from projects.payouts.states import Rail

if TYPE_CHECKING:
    from projects.payouts.models import Payout


@guard(_("Nothing is owed here: the milestone is not accepted, or the rating has released nothing."), "payment")
def ground_stands(payout: Payout) -> bool:
    """Whether the milestone was accepted for exactly this base part, or a rating released exactly this amount."""
    if payout.milestone is not None:
        return payout.milestone.state in ACCEPTED_STATES and payout.amount_fen == payout.milestone.base_fen
    return payout.decision is not None and payout.amount_fen == payout.decision.amount_fen


@guard(_("The invoice does not equal the amount. Ask the supplier for an invoice of exactly this amount."), "payment")
def invoice_equals_the_amount(payout: Payout) -> bool:
    """Whether the invoice has a number, a file and the same amount."""
    return bool(payout.invoice_number and payout.invoice_file) and payout.invoice_fen == payout.amount_fen


@guard(_("The contract's amount does not allow this payment."), "contract_no_substantive_change")
def stays_within_the_contract(payout: Payout) -> bool:
    """Whether all payments together stay within the contract and its supplements."""
    return payout.contract.payouts.live().total_fen() <= payout.contract.total_fen


@guard(_("Enter the number of the payment order."))
def has_order_number(payout: Payout) -> bool:
    """Whether the treasury's payment order is named."""
    return bool(payout.order_number.strip())


@guard(_("Enter the number of the treasury's voucher."))
def has_voucher(payout: Payout) -> bool:
    """Whether the treasury's voucher is named."""
    return bool(payout.voucher_number.strip())


@guard(_("This payment goes by the card rail: the card provider tells whether it arrived."))
def goes_by_treasury(payout: Payout) -> bool:
    """Whether a person says what became of it."""
    return payout.rail == Rail.TREASURY


@guard(_("There is no card rail here. Send the order to the treasury."))
def card_rail_is_on(payout: Payout) -> bool:
    """Whether the card provider is set up."""
    return is_on()


@guard(_("The supplier has no account at the card provider that may be paid. Send the order to the treasury."))
def payee_may_be_paid(payout: Payout) -> bool:
    """Whether the provider has checked the supplier's account."""
    account = PayeeAccount.objects.of_organisation(payout.payee_id)
    return account is not None and account.may_be_paid


@guard(_("Your office has not enough money at the card provider. Add some first, or send the order to the treasury."))
def office_has_the_money(payout: Payout) -> bool:
    """Whether what the office has there covers this payment besides those that are under way."""
    buyer = payout.contract.buyer_id
    under_way = type(payout).objects.of_buyers([buyer]).by_card().sent().total_fen()
    return funds_fen(buyer) - under_way >= payout.amount_fen
