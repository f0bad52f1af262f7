"""What an organisation may be, and what may stand about it in a register."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    """The part an organisation plays."""

    BUYER = "BUYER", _("Buyer")
    SOCIAL = "SOCIAL", _("Social organisation")
    ENTERPRISE = "ENTERPRISE", _("Enterprise")
    INSTITUTION = "INSTITUTION", _("Public institution")
    COLLECTIVE = "COLLECTIVE", _("Rural collective")
    SUPERVISOR = "SUPERVISOR", _("Supervisor")
    AGENCY = "AGENCY", _("Procurement agency")
    COMMITTEE = "COMMITTEE", _("Residents' committee")


# Who may be a supplier at all (102§6).
SUPPLIER_KINDS = frozenset(
    {
        OrganisationKind.SOCIAL,
        OrganisationKind.ENTERPRISE,
        OrganisationKind.INSTITUTION,
        OrganisationKind.COLLECTIVE,
        OrganisationKind.COMMITTEE,
    }
)


class Funding(models.TextChoices):
    """How the state funds an organisation, where that decides whether it may buy or supply (102§6, 102§8)."""

    NONE = "", _("not state-funded, or it does not matter")
    CLASS_ONE = "CLASS_ONE", _("Public institution of class one")
    CLASS_TWO = "CLASS_TWO", _("Public institution of class two")
    BUSINESS = "BUSINESS", _("Public institution that runs a business")
    MASS = "MASS", _("Mass organisation funded by the budget")


NEITHER_BUYS_NOR_SUPPLIES = frozenset({Funding.CLASS_ONE, Funding.MASS})


class CreditList(models.TextChoices):
    """A public list of organisations whose conduct was found wanting."""

    ABNORMAL = "ABNORMAL", _("List of abnormal activity")
    SERIOUS = "SERIOUS", _("List of serious violations and dishonesty")
    DEBTOR = "DEBTOR", _("List of dishonest persons subject to enforcement")
    TAX = "TAX", _("List of major tax violations")
    PROCUREMENT = "PROCUREMENT", _("List of serious violations in public purchases")


# An entry on one of these keeps an organisation from supplying while it stands (L22, 102§7).
SERIOUS_LISTS = frozenset({CreditList.SERIOUS, CreditList.DEBTOR, CreditList.TAX, CreditList.PROCUREMENT})


class ReportConclusion(models.TextChoices):
    """What the registrar concluded from an annual report."""

    QUALIFIED = "QUALIFIED", _("Qualified")
    BASIC = "BASIC", _("Basically qualified")
    FAILED = "FAILED", _("Not qualified")


class TrackRecordKind(models.TextChoices):
    """What a line of an organisation's track record tells."""

    CONTRACT = "CONTRACT", _("Contract")
    DELIVERED = "DELIVERED", _("Delivered against planned")
    ON_TIME = "ON_TIME", _("On time")
    RECTIFICATIONS = "RECTIFICATIONS", _("Rectifications")
    RATING = "RATING", _("Rating by residents")


class PaperKind(models.TextChoices):
    """What a paper of a registration proves."""

    CERTIFICATE = "CERTIFICATE", _("Registration certificate")
    HEAD = "HEAD", _("Identity of the legal representative")
    LICENCE = "LICENCE", _("Licence for the service")
    OTHER = "OTHER", _("Another paper")
