"""Index of what time wakes in procurement: sweeps and running clocks, in the order a purchase moves."""

from procurement.awards import clock as awards
from procurement.bids import clock as bids
from procurement.tenders import clock as tenders

__all__ = ["awards", "bids", "tenders"]
