"""Index of the models of accounts."""

from accounts.areas.models import Area
from accounts.invitations.models import Invitation
from accounts.notifications.models import Delivery, MessageChoice, Notification, Subscription
from accounts.organisations.models import Organisation
from accounts.organisations.papers import OrganisationPaper
from accounts.organisations.registers import AnnualReport, CreditEntry, Grade
from accounts.organisations.track_record import TrackRecordEntry
from accounts.people.experts import Expert, ExpertEmployment, ExpertTie
from accounts.people.models import Membership, Resident, User

__all__ = [
    "AnnualReport",
    "Area",
    "CreditEntry",
    "Delivery",
    "Expert",
    "ExpertEmployment",
    "ExpertTie",
    "Grade",
    "Invitation",
    "Membership",
    "MessageChoice",
    "Notification",
    "Organisation",
    "OrganisationPaper",
    "Resident",
    "Subscription",
    "TrackRecordEntry",
    "User",
]
