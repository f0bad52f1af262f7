"""What has to be true before an award moves on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core.time import today
from core.transitions import guard
from procurement.bids.states import BidState
from procurement.signals import award_bound

if TYPE_CHECKING:
    from procurement.awards.models import Award


@guard(_("A candidate ranked before this one has not been revoked; the ranked order is kept."), "buyer_confirm")
def ranked_order_is_kept(award: Award) -> bool:
    """Whether every candidate in a place before this one has fallen away."""
    before = award.evaluation.lines.ranked().filter(place__lt=award.place).exclude(bid__state=BidState.INVALID)
    fallen = type(award).objects.filter(evaluation=award.evaluation).revoked().values("bid")
    return not before.exclude(bid__in=fallen).exists()


@guard(_("This bid is no candidate any more."), "ranking")
def bid_is_a_candidate(award: Award) -> bool:
    """Whether the bid was ranked and still stands."""
    return award.bid.state in (BidState.VALID, BidState.LOST)


@guard(
    _("The supplier may not supply the government now. Its page among the organisations says why."),
    "supplier_conditions",
)
def winner_may_supply(award: Award) -> bool:
    """Whether the law lets the winner supply today."""
    return not award.bid.supplier.may_supply_on(today())


@guard(_("The contract of this award is signed. Terminate the contract instead."), "contract_unilateral")
def contract_is_not_signed(award: Award) -> bool:
    """Whether no later stage holds a contract with both signatures: from then on the two parties are bound."""
    return not any(bound for _receiver, bound in award_bound.send(sender=type(award), award=award))


@guard(_("The window for challenges is still open."), "challenge_result")
def challenge_window_is_over(award: Award) -> bool:
    """Whether the last day to challenge the result has passed."""
    return award.challenge_until is not None and today() > award.challenge_until
