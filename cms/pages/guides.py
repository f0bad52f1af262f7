"""Guides: how each role does its part."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms.pages.base import SitePage


class Reader(models.TextChoices):
    """Whom a guide is for."""

    RESIDENTS = "residents", _("Residents")
    SUPPLIERS = "suppliers", _("Social organisations and enterprises")
    OFFICES = "offices", _("Street offices")
    EXPERTS = "experts", _("Experts")
    SUPERVISORS = "supervisors", _("Supervisors")


class GuidesPage(SitePage):
    """The list of guides."""

    template = "cms/guides.html"
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.GuidePage"]
    max_count = 1
    SLUG = "guides"
    promote_panels: list[Any] = []

    class Meta:
        app_label = "cms"
        verbose_name = _("list of guides")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The guides in the order of the tree, by whom they are for."""
        guides = list(GuidePage.objects.child_of(self).live().order_by("path"))
        groups = [(label, [guide for guide in guides if guide.reader == reader]) for reader, label in Reader.choices]
        return super().get_context(request, *args, groups=[group for group in groups if group[1]], **kwargs)


class GuidePage(SitePage):
    """One guide; editors write it in blocks."""

    template = "cms/guide.html"
    parent_page_types = ["cms.GuidesPage"]
    subpage_types: list[str] = []
    reader = models.CharField(_("for whom"), max_length=20, choices=Reader.choices, default=Reader.RESIDENTS)

    content_panels = [FieldPanel("reader"), *SitePage.content_panels]

    class Meta:
        app_label = "cms"
        verbose_name = _("guide")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With the list it belongs to."""
        return super().get_context(request, *args, parent=self.get_parent(), **kwargs)
