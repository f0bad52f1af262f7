"""What residents miss, and who stands behind it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from cms.filters import NeedFilter
from cms.pages.base import SitePage
from cms.queries import needs
from core.paging import page_of
from procurement.needs.states import WAITING
from procurement.needs.voices import may_bring_needs


class NeedsPage(SitePage):
    """The list of needs, each with the voices behind it."""

    template = "cms/needs.html"
    parent_page_types = ["cms.HomePage"]
    subpage_types: list[str] = []
    max_count = 1
    SLUG = "needs"
    promote_panels: list[Any] = []

    class Meta:
        app_label = "cms"
        verbose_name = _("list of needs")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The chosen needs, the newest first."""
        chosen = NeedFilter(request.GET, queryset=needs.listed())
        rows = page_of(chosen.rows, order=("-pk",), asked=request.GET, size=30)
        mine = needs.supported_by(request.user, rows.rows)
        offered = needs.open_to(request.user, rows.rows)
        return super().get_context(
            request,
            *args,
            chosen=chosen,
            rows=rows,
            mine=mine,
            waiting=WAITING,
            offered=offered,
            brings_needs=may_bring_needs(request.user),
            **kwargs,
        )

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> TemplateResponse:
        """Say so where a choice is not understood."""
        answer = super().serve(request, *args, **kwargs)
        if not answer.context_data["chosen"].is_understood:
            answer.status_code = HTTPStatus.BAD_REQUEST
        return answer
