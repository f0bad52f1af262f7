"""What time wakes among the bids: the closing of tenders, and drafts that have not been handed in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from core.clock import RunningClock, clocks, sweep
from core.time import CoreNow, day_of, end_of_day
from procurement.bids.closing import close_tender_if_due
from procurement.bids.models import BidDraft
from procurement.tenders.models import Tender
from procurement.tenders.states import TenderState


@sweep
def close_due_tenders() -> int:
    """Close every tender whose deadline has passed; returns how many were due."""
    due = Tender.objects.filter(state=TenderState.OPEN, deadline__lte=CoreNow()).order_by("pk")
    closed = [close_tender_if_due(tender_id) for tender_id in due.values_list("pk", flat=True)]
    return len(closed)


@clocks
def drafts_to_hand_in(until: date) -> Iterator[RunningClock]:
    """Drafts whose deadline comes on or before a day; only the one who writes it is reminded."""
    waiting = BidDraft.objects.filter(
        bid__lot__tender__state=TenderState.OPEN, bid__lot__tender__deadline__lt=end_of_day(until)
    )
    for draft in waiting.select_related("bid__lot__tender").order_by("pk"):
        deadline = draft.bid.lot.tender.deadline
        if deadline is not None:
            people = (draft.bid.drafted_by_id,)
            yield RunningClock("tender_period", "procurement.Bid", draft.bid_id, day_of(deadline), people)
