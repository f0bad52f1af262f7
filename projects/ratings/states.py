"""The states of a rating round and their three names."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.transitions import StateNames


class RatingRoundState(models.TextChoices):
    """From the first question to the published figure."""

    OPEN = "OPEN", _("Open for ratings")
    CLOSED = "CLOSED", _("Closed")
    REVIEWED = "REVIEWED", _("Reviewed")
    PUBLISHED = "PUBLISHED", _("Published")


RATING_ROUND_STATE_NAMES: dict[str, StateNames] = {
    RatingRoundState.OPEN: StateNames(
        _("Open for ratings"),
        _("The people served are being asked"),
        _("A rating may be replaced until the round closes."),
    ),
    RatingRoundState.CLOSED: StateNames(
        _("Closed"), _("The ratings are being checked"), _("Two people decide every ballot that is held.")
    ),
    RatingRoundState.REVIEWED: StateNames(
        _("Reviewed"), _("The result is being prepared"), _("A second person publishes the result.")
    ),
    RatingRoundState.PUBLISHED: StateNames(
        _("Published"), _("The result is published"), _("The result feeds payment, track record and the next purchase.")
    ),
}


class Channel(models.TextChoices):
    """How a rating was given."""

    LINK = "LINK", _("Link")
    QR = "QR", _("QR code")
    PHONE = "PHONE", _("Phone")
    PAPER = "PAPER", _("Paper")
    HELPER = "HELPER", _("With a helper")


class Promised(models.TextChoices):
    """Whether the service took place as promised."""

    YES = "YES", _("Yes")
    PARTLY = "PARTLY", _("Partly")
    NO = "NO", _("No")
