"""Index of the rights of accounts; found by the rules package at start."""

from accounts.areas import rules as areas
from accounts.notifications import rules as notifications
from accounts.organisations import rules as organisations
from accounts.people import rules as people

__all__ = ["areas", "notifications", "organisations", "people"]
