"""Questions to the holiday table."""

from __future__ import annotations

from django.db import models


class HolidayQuerySet(models.QuerySet):
    """Days that differ from the ordinary week."""

    def of_year(self, year: int) -> HolidayQuerySet:
        """The days of one calendar year, in their order."""
        return self.filter(date__year=year).order_by("date")
