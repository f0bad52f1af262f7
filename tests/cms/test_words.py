"""What editors write: every block by its template, both languages, and the admin that it is written in."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from cms.blocks import WordsBlock
from cms.models import GuidePage, HomePage, ProjectPage, TenderPage
from cms.templatetags.cms_words import in_language
from cms.tree import put_up, put_up_project
from config.settings.files import places
from core.words import in_words
from tests.factories.accounts import UserFactory
from tests.factories.contracts import ContractFactory
from tests.factories.tenders import TenderFactory


def shown(kind: str, value: object) -> str:
    block = WordsBlock()
    with translation.override("en"):
        return block.render(block.to_python([{"type": kind, "value": value}]))


class TestBlocks:
    def test_steps_are_numbered_in_their_order(self) -> None:
        text = shown(
            "steps", {"title": "How", "steps": [{"title": "First", "text": "a"}, {"title": "Then", "text": ""}]}
        )
        assert text.index("First") < text.index("Then")
        assert '<ol class="way__steps">' in text

    def test_a_rule_stands_with_its_article(self) -> None:
        text = shown("rule", {"text": "At least 20 days.", "article": "§ 35"})
        assert "<blockquote" in text
        assert "§ 35" in text

    def test_a_paragraph_keeps_its_markup_and_others_are_escaped(self) -> None:
        assert "<b>now</b>" in shown("paragraph", "<p>Come <b>now</b></p>")
        assert "<script>" not in shown("rule", {"text": "<script>", "article": "<script>"})

    def test_a_call_leads_into_the_readers_language(self) -> None:
        text = shown("call", {"text": "Now.", "button": "Go", "address": "/opportunities/?state=open"})
        assert 'href="/en/opportunities/?state=open"' in text

    @pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", ""])
    def test_a_call_leads_nowhere_else(self, address: str) -> None:
        assert "href" not in shown("call", {"text": "", "button": "Go", "address": address})

    def test_figures_stand_with_their_source(self) -> None:
        text = shown("figures", {"figures": [{"value": "341", "label": "Events"}], "source": "A grid office"})
        assert all(part in text for part in ("341", "Events", "A grid office"))

    @pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Wagtail leaves a file to be closed
    @pytest.mark.django_db
    def test_a_picture_has_words_in_its_place(self, tmp_path: Path, settings: object) -> None:
        settings.STORAGES = places(tmp_path)  # type: ignore[attr-defined]
        image = get_image_model().objects.create(title="x", file=get_test_image_file())
        text = shown("picture", {"image": image.pk, "alt": "Two neighbours", "caption": ""})
        assert 'alt="Two neighbours"' in text
        assert 'loading="lazy"' in text


class TestLanguages:
    def test_a_page_speaks_both_and_falls_back(self, site: HomePage, client: Client) -> None:
        HomePage.objects.update(title="首页", title_en="Front page")
        assert "Front page" in client.get("/en/").content.decode()
        assert "首页" in client.get("/zh-hans/").content.decode()
        HomePage.objects.update(title_en="")
        assert "首页" in client.get("/en/").content.decode()

    def test_chinese_words_are_marked_in_an_english_page(self) -> None:
        with translation.override("en"):
            assert in_words({"zh": "合同", "en": ""}) == '<span lang="zh-Hans">合同</span>'
            assert in_words({"zh": "合同", "en": "<contract>"}) == "&lt;contract&gt;"
        with translation.override("zh-hans"):
            assert in_words({"zh": "合同", "en": "contract"}) == "合同"

    @pytest.mark.parametrize(
        ("address", "expected"),
        [
            ("/needs/", "/en/needs/"),
            ("/zh-hans/needs/", "/en/needs/"),
            ("/en/needs/", "/en/needs/"),
            ("/admin/", "/admin/"),
            ("//elsewhere.example/", "//elsewhere.example/"),
            ("https://elsewhere.example/", "https://elsewhere.example/"),
        ],
    )
    def test_an_address_goes_under_the_readers_language(self, address: str, expected: str) -> None:
        with translation.override("en"):
            assert in_language(address) == expected


class TestAdmin:
    @pytest.fixture
    def operator(self, site: HomePage) -> Client:
        client = Client()
        client.force_login(UserFactory.create(operator=True))
        return client

    def test_every_page_of_the_tree_opens_for_editing(self, operator: Client) -> None:
        put_up(TenderFactory.create(open=True))
        put_up_project(ContractFactory.create(in_force=True))
        pages = [
            HomePage.objects.get(),
            GuidePage.objects.first(),
            TenderPage.objects.first(),
            ProjectPage.objects.get(),
        ]
        found = [operator.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code for page in pages]
        assert found == [200, 200, 200, 200]

    def test_nobody_makes_the_page_of_a_tender_by_hand(self, operator: Client) -> None:
        parent = put_up(TenderFactory.create(open=True)).get_parent()
        assert (
            "tenderpage"
            not in operator.get(reverse("wagtailadmin_pages:add_subpage", args=[parent.pk])).content.decode()
        )

    def test_a_guide_is_previewed_in_the_sites_look(self, operator: Client) -> None:
        guide = GuidePage.objects.get(slug="supplier")
        answer = guide.make_preview_request(preview_mode="")
        answer.render()
        assert 'class="masthead"' in answer.content.decode()
