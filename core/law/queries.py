"""Questions to the holiday table."""

from __future__ import annotations

from django.apps import apps
from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import ExtractYear


class HolidayQuerySet(models.QuerySet):
    """Days that differ from the ordinary week."""

    def with_source(self) -> HolidayQuerySet:
        """Each day with `source`: where its year was announced."""
        years = apps.get_model("core", "CalendarYear").objects.filter(year=ExtractYear(OuterRef("date")))
        return self.annotate(source=Subquery(years.values("source")[:1]))

    def of_year(self, year: int) -> HolidayQuerySet:
        """The days of one calendar year, in their order."""
        return self.filter(date__year=year).order_by("date")
