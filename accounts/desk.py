"""Index of what waits on people in accounts, and of where they find it."""

from accounts.areas import desk as areas
from accounts.notifications import desk as notifications
from accounts.organisations import desk as organisations
from accounts.people import desk as people

__all__ = ["areas", "notifications", "organisations", "people"]
