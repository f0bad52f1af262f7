"""Those of the last period who did not answer, in the order in which they are asked once more."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from projects.ratings.models import Beneficiary, RatingRound


class Met(models.TextChoices):
    """What came of asking somebody once more, where it was no answer."""

    ABSENT = "ABSENT", _("Not met, at two visits or calls")
    DECLINED = "DECLINED", _("Does not want to answer")
    GONE = "GONE", _("Has moved away or died")


class BackCheckQuerySet(models.QuerySet["BackCheck"]):
    """The drawn by what is still to be done with them."""

    def open(self) -> BackCheckQuerySet:
        """Those who were not tried, and have not answered, the first drawn first."""
        return self.filter(tried_at=None).order_by("place")


class BackCheck(models.Model):
    """One person of the drawn order. Nobody chose the order, and nobody is passed over without a word why."""

    round = models.ForeignKey(RatingRound, models.PROTECT, related_name="back_checks")
    beneficiary = models.OneToOneField(Beneficiary, models.PROTECT, related_name="back_check")
    place = models.PositiveIntegerField()
    tried_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    tried_at = models.DateTimeField(null=True)
    # Empty where the person answered.
    met = models.CharField(_("what was met"), max_length=8, choices=Met.choices, blank=True)

    objects = BackCheckQuerySet.as_manager()

    class Meta:
        app_label = "projects"
        constraints = [
            models.UniqueConstraint(fields=["round", "place"], name="back_check_places_are_one_each"),
            models.CheckConstraint(
                condition=Q(tried_by__isnull=True, tried_at__isnull=True, met="")
                | Q(tried_by__isnull=False, tried_at__isnull=False),
                name="back_check_tried_by_and_at",
            ),
        ]

    def __str__(self) -> str:
        return f"back-check {self.place} of round {self.round_id}"
