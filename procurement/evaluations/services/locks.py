"""The order of locks: the tender, then the evaluation, then its members and bids; nobody waits in a circle."""

from __future__ import annotations

from procurement.bids.locks import hold_tender
from procurement.evaluations.models import Evaluation
from procurement.tenders.models import Tender


def take(evaluation_id: int, *, tender_too: bool = False) -> Evaluation:
    """Return the evaluation under its lock; the tender is held against cancelling, or locked where it may fail."""
    tender_id = Evaluation.objects.values_list("lot__tender_id", flat=True).get(pk=evaluation_id)
    if tender_too:
        Tender.objects.select_for_update(of=("self",)).get(pk=tender_id)
    else:
        hold_tender(tender_id)
    rows = Evaluation.objects.select_for_update(of=("self",)).select_related("lot__tender__plan_item__area")
    return rows.get(pk=evaluation_id)
