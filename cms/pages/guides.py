"""Guides: how each role does its part."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms.guide_texts import GuideText, guide_text
from cms.pages.base import SitePage
from core.words import reads_english


class Reader(models.TextChoices):
    """Whom a guide is for."""

    RESIDENTS = "residents", _("Residents")
    SUPPLIERS = "suppliers", _("Social organisations and enterprises")
    OFFICES = "offices", _("Street offices")
    EXPERTS = "experts", _("Experts")
    SUPERVISORS = "supervisors", _("Supervisors, custodians and registrars")
    KEEPERS = "keepers", _("Who keeps the site")


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
    """One guide. Those of the roles show the text of docs/guides beneath the words that an editor adds."""

    template = "cms/guide.html"
    parent_page_types = ["cms.GuidesPage"]
    subpage_types: list[str] = []
    reader = models.CharField(_("for whom"), max_length=20, choices=Reader.choices, default=Reader.RESIDENTS)

    content_panels = [FieldPanel("reader"), *SitePage.content_panels]

    class Meta:
        app_label = "cms"
        verbose_name = _("guide")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With the role's text, and the way from paper back to it."""
        here = request.build_absolute_uri(request.path)
        return super().get_context(request, *args, text=self.text, here=here, **kwargs)

    @property
    def text(self) -> GuideText | None:
        """The text of the role in the reader's language; None where editors wrote the whole guide."""
        return guide_text(self.slug, "en" if reads_english() else "zh")

    @property
    def heading(self) -> str:
        """The title of the text, where there is one."""
        return self.text.title if self.text else super().heading

    @property
    def lead(self) -> str:
        """The first sentences of the text, where there is one."""
        return self.text.lead if self.text else super().lead
