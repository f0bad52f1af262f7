"""The figures of the whole site as they were last counted: whoever opens a page reads them and counts nothing."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class KeptFigures(models.Model):
    """How many of what there were at one instant; at most one row."""

    only = models.BooleanField(primary_key=True, default=True, editable=False)
    numbers = models.JSONField(_("numbers"))
    counted_at = models.DateTimeField(_("counted at"))

    class Meta:
        app_label = "cms"
        verbose_name = _("figures")
        constraints = [models.CheckConstraint(condition=models.Q(only=True), name="kept_figures_are_one_row")]

    def __str__(self) -> str:
        return f"figures of {self.counted_at}"
