"""What time wakes among the bids."""

from __future__ import annotations

from core.clock import sweep
from core.time import CoreNow
from procurement.bids.closing import close_tender_if_due
from procurement.tenders.models import Tender
from procurement.tenders.states import TenderState


@sweep
def close_due_tenders() -> int:
    """Close every tender whose deadline has passed; returns how many were due."""
    due = Tender.objects.filter(state=TenderState.OPEN, deadline__lte=CoreNow()).order_by("pk")
    closed = [close_tender_if_due(tender_id) for tender_id in due.values_list("pk", flat=True)]
    return len(closed)
