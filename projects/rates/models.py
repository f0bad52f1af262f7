"""The one-year loan prime rate (LPR), below which no agreed overdue interest of a small supplier may lie."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.database.promises import AppendOnly
from core.punctuation import percent_sign
from projects.rates.queries import PrimeRateQuerySet


class PrimeRate(AppendOnly):
    """A rate as it was announced, who recorded it and when; a slip is put right by recording it again."""

    percent = models.DecimalField(_("one-year loan prime rate, percent a year"), max_digits=5, decimal_places=2)
    valid_from = models.DateField(_("valid from"))
    source = models.CharField(_("where it was announced"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("recorded at"))

    objects = PrimeRateQuerySet.as_manager()

    class Meta:
        app_label = "projects"
        verbose_name = _("loan prime rate")
        constraints = [
            models.CheckConstraint(condition=Q(percent__gt=0, percent__lt=100), name="prime_rate_is_a_percentage"),
            models.CheckConstraint(condition=~Q(source=""), name="prime_rate_has_its_source"),
        ]

    def __str__(self) -> str:
        return f"{self.percent} % {self.valid_from:%Y-%m-%d}"

    @property
    def percent_said(self) -> str:
        """The rate as it is printed."""
        return f"{self.percent}{percent_sign()}"
