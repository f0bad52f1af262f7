"""The open side: figures as pictures and tables, and the calculators."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cms import pictures
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
        verbose_name = _("page of the open figures")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The figures as pictures with their tables."""
        kept = figures.last_counted()
        return super().get_context(
            request,
            *args,
            pictures=[
                pictures.funnel(kept, figures.funnel(kept)),
                pictures.competition(figures.competition()),
                pictures.days(figures.days_per_stage()),
                pictures.ratings(figures.ratings()),
            ],
            calculators=CALCULATORS,
            **kwargs,
        )
