"""What can be bid for, and the public face of each tender."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms.clocks import clocks_of
from cms.deposits import deposits_of
from cms.desks import page_at_desk
from cms.filters import TenderFilter
from cms.pages.base import SitePage
from cms.queries import opportunities
from core.law.rulebook import rulebook
from core.paging import page_of
from core.thread import thread_of


class OpportunitiesPage(SitePage):
    """The list of tenders; it reads rows, whether or not an editor has written words for them."""

    template = "cms/opportunities.html"
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.TenderPage"]
    max_count = 1
    SLUG = "opportunities"
    promote_panels: list[Any] = []

    class Meta:
        app_label = "cms"
        verbose_name = _("list of tenders")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The chosen tenders; those that take bids in the order in which they close, others the newest first."""
        chosen = TenderFilter(request.GET, queryset=opportunities.lines())
        order = ("deadline", "pk") if request.GET.get("state") == "open" else ("-pk",)
        rows = page_of(chosen.rows, order=order, asked=request.GET)
        return super().get_context(request, *args, chosen=chosen, rows=rows, **kwargs)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> TemplateResponse:
        """Say so where a choice is not understood."""
        answer = super().serve(request, *args, **kwargs)
        if not answer.context_data["chosen"].is_understood:
            answer.status_code = HTTPStatus.BAD_REQUEST
        return answer


class TenderPage(SitePage):
    """The words that an editor adds to a purchase, and its place in the tree: its address is the purchase's ocid."""

    template = "cms/tender.html"
    parent_page_types = ["cms.OpportunitiesPage"]
    subpage_types: list[str] = []
    is_creatable = False  # publishing a tender makes it
    # The tender of the purchase that is shown; a new attempt takes the place of a failed one.
    tender = models.OneToOneField("procurement.Tender", models.PROTECT, related_name="page", editable=False)

    content_panels = [FieldPanel("tender", read_only=True), *SitePage.content_panels]
    promote_panels: list[Any] = []

    class Meta:
        app_label = "cms"
        verbose_name = _("page of a tender")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Everything that is public about the purchase."""
        attempts = kwargs.pop("attempts", None) or opportunities.attempts(self.slug)
        tender: Any
        tender, *earlier = attempts
        purchase = opportunities.purchase(tender, earlier)
        return super().get_context(
            request,
            *args,
            tender=tender,
            purchase=purchase,
            thread=thread_of(tender.ocid),
            clocks=clocks_of(tender, purchase.awards),
            deposits=deposits_of(tender, purchase.lots),
            here=request.build_absolute_uri(request.path),
            now=tender.now,
            may_take_part=any(end and end > tender.now for end in (tender.deadline, tender.comment_until)),
            parts=parts_of(tender),
            method=rulebook().methods.get(tender.method, ""),
            has_project=any(award.is_contracted for award in purchase.awards),
            desk_url=page_at_desk(tender) if request.user.is_authenticated else "",
            **kwargs,
        )


def parts_of(tender: Any) -> list[tuple[Any, str]]:
    """The five parts of a document, in the order in which people read them."""
    return [
        (_("Objective"), tender.objective),
        (_("Requirements"), tender.requirements),
        (_("Term"), tender.term_text),
        (_("Scope"), tender.scope),
        (_("Expected effect"), tender.expected_effect),
    ]
