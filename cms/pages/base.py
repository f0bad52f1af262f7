"""What every page of the public site has: its titles and words in two languages, and an address that stays."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageViewRestriction

from cms.blocks import WordsBlock
from core.words import reads_english


class SitePage(Page):
    """A window: words and a place in the tree. What it shows besides is read from rows and never kept here."""

    title_en = models.CharField(_("title in English"), max_length=255, blank=True)
    lead_zh = models.TextField(_("first sentences in Chinese"), blank=True)
    lead_en = models.TextField(_("first sentences in English"), blank=True)
    body = StreamField(WordsBlock(required=False), verbose_name=_("words in Chinese"), blank=True)
    body_en = StreamField(WordsBlock(required=False), verbose_name=_("words in English"), blank=True)

    # The last part of the address of a page that the rest of the site links to; "" where editors choose it.
    SLUG: ClassVar[str] = ""
    # Public by law, all of it: nobody may lock a page, and none asks at each visit whether it is locked.
    private_page_options: ClassVar[list[str]] = []

    content_panels = [
        MultiFieldPanel([FieldPanel("title"), FieldPanel("title_en")], heading=_("Title")),
        MultiFieldPanel([FieldPanel("lead_zh"), FieldPanel("lead_en")], heading=_("First sentences")),
        FieldPanel("body"),
        FieldPanel("body_en"),
    ]

    class Meta:
        abstract = True

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Keep the address of a place that others link to."""
        if self.SLUG:
            self.slug = self.SLUG
        super().full_clean(*args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Wagtail's own context, and whatever a page adds by name."""
        return {**super().get_context(request, *args, **kwargs), **kwargs}

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """None: every page of the site is open to everybody."""
        return PageViewRestriction.objects.none()

    @property
    def heading(self) -> str:
        """The title in the reader's language."""
        return self.title_en if self.title_en and reads_english() else self.title

    @property
    def lead(self) -> str:
        """The first sentences in the reader's language, where there are any."""
        return self.lead_en if self.lead_en and reads_english() else self.lead_zh

    @property
    def words(self) -> Any:
        """The blocks in the reader's language, where there are any."""
        return self.body_en if self.body_en and reads_english() else self.body
