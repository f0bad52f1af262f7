"""What is announced: results, cancellations, failures."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cms.pages.base import SitePage
from cms.queries import notices
from core.paging import page_of

KINDS: dict[str, tuple[Any, Any, tuple[str, ...]]] = {
    "results": (_("Results"), notices.results, ("-published_at", "-pk")),
    "cancelled": (_("Cancellations"), notices.cancellations, ("-pk",)),
    "failed": (_("Failures"), notices.failures, ("-pk",)),
}


class NoticesPage(SitePage):
    """Every notice, by its kind."""

    template = "cms/notices.html"
    parent_page_types = ["cms.HomePage"]
    subpage_types: list[str] = []
    max_count = 1
    SLUG = "notices"
    promote_panels: list[Any] = []

    class Meta:
        app_label = "cms"
        verbose_name = _("list of notices")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The notices of one kind, the newest first."""
        kind = request.GET.get("kind") or "results"
        if kind not in KINDS:
            raise BadRequest("There is no such kind of notice.")
        _label, rows, order = KINDS[kind]
        return super().get_context(
            request,
            *args,
            notice_line=f"cms/notices/{kind}.html",
            kinds=[(key, label, key == kind) for key, (label, _rows, _order) in KINDS.items()],
            rows=page_of(rows(), order=order, asked=request.GET),
            **kwargs,
        )
