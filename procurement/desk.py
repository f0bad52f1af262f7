"""Index of what waits on people in procurement, in the order a purchase moves."""

from procurement.needs import desk as needs

__all__ = ["needs"]
