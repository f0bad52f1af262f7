"""Remembers which purchase came of which story."""

from __future__ import annotations

from demo.models import Story
from procurement.plans.models import PlanItem

ORDER = ("home_care", "community_centres", "childcare", "greening", "next_year")


class Told:
    """Notes each story's purchase as soon as its plan item has an ocid."""

    def begins(self, key: str, item: PlanItem) -> None:
        """Note that a story became this purchase."""
        Story.objects.create(key=key, order=ORDER.index(key), ocid=item.ocid)

    def ends(self) -> None:
        """Note that every story was told to its end."""
        Story.objects.update(is_told=True)
