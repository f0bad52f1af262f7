"""Index of the words from the outbox that accounts hears."""

from accounts.invitations import receivers as invitations
from accounts.notifications import receivers as notifications
from accounts.organisations import receivers as organisations
from accounts.people import proof
from accounts.people import receivers as people

__all__ = ["invitations", "notifications", "organisations", "people", "proof"]
