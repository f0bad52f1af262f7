"""The open side: figures as pictures and tables, and the calculators."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from cms import charts
from cms.calculators.forms import CALCULATORS
from cms.pages.base import SitePage
from cms.queries import figures


class OpenPage(SitePage):
    """The dashboard: what everybody may check."""

    template = "cms/open.html"
    parent_page_types = ["cms.HomePage"]
    subpage_types: list[str] = []
    max_count = 1
    SLUG = "open"
    promote_panels: list[Any] = []

    class Meta:
        app_label = "cms"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The figures and their pictures."""
        funnel, competition, days, ratings = (
            figures.funnel(),
            figures.competition(),
            figures.days_per_stage(),
            figures.ratings(),
        )
        return super().get_context(
            request,
            *args,
            funnel=funnel,
            competition=competition,
            days=days,
            ratings=ratings,
            charts={
                "funnel": charts.funnel(funnel),
                "competition": charts.competition(competition),
                "days": charts.days(days),
                "ratings": charts.ratings(ratings),
            },
            calculators=CALCULATORS,
            **kwargs,
        )
