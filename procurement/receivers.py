"""Index of what procurement hears: outbox messages and words of earlier stages."""

from procurement import subscribed
from procurement.admissions import receivers as admissions
from procurement.awards import archive as awards_archive
from procurement.awards import receivers as awards
from procurement.bids import archive as bids_archive
from procurement.bids import receivers as bids
from procurement.evaluations import archive as evaluations_archive
from procurement.evaluations import receivers as evaluations
from procurement.needs import receivers as needs
from procurement.plans import receivers as plans
from procurement.tenders import archive as tenders_archive

__all__ = [
    "admissions",
    "awards",
    "awards_archive",
    "bids",
    "bids_archive",
    "evaluations",
    "evaluations_archive",
    "needs",
    "plans",
    "subscribed",
    "tenders_archive",
]
