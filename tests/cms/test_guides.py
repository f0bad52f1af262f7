"""The site's guides are the texts of docs/guides: every role, both languages, no dead link."""

from __future__ import annotations

import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils.html import escape

from cms.guide_texts import READERS, guide_text
from cms.models import GuidePage, GuidesPage, HomePage
from cms.tree import EARLIER_GUIDES, plant


@pytest.mark.parametrize(("language", "code"), [("zh", "zh-hans"), ("en", "en")])
def test_a_guide_is_shown_as_it_stands_in_the_folder(site: HomePage, client: Client, language: str, code: str) -> None:
    for name in READERS:
        page = client.get(f"/{code}/guides/{name}/").content.decode()
        text = guide_text(name, language)
        assert text is not None
        assert escape(text.title) in page
        assert text.html in page
        assert [part for part in text.parts if f'id="{part[0]}"' not in page or f'href="#{part[0]}"' not in page] == []
        pictures = re.findall(r'src="/static/(guides/[^"]+)"', page)
        assert [picture for picture in pictures if finders.find(picture) is None] == []
        others = re.findall(r'href="\.\./([a-z-]+)/"', page)
        assert [other for other in others if other not in READERS] == []


def test_the_list_names_every_role(site: HomePage, client: Client) -> None:
    page = client.get("/en/guides/").content.decode()
    assert [name for name in READERS if f'href="/en/guides/{name}/"' not in page] == []


def test_the_words_of_an_editor_stand_above_the_text(site: HomePage, client: Client) -> None:
    page = GuidePage.objects.get(slug="resident")
    page.body = [("rule", {"text": "本社区另有规定", "article": ""})]
    page.save()
    shown = client.get("/zh-hans/guides/resident/").content.decode()
    assert 0 < shown.index("本社区另有规定") < shown.index("怎么登录</h2>")


def test_the_short_guides_of_an_earlier_version_make_way_unless_an_editor_changed_them(site: HomePage) -> None:
    GuidePage.objects.all().delete()
    guides = GuidesPage.objects.get()
    for slug in EARLIER_GUIDES[:2]:
        guides = GuidesPage.objects.get()
        guides.add_child(instance=GuidePage(title=slug, slug=slug))
    GuidePage.objects.get(slug=EARLIER_GUIDES[0]).save_revision()
    plant()
    assert set(GuidePage.objects.values_list("slug", flat=True)) == {EARLIER_GUIDES[0], *READERS}
