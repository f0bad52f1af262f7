"""Everything that the public and the residents read, in English on a phone: no sentence of the site stays Chinese.

What people have written stays in the language in which they wrote it, and says so: it stands in an element with `lang`.
The pages are found as a reader finds them, by their links, and by the table of who is shown which address.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from playwright.sync_api import Browser, Page

from projects.ratings.models import RatingRound
from projects.ratings.services import token_for
from tests.journeys.people import WIDER_THAN_THE_SCREEN, sign_in
from tests.web.places import PEOPLE, TABLE, Address, addresses, leads_to_a_page

pytestmark = [pytest.mark.heavy, pytest.mark.allow_hosts(["127.0.0.1"])]
PHONE = {"width": 360, "height": 780}
RESIDENT = PEOPLE["resident"]
SECTIONS = ("opportunities", "notices", "needs", "projects", "guides", "open", "desk", "shares")
FOLLOWED = ", ".join(f'a[href^="/en/{section}/"]:not([href*="?"])' for section in SECTIONS)
# Of whatever is seen or read aloud: text, and the attributes that say something.
CHINESE_OF_THE_SITE = """() => {
  const found = [], chinese = /[\\u3400-\\u9fff]/;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const mine = one => !one.closest('script, style, [lang^=zh], [aria-hidden=true]');
  while (walker.nextNode()) {
    const box = walker.currentNode.parentElement, text = walker.currentNode.textContent.trim();
    if (chinese.test(text) && mine(box) && (box.closest('option') || box.checkVisibility())) found.push(text);
  }
  for (const name of ['aria-label', 'placeholder', 'title', 'alt'])
    for (const one of document.querySelectorAll(`[${name}]`))
      if (chinese.test(one.getAttribute(name)) && mine(one)) found.push(`${name}: ${one.getAttribute(name)}`);
  return found;
}"""
SAME_PAGE_IN_CHINESE = "location.pathname.replace('/en/', '/zh-hans/') + location.search"
# Words of machines, yuan without their commas, and times of day without their zone.
RAW = "|".join(
    (
        r"\b(?:None(?!:| yet)|True|False|\d{2}:\d{2}:\d{2}\.\d+|[A-Z]{3,}_[A-Z_]{3,})\b",
        r"¥\d{4,}",
        r"\b\d{4},? \d{2}:\d{2}(?![\d:.]* \(UTC)",
    )
)


@pytest.fixture
def told(played_alone: None) -> list[Address]:
    """An example of every address in the demo's town, where its purchases have been told; in English."""
    with translation.override("en"):
        return addresses()


def shown_to(who: str) -> set[str]:
    """The addresses that the committed table says this person is shown."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row["address"] for row in csv.DictReader(file) if row[who] == "200"}


def walk(page: Page, start: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Read every page of a list and every page to which they lead; say of each what is wrong with it."""
    waiting, seen = [url for url in start if leads_to_a_page(url)], set(start)
    while waiting:
        url = waiting.pop(0)
        answer = page.goto(url)
        assert answer is not None
        yield url, list(_faults(page, answer.status, is_linked=url not in start))
        for link in page.locator(FOLLOWED).evaluate_all("all => all.map(one => one.pathname)"):
            if link not in seen and leads_to_a_page(link):
                seen.add(link)
                waiting.append(link)


def _faults(page: Page, status: int, *, is_linked: bool) -> Iterator[str]:
    if status >= 500 or (is_linked and status in (403, 404)):
        yield f"status {status}"
    if page.locator("html").get_attribute("lang") != "en":
        yield "the page does not say that it is in English"
    yield from (f"in Chinese: {text}" for text in page.evaluate(CHINESE_OF_THE_SITE))
    yield from (f"wider than the phone: {box}" for box in page.evaluate(WIDER_THAN_THE_SCREEN))
    way = page.locator("a[hreflang=zh-hans]").first
    if way.count() and way.get_attribute("href") != page.evaluate(SAME_PAGE_IN_CHINESE):
        yield f"the way to the other language leads to {way.get_attribute('href')}"
    elif not way.count() and not page.locator("button[name=language][value=zh-hans]").count():
        yield "no way to the other language"
    raw = page.evaluate(f"document.body.innerText.match(/{RAW}/g) || []")
    yield from (f"raw: {word}" for word in raw)


def nothing_is_wrong(read: list[tuple[str, list[str]]]) -> None:
    """Say of every page what is wrong with it."""
    found = [f"{url} {one}" for url, wrong in read for one in wrong]
    assert not found, "\n".join(found)


def reader(chromium: Browser, live_server: Any) -> Page:
    """Somebody with a phone in English."""
    context = chromium.new_context(base_url=live_server.url, locale="en-GB", viewport=PHONE, reduced_motion="reduce")
    return context.new_page()


def pictured(page: Page, folder: Path, found: Iterator[tuple[str, list[str]]]) -> list[tuple[str, list[str]]]:
    """Take a picture of each page that is read, for somebody to look at."""
    read = []
    for number, (url, wrong) in enumerate(found):
        name = url.strip("/").replace("/", "_").removeprefix("en_")[:60]
        page.screenshot(path=folder / f"{number:03}-{name}.jpg", full_page=True, type="jpeg", quality=80)
        read.append((url, wrong))
    return read


def test_everybody_reads_the_site_in_english(
    told: list[Address], pictures: Path, live_server: Any, chromium: Browser
) -> None:
    mine = shown_to("anonymous")
    start = [place.url for place in told if place.key in mine and place.url.startswith(("/en/", "/accounts/"))]
    asked = RatingRound.objects.order_by("-pk").select_related("contract")[0]
    key = asked.beneficiaries.order_by("pk")[0].person_key
    start += [f"/en/r/{token_for(asked, key)}/", "/en/r/cut-off/", "/en/nowhere/"]
    page = reader(chromium, live_server)
    read = pictured(page, pictures, walk(page, start))
    assert len(read) > 40
    nothing_is_wrong(read)


def test_a_resident_reads_the_site_in_english(
    told: list[Address], pictures: Path, live_server: Any, chromium: Browser
) -> None:
    mine = shown_to("resident") - shown_to("anonymous")
    start = [place.url for place in told if place.key in mine and place.url.startswith(("/en/", "/accounts/"))]
    page = reader(chromium, live_server)
    sign_in(page, RESIDENT)
    read = pictured(page, pictures, walk(page, ["/en/desk/", *start]))
    assert len(read) > 30
    nothing_is_wrong(read)
