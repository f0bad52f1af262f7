"""Index of what procurement hears: outbox messages and words of earlier stages."""

from procurement.bids import receivers as bids

__all__ = ["bids"]
