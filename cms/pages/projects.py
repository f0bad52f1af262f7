"""What is being delivered: contracts in force, their milestones, payments and ratings."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms import pictures
from cms.pages.base import SitePage
from cms.queries import figures, projects
from core.instants import months
from core.paging import page_of
from core.thread import thread_of


class ProjectsPage(SitePage):
    """The list of published contracts."""

    template = "cms/projects.html"
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.ProjectPage"]
    max_count = 1
    SLUG = "projects"
    promote_panels: list[Any] = []

    class Meta:
        app_label = "cms"
        verbose_name = _("list of projects")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The contracts, the newest first."""
        rows = page_of(projects.listed(), order=("-pk",), asked=request.GET, size=30)
        return super().get_context(request, *args, rows=rows, **kwargs)


class ProjectPage(SitePage):
    """The words that an editor adds to a project, and its place in the tree."""

    template = "cms/project.html"
    parent_page_types = ["cms.ProjectsPage"]
    subpage_types: list[str] = []
    is_creatable = False  # publishing a contract makes it
    ocid = models.CharField("OCID", max_length=60, unique=True, editable=False)

    content_panels = [FieldPanel("ocid", read_only=True), *SitePage.content_panels]
    promote_panels: list[Any] = []

    class Meta:
        app_label = "cms"
        verbose_name = _("page of a project")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The contracts of the purchase and its whole thread."""
        contracts = kwargs.pop("contracts", None) or projects.of_purchase(self.ocid)
        return super().get_context(
            request,
            *args,
            contracts=contracts,
            tender=contracts[0].lot.tender,
            thread=thread_of(self.ocid),
            delivered=[(contract, *_rounds(contract)) for contract in contracts],
            took=pictures.days_of_one(figures.days_of(self.ocid)),
            **kwargs,
        )


def _rounds(contract: Any) -> tuple[Any, list[Any]]:
    """The rounds of a contract that carry figures, as a picture (None for none), and those that carry none."""
    rated = [figures.rated(one, months(one.period)) for one in contract.rounds if figures.is_printable(one)]
    others = [one for one in contract.rounds if not figures.is_printable(one)]
    return (pictures.ratings_of(contract, rated) if rated else None), others
