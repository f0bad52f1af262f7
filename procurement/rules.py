"""Index of the rights of procurement, in the order a purchase moves; found by the app of the rules."""

from procurement.admissions import rules as admissions
from procurement.awards import rules as awards
from procurement.bids import rules as bids
from procurement.evaluations import rules as evaluations
from procurement.needs import rules as needs
from procurement.plans import rules as plans
from procurement.tenders import custody_rules as custody
from procurement.tenders import rules as tenders

__all__ = ["admissions", "awards", "bids", "custody", "evaluations", "needs", "plans", "tenders"]
