"""The reader's language: kept on every page, with the page and what was asked of it."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from cms.tree import plant

pytestmark = pytest.mark.django_db
CHINESE = {"accept-language": "zh-CN,zh"}


def switch(page: str) -> str:
    """Where the link to the other language leads."""
    found = re.search(r'<a href="([^"]*)" lang="(?:en|zh-hans)" hreflang', page)
    assert found is not None
    return found[1].replace("&amp;", "&")


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (
            "/zh-hans/opportunities/?q=%E5%85%BB%E8%80%81&state=OPEN",
            "/en/opportunities/?q=%E5%85%BB%E8%80%81&state=OPEN",
        ),
        ("/en/needs/?page=2", "/zh-hans/needs/?page=2"),
        ("/en/open/", "/zh-hans/open/"),
        ("/zh-hans/nothing-here/?a=b", "/en/nothing-here/?a=b"),
    ],
)
def test_the_switch_keeps_the_page_and_what_was_asked(here: str, there: str) -> None:
    plant()
    assert switch(Client().get(here).content.decode()) == there


def test_whoever_reads_in_english_signs_in_in_english() -> None:
    client = Client(headers=CHINESE)
    assert '<html lang="zh-hans"' in client.get("/accounts/login/").content.decode()
    client.get("/en/open/")
    assert '<html lang="en"' in client.get("/accounts/login/").content.decode()


def test_whoever_reads_in_the_language_of_the_browser_gets_no_cookie() -> None:
    client = Client(headers=CHINESE)
    client.get("/zh-hans/open/")
    assert client.cookies == {}


def test_on_a_page_without_a_language_in_its_address_the_switch_is_a_button() -> None:
    client = Client(headers=CHINESE)
    page = client.get("/accounts/login/?next=/zh-hans/org/").content.decode()
    found = re.search(r'name="next" value="([^"]*)"><button[^>]*name="language" value="en"', page)
    assert found is not None
    answer = client.post("/i18n/setlang/", {"next": found[1], "language": "en"})
    assert answer.url == "/accounts/login/?next=/zh-hans/org/"
    assert '<html lang="en"' in client.get(answer.url).content.decode()


def test_the_button_leads_to_no_other_site() -> None:
    answer = Client().post("/i18n/setlang/", {"next": "https://elsewhere.example/", "language": "en"})
    assert answer.url == "/"


def test_an_english_page_says_that_the_chinese_text_counts() -> None:
    words = "Of laws and documents the Chinese text counts"
    assert words in Client().get("/en/open/").content.decode()
    assert "以中文为准" not in Client().get("/zh-hans/open/").content.decode()
