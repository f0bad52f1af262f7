"""Questions that a step of a bid asks, each with its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core.time import core_now, today
from core.transitions import guard
from payments.deposits.models import Deposit
from payments.deposits.states import SECURED
from procurement.tenders.states import LotState, TenderState

if TYPE_CHECKING:
    from procurement.bids.models import Bid


@guard(_("This lot takes no bids now. Look at the tender for its state."))
def lot_takes_bids(bid: Bid) -> bool:
    """Whether the tender is open and the lot with it."""
    return bid.lot.tender.state == TenderState.OPEN and bid.lot.state == LotState.OPEN


@guard(_("The deadline has passed by the database's clock. Nothing is handed in, replaced or withdrawn after it."))
def deadline_is_ahead(bid: Bid) -> bool:
    """Whether the instant read under the tender's lock lies before the deadline."""
    deadline = bid.lot.tender.deadline
    return deadline is not None and (bid.instant or core_now()) < deadline


@guard(
    _("The supplier may not supply the government now. Its page among the organisations says why."),
    "supplier_conditions",
)
def supplier_may_supply(bid: Bid) -> bool:
    """Whether the law lets the supplier supply today: verified, not barred, on no serious list, of a lawful kind."""
    return not bid.supplier.may_supply_on(today())


@guard(_("The bid deposit is not paid yet. Pay it, or claim the exemption, and hand in then."), "invalid_bid")
def deposit_is_secured(bid: Bid) -> bool:
    """Whether the deposit that the tender asks is held or waived."""
    if not bid.lot.tender.deposit_percent:
        return True
    return Deposit.objects.of_bid(bid.lot_id, bid.supplier_id).filter(state__in=SECURED, refund_owed_at=None).exists()


@guard(_("Bids are opened only after the tender has closed."), "opening_at_deadline")
def tender_is_closed(bid: Bid) -> bool:
    """Whether the deadline has passed and the tender waits for its opening."""
    return bid.lot.tender.state == TenderState.CLOSED


@guard(_("The buyer checks suppliers between the opening and the evaluation of the lot, at no other time."))
def lot_is_opened(bid: Bid) -> bool:
    """Whether the lot waits for the check of its suppliers."""
    return bid.lot.state == LotState.OPENED


@guard(
    _(
        "Another bidder of this lot has the same legal representative or controller. "
        "Related suppliers may not both bid: disqualify each with this reason."
    ),
    "related_suppliers",
)
def no_related_bidder(bid: Bid) -> bool:
    """Whether nobody related to the supplier has bid on the same lot."""
    return not type(bid).objects.related_to(bid).exists()
