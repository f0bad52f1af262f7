"""The tree of the public site: made where it is missing, never overwritten where an editor has been."""

from __future__ import annotations

import json
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Page, Site

from cms.guide_texts import READERS, guide_text
from cms.models import (
    GuidePage,
    GuidesPage,
    HomePage,
    NeedsPage,
    NoticesPage,
    OpenPage,
    OpportunitiesPage,
    ProjectPage,
    ProjectsPage,
    TenderPage,
)
from cms.pages.base import SitePage
from procurement.tenders.models import Tender
from projects.contracts.models import Contract

WORDS = Path(__file__).parent / "data" / "site.toml"
EARLIER_GUIDES = ("say-what-is-missing", "rate-a-service", "comment-on-a-draft", "bid", "buy-a-service", "evaluate")
SECTIONS: tuple[type[SitePage], ...] = (
    OpportunitiesPage,
    NoticesPage,
    NeedsPage,
    ProjectsPage,
    GuidesPage,
    OpenPage,
)


@lru_cache(maxsize=1)
def first_words() -> dict[str, Any]:
    """What the pages say until an editor says it better."""
    with WORDS.open("rb") as file:
        return tomllib.load(file)


@transaction.atomic
def plant() -> HomePage:
    """Make what is missing of the tree, and a page for every purchase that is public; returns its root.

    Safe to repeat at any time: a page that is there keeps its words, and one that an editor removed stays removed
    only if it is none of the places that the site links to.
    """
    home = HomePage.objects.first()
    if home is None:
        home = _plant_root()
    missing = [section for section in SECTIONS if not section.objects.exists()]
    for section in missing:
        _under(home, _made(section, first_words()[section.SLUG]))
    guides = GuidesPage.objects.get()
    if not GuidePage.objects.filter(slug__in=READERS).exists():
        _plant_guides(guides)
    for tender in Tender.objects.public().filter(published_at__isnull=False, page=None).order_by("pk"):
        put_up(tender)
    known = ProjectPage.objects.values("ocid")
    for contract in Contract.objects.filter(published_at__isnull=False).exclude(purchase_ocid__in=known).order_by("pk"):
        put_up_project(contract)
    return home


def _plant_guides(guides: GuidesPage) -> None:
    """A page for the guide of every role; the short ones of an earlier version go where no editor has changed them."""
    for page in GuidePage.objects.filter(slug__in=EARLIER_GUIDES, latest_revision=None):
        page.delete()
    for name, reader in READERS.items():
        texts = {language: guide_text(name, language) for language in ("zh", "en")}
        words = {language: text.title if text else name for language, text in texts.items()}
        _under(GuidesPage.objects.get(pk=guides.pk), _made(GuidePage, words, slug=name, reader=reader))


def _plant_root() -> HomePage:
    root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root"))
    home = _made(HomePage, first_words()["home"], slug="site")
    root.add_child(instance=home)
    site = Site.objects.filter(is_default_site=True).first()
    before = site.root_page if site else None
    if site is None:
        site = Site(hostname="localhost", is_default_site=True)
    site.root_page = home
    site.site_name = settings.WAGTAIL_SITE_NAME
    site.save()
    # The page that Wagtail brings with it says nothing; it goes, unless somebody has built on it.
    if before is not None and before.content_type.model_class() is Page and before.is_leaf() and before.depth == 2:
        before.delete()
    return HomePage.objects.get(pk=home.pk)


def _made(model: type[SitePage], words: dict[str, Any], **given: Any) -> Any:
    return model(
        title=words["zh"],
        title_en=words["en"],
        lead_zh=words.get("lead_zh", ""),
        lead_en=words.get("lead_en", ""),
        body=_blocks(words.get("body", [])),
        body_en=_blocks(words.get("body_en", [])),
        **{"slug": model.SLUG, "show_in_menus": True, **given},
    )


def _blocks(blocks: list[dict[str, Any]]) -> str:
    """The blocks in the form in which Wagtail stores them."""
    return json.dumps([{"type": block["kind"], "value": block["value"]} for block in blocks])


def _under(parent: Page, page: Page) -> Any:
    """Add a page under a parent whose row is locked: two that come at once stand in line."""
    locked = type(parent).objects.select_for_update(of=("self",)).get(pk=parent.pk)
    return locked.add_child(instance=page)


def put_up(tender: Tender) -> TenderPage:
    """Make the page of a published tender, or hand the purchase's page on to its new attempt."""
    place = _place(OpportunitiesPage)
    page = TenderPage.objects.filter(slug=tender.ocid).first()
    if page is None:
        return _under(place, TenderPage(slug=tender.ocid, tender=tender, **_titles(tender)))
    if page.tender_id != tender.pk and page.tender_id < tender.pk:
        page.tender = tender
        page.title, page.title_en, page.live = tender.title[:255], tender.title_en[:255], True
        page.save()
    return page


def put_up_project(contract: Contract) -> ProjectPage:
    """Make the page of what is delivered under a purchase."""
    place = _place(ProjectsPage)
    page = ProjectPage.objects.filter(ocid=contract.purchase_ocid).first()
    if page is None:
        titles = _titles(contract.lot.tender)
        page = _under(place, ProjectPage(slug=contract.purchase_ocid, ocid=contract.purchase_ocid, **titles))
    return page


def _place(section: type[SitePage]) -> Any:
    if not section.objects.exists():
        plant()
    return section.objects.get()


def _titles(tender: Tender) -> dict[str, Any]:
    return {"title": tender.title[:255], "title_en": tender.title_en[:255]}


def window_on_tender(tender: Tender) -> TenderPage:
    """The page of a tender as it stands in the tree; without one, or while an editor has taken it down, bare."""
    page = getattr(tender, "page", None)
    if page is None or not page.live:
        page = TenderPage(slug=tender.ocid, tender=tender, **_titles(tender))
    return page


def window_on_project(ocid: str, contract: Contract) -> ProjectPage:
    """The page of a project as it stands in the tree; without one, bare."""
    page = ProjectPage.objects.live().filter(ocid=ocid).first()
    return page or ProjectPage(slug=slugify(ocid), ocid=ocid, **_titles(contract.lot.tender))
