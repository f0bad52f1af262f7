"""Index of what waits on people in procurement, in the order a purchase moves."""

from procurement.admissions import desk as admissions
from procurement.needs import desk as needs

__all__ = ["admissions", "needs"]
