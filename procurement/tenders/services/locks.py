"""The lock that every verb of a tender takes first."""

from __future__ import annotations

from procurement.tenders.models import Tender


def locked_tender(tender_id: int) -> Tender:
    """Return the tender, freshly read and locked until the end of the transaction."""
    return Tender.objects.select_for_update(of=("self",)).select_related("buyer", "plan_item__area").get(pk=tender_id)
