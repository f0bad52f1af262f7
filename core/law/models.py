"""The holiday table: announced days off and make-up workdays, and which years it covers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.law.queries import HolidayQuerySet


class CalendarYear(models.Model):
    """A year whose holidays are known; a clock that reaches any other year is not computed."""

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("covered year")
        verbose_name_plural = _("covered years")
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)


class Holiday(models.Model):
    """A day that differs from the ordinary week: an announced day off, or a weekend day that is worked."""

    date = models.DateField(_("day"), primary_key=True)
    is_off = models.BooleanField(_("day off"))
    name = models.CharField(_("holiday"), max_length=80)

    objects = HolidayQuerySet.as_manager()

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["date"]
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="holiday_has_a_name")]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"
