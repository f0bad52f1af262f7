"""Index of what waits on people in procurement, in the order a purchase moves."""

from procurement.admissions import desk as admissions
from procurement.needs import desk as needs
from procurement.plans import desk as plans
from procurement.tenders import desk as tenders

__all__ = ["admissions", "needs", "plans", "tenders"]
