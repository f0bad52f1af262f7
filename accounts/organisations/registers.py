"""What the registers say about an organisation: grades, annual reports, credit lists."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.organisations.kinds import SERIOUS_LISTS, CreditList, ReportConclusion
from accounts.organisations.models import Organisation
from accounts.organisations.terms import years_after
from core.law.rulebook import rule


class Grade(models.Model):
    """A grade that a registrar's assessment gave: 5 stands for 5A; it holds for five years."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="grades")
    level = models.PositiveSmallIntegerField(_("grade"), validators=[MinValueValidator(1), MaxValueValidator(5)])
    granted_on = models.DateField(_("granted on"))
    # The last day on which the grade holds.
    expires_on = models.DateField(_("expires on"), blank=True)

    class Meta:
        app_label = "accounts"
        verbose_name = _("grade")
        constraints = [
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="grade_is_1_to_5"),
            models.CheckConstraint(condition=Q(expires_on__gt=F("granted_on")), name="grade_expires_after_it_begins"),
            models.UniqueConstraint(fields=["organisation", "granted_on"], name="grade_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.level}A"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; without a last day of its own the grade holds for the term of the rulebook."""
        if self.expires_on is None:
            self.expires_on = years_after(self.granted_on, rule("grade_term").value)
        super().save(*args, **kwargs)


class AnnualReport(models.Model):
    """The report of a social organisation on one year, as its registrar received it."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="annual_reports")
    year = models.PositiveSmallIntegerField(_("year reported on"))
    filed_on = models.DateField(_("received on"))
    conclusion = models.CharField(
        _("conclusion"), max_length=10, choices=ReportConclusion.choices, blank=True, default=""
    )

    class Meta:
        app_label = "accounts"
        verbose_name = _("annual report")
        constraints = [models.UniqueConstraint(fields=["organisation", "year"], name="one_annual_report_a_year")]

    def __str__(self) -> str:
        return f"{self.organisation} {self.year}"

    @property
    def is_late(self) -> bool:
        """Whether the registrar received it after its last day."""
        return self.filed_on > self.organisation.report_due_on(self.year)


class CreditEntry(models.Model):
    """An entry on a public list of organisations whose conduct was found wanting; it stands until it is removed."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="credit_entries")
    list_kind = models.CharField(_("list"), max_length=12, choices=CreditList.choices)
    listed_on = models.DateField(_("listed on"))
    # The first day on which it no longer stands.
    removed_on = models.DateField(_("removed on"), null=True, blank=True)

    class Meta:
        app_label = "accounts"
        verbose_name = _("entry on a credit list")
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_on__isnull=True) | Q(removed_on__gte=F("listed_on")),
                name="credit_entry_removed_after_it_was_made",
            ),
            models.UniqueConstraint(
                fields=["organisation", "list_kind"],
                condition=Q(removed_on__isnull=True),
                name="one_standing_entry_a_list",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.list_kind} {self.listed_on}"

    def is_serious_on(self, day: date) -> bool:
        """Whether the entry keeps the organisation from supplying on a day."""
        if self.list_kind in SERIOUS_LISTS:
            return True
        return day >= years_after(self.listed_on, rule("abnormal_list_years").value)
