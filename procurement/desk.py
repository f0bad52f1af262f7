"""Index of what waits on people in procurement, in the order a purchase moves."""

from procurement.admissions import desk as admissions
from procurement.awards import desk as awards
from procurement.bids import desk as bids
from procurement.evaluations import desk as evaluations
from procurement.needs import desk as needs
from procurement.plans import desk as plans
from procurement.tenders import desk as tenders

__all__ = ["admissions", "awards", "bids", "evaluations", "needs", "plans", "tenders"]
