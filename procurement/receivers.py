"""Index of what procurement hears: outbox messages and words of earlier stages."""

from procurement.admissions import receivers as admissions
from procurement.awards import receivers as awards
from procurement.bids import receivers as bids
from procurement.evaluations import receivers as evaluations
from procurement.needs import receivers as needs
from procurement.plans import receivers as plans

__all__ = ["admissions", "awards", "bids", "evaluations", "needs", "plans"]
