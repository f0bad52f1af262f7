"""Index of the rights of procurement, in the order a purchase moves; found by the app of the rules."""

from procurement.admissions import rules as admissions
from procurement.bids import rules as bids
from procurement.needs import rules as needs
from procurement.plans import rules as plans
from procurement.tenders import custody_rules as custody
from procurement.tenders import rules as tenders

__all__ = ["admissions", "bids", "custody", "needs", "plans", "tenders"]
