"""Questions that a step of a deposit asks, each with its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core.time import core_now, today
from core.transitions import guard
from payments.deposits.states import DepositState, WaiverRule
from payments.rail.switch import is_on

if TYPE_CHECKING:
    from payments.deposits.models import Deposit

LEAST_GRADE = 3


@guard(_("No card is taken here. Pay by bank transfer, as the page of the deposit says."))
def card_rail_is_on(deposit: Deposit) -> bool:
    """Whether the card provider is set up."""
    return is_on()


@guard(_("The time to pay this deposit is over."))
def is_payable_now(deposit: Deposit) -> bool:
    """Whether the deadline behind it lies ahead."""
    return deposit.pay_by is None or core_now() < deposit.pay_by


@guard(_("The register shows no exemption from the deposit for this supplier. Pay the deposit."), "bid_deposit")
def meets_the_waiver_rule(deposit: Deposit) -> bool:
    """Whether the tender exempts suppliers of this sort."""
    rule, supplier = deposit.waiver_rule, deposit.supplier
    if rule in (WaiverRule.SMALL_MICRO, WaiverRule.BOTH) and supplier.small_micro:
        return True
    return rule in (WaiverRule.GRADE_3A, WaiverRule.BOTH) and (supplier.grade_on(today()) or 0) >= LEAST_GRADE


@guard(_("The refund of this deposit is under way."))
def no_refund_is_under_way(deposit: Deposit) -> bool:
    """Whether nothing has been sent back yet."""
    return deposit.refund_ordered_at is None


@guard(_("Nobody has proposed to keep this deposit. It takes a first person, with the reason."), "deposit_forfeit")
def forfeit_is_proposed(deposit: Deposit) -> bool:
    """Whether a first person has given the reason."""
    return deposit.forfeit_proposed_at is not None


@guard(_("Somebody has proposed to keep this deposit: decide on that first."))
def no_forfeit_is_proposed(deposit: Deposit) -> bool:
    """Whether nobody wants to keep it."""
    return deposit.forfeit_proposed_at is None


@guard(_("No performance deposit is asked, so there is nothing to convert this one into."), "deposit_refund_winner")
def performance_deposit_is_asked(deposit: Deposit) -> bool:
    """Whether the contract asks for a performance deposit that is not paid yet."""
    wanted = type(deposit).objects.performance_of(deposit)
    return wanted is not None and wanted.state == DepositState.REQUIRED


@guard(_("The converted bid deposit does not cover the whole performance deposit. Pay the rest."))
def is_covered(deposit: Deposit) -> bool:
    """Whether what was converted is all that is asked."""
    return deposit.to_pay_fen == 0
