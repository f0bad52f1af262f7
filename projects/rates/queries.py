"""Questions about the one-year loan prime rate."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models


class PrimeRateQuerySet(models.QuerySet[Any]):
    """The rates as they were announced."""

    def newest_first(self) -> PrimeRateQuerySet:
        """The latest first, with who recorded each."""
        return self.select_related("by").order_by("-valid_from", "-pk")

    def percent_on(self, day: date) -> Decimal | None:
        """The yearly rate in percent that stood on a day, as it was recorded last; None where none is recorded."""
        standing = self.filter(valid_from__lte=day).order_by("-valid_from", "-pk")
        return standing.values_list("percent", flat=True).first()
