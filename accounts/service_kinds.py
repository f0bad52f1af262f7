"""The kinds of service that a community buys; needs, plan items and experts' specialities share this list."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ServiceKind(models.TextChoices):
    """A kind of community service."""

    ELDER_CARE = "elder_care", _("Care for the aged")
    CHILDCARE = "childcare", _("Childcare")
    GREENING = "greening", _("Greening")
    SOCIAL_WORK = "social_work", _("Social work")
    COMMUNITY_CENTRE = "community_centre", _("Running a community centre")
    CLEANING = "cleaning", _("Cleaning")
    MENTAL_HEALTH = "mental_health", _("Mental health")
    LEGAL_AID = "legal_aid", _("Legal aid")
    CULTURE = "culture", _("Culture and sport")
    OTHER = "other", _("Other services")
