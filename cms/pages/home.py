"""The first page: what Linli is, what is open, what residents can do."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.url_routing import RouteResult

from accounts.roles import resident_of
from cms.pages.base import SitePage
from cms.queries import figures, needs, notices, opportunities, projects
from procurement.needs.voices import may_bring_needs


class HomePage(SitePage):
    """The root of the site; every place of the site lies below it."""

    template = "cms/home.html"
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "cms.OpportunitiesPage",
        "cms.NoticesPage",
        "cms.NeedsPage",
        "cms.ProjectsPage",
        "cms.GuidesPage",
        "cms.OpenPage",
    ]
    max_count = 1

    class Meta:
        app_label = "cms"
        verbose_name = _("home page")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find a place of the site with one question; anything else goes the usual way."""
        if path_components:
            place = next((model for model in self.allowed_subpage_models() if path_components[0] == model.SLUG), None)
            found = place and place.objects.live().child_of(self).first()
            if found:
                return found.route(request, path_components[1:])
        return super().route(request, path_components)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Open tenders, needs that look for voices (to a resident those near home), results, ratings and figures."""
        home = resident_of(request.user)
        return super().get_context(
            request,
            *args,
            tenders=opportunities.closing_next(),
            needs=needs.looking_for_voices(home.community.line if home else None),
            near=home is not None,
            brings_needs=may_bring_needs(request.user),
            notices=notices.newest(),
            ratings=projects.newest_ratings(),
            figures=figures.last_counted(),
            **kwargs,
        )
