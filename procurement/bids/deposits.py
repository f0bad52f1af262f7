"""What bids have to do with deposits: asked with the draft, checked at the handing in, owed back with every end."""

from __future__ import annotations

from typing import Any

from core.transitions import CLOCK
from payments.deposits.models import Deposit
from payments.deposits.returning import disclose, owe_back
from payments.deposits.services import require_deposit
from payments.deposits.states import DepositKind
from procurement.bids.models import Bid
from procurement.bids.states import BidState
from procurement.tenders.models import Lot, Tender


def base_of(lot: Lot) -> int:
    """Return the budget that a lot's deposit is a share of: its own, else its part of the tender's."""
    if lot.budget_fen:
        return lot.budget_fen
    return (lot.tender.budget_fen or 0) // max(lot.tender.lots.count(), 1)


def ask_for_deposit(bid: Bid, *, by: Any) -> Deposit | None:
    """Ask the bidder for the deposit that the tender names; None where it names none. Nobody else learns of it."""
    tender = bid.lot.tender
    if not tender.deposit_percent:
        return None
    base = base_of(bid.lot)
    numerator, denominator = (tender.deposit_percent / 100).as_integer_ratio()
    return require_deposit(
        kind=DepositKind.BID,
        ocid=tender.ocid,
        lot=bid.lot_id,
        title=f"{tender.title} {bid.lot.code}".strip(),
        supplier_id=bid.supplier_id,
        buyer_id=tender.buyer_id,
        amount_fen=base * numerator // denominator,
        base_fen=base,
        waiver_rule=tender.deposit_waiver,
        pay_by=tender.deadline,
        by=by,
    )


def owe_after_withdrawal(bid: Bid, *, by: Any) -> None:
    """The bidder has withdrawn before the deadline: the deposit goes back, and nobody else learns of it."""
    owe_back(bid.lot_id, "deposit_refund_withdrawn", by=by, only=[bid.supplier_id])


def owe_without_bid(tender: Tender) -> None:
    """The deadline is over: whoever paid and handed nothing in gets the deposit back."""
    if tender.deposit_percent:
        for lot in tender.lots.order_by("pk"):
            handed_in = Bid.objects.filter(lot=lot, state=BidState.SEALED).values_list("supplier", flat=True)
            owe_back(lot.pk, "deposit_refund_withdrawn", by=CLOCK, but=list(handed_in))


def disclose_deposits(lot: Lot, bids: list[Bid], *, by: Any) -> None:
    """The bids are open: the buyer may know of the deposits behind them."""
    disclose(lot.pk, [bid.supplier_id for bid in bids], by=by)


def owe_losers(lot_id: int, *, winner_id: int, by: Any) -> None:
    """The award letter is out: everybody but the winner gets the deposit back."""
    owe_back(lot_id, "deposit_refund_loser", by=by, but=[winner_id])


def owe_everybody(lot_id: int, *, by: Any) -> None:
    """The lot has ended without a contract: everybody gets the deposit back."""
    owe_back(lot_id, "termination_refund", by=by)
