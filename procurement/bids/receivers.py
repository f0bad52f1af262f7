"""What the bids hear from the tender."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from procurement.bids.closing import return_bids
from procurement.signals import tender_cancelled
from procurement.tenders.models import Tender


@receiver(tender_cancelled, dispatch_uid="procurement.bids.return_bids")
def return_bids_of_cancelled_tender(sender: Any, tender: Tender, **kwargs: Any) -> None:
    """Give every sealed bid back unopened when the purchase ends before the opening."""
    for lot in tender.lots.order_by("pk"):
        lot.tender = tender
        return_bids(lot)
