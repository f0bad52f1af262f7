"""Every address of the table of who is shown what, through axe: as somebody who may open it, in both languages, on a
desk, on a phone, and at twice the size; what the public and the residents read in the large edition too.

An address is opened by the first who is shown it, or else by the first who is told there why not now. What no row
leads to (a draft, a bid in the making) is found as a person finds it: by the links of the pages that are read.
`-k officer` reads one person's pages, `LINLI_ONLY=needs` the addresses in whose names this stands, `LINLI_WIDTH=360` at
this width alone.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import translation
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import AT_WORK
from tests.journeys.eyes import axe, faults
from tests.web.places import PEOPLE, TABLE, Address, addresses, leads_to_a_page

pytestmark = [pytest.mark.heavy, pytest.mark.allow_hosts(["127.0.0.1"])]
LANGUAGES = ("zh-hans", "en")
# A desk, the same desk with everything at twice the size (half as many pixels for the page), and a phone.
SIZES = ((1280, 900), (640, 450), (360, 780))
ONLY_AT = os.environ.get("LINLI_WIDTH", "")
LARGE_TOO = ("anonymous", "resident")
BEGINS = {"bidder at work": "/org/bids/", "expert at work": "/evaluate/"}


def opened_by(who: str) -> set[str]:
    """The addresses that this person is the first of all to be shown, or else to be refused with its reason."""
    found = set()
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            answers = list(row.values())
            status = next((one for one in ("200", "409") if one in answers), "")
            first = next((one for one in row if row[one] == status), "")
            if first == who:
                found.add(row["address"])
    return found


def never_shown() -> set[str]:
    """The names of the addresses that the table shows to nobody: their examples are not there, or not by a look."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    shown = {row["address"].split()[0] for row in rows if {"200", "409"} & set(row.values())}
    return {row["address"].split()[0] for row in rows} - shown


def name_of(path: str) -> str:
    """The name of an address; nothing where there is none."""
    try:
        return resolve(path).url_name or ""
    except Resolver404:
        return ""


@dataclass
class Reader:
    """Somebody before a browser, who has read some pages and found some faults."""

    page: Page
    runner: Axe
    large: bool = False
    read: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self.wrong.append(f"{self.page.url} script: {error}"))
        said = "Content Security Policy"
        self.page.on("console", lambda one: self.wrong.append(f"{self.page.url} {one.text}") if said in one.text else 0)

    def reads(self, path: str) -> list[str]:
        """Look at a page at every size; return where its links lead."""
        self.page.set_viewport_size({"width": SIZES[0][0], "height": SIZES[0][1]})
        answer = self.page.goto(path)
        assert answer is not None
        if answer.status >= 500:
            self.wrong.append(f"{path}: {answer.status}")
        for width, height in SIZES:
            if ONLY_AT not in ("", str(width)):
                continue
            self.page.set_viewport_size({"width": width, "height": height})
            self.wrong += [f"{path} at {width}: {one}" for one in faults(self.page, self.runner, large=self.large)]
        self.read.add(name_of(path))
        links: list[str] = self.page.eval_on_selector_all("a[href^='/']", "all => all.map((one) => one.pathname)")
        return links

    def reads_on(self, start: Iterable[str], wanted: set[str]) -> None:
        """Look at these pages, and at the first of each kind that no row of the table leads to."""
        waiting = list(start)
        while waiting:
            for link in self.reads(waiting.pop(0)):
                name = name_of(link)
                if name in wanted and name not in self.read and leads_to_a_page(link):
                    waiting.append(link)
                    wanted = wanted - {name}


@dataclass
class World:
    """What the stories leave behind: every address in both languages, and everybody's session."""

    places: dict[str, list[Address]]
    sessions: dict[str, str]

    def starts(self, who: str, language: str) -> list[str]:
        """The pages with which somebody begins."""
        if who in BEGINS:
            return [f"/{language}/desk/", f"/{language}{BEGINS[who]}"]
        only, mine = os.environ.get("LINLI_ONLY", ""), opened_by(who)
        here = [one for one in self.places[language] if one.key in mine and only in one.key]
        return [one.url for one in here if leads_to_a_page(one.url)]


@pytest.fixture
def world(sessions: dict[str, str]) -> World:
    """Read before a browser runs, as the sessions are."""
    places = {}
    for language in LANGUAGES:
        with translation.override(language):
            places[language] = addresses()
    return World(places, sessions)


def walks() -> Iterator[Any]:
    """Everybody, in both languages; whoever is old perhaps, in the large edition too."""
    for who in (*PEOPLE, *AT_WORK):
        for language in LANGUAGES:
            for large in (False, True) if who in LARGE_TOO else (False,):
                name = f"{who.replace(' ', '-')}-{language}-{'large' if large else 'standard'}"
                yield pytest.param(who, language, large, id=name)


@pytest.mark.parametrize(("who", "language", "large"), list(walks()))
def test_nobody_is_kept_out_of_a_page(
    world: World, live_server: Any, chromium: Browser, who: str, language: str, large: bool
) -> None:
    context = chromium.new_context(base_url=live_server.url, reduced_motion="reduce")
    cookies = {settings.LANGUAGE_COOKIE_NAME: language}
    if large:
        cookies[settings.ELDER_COOKIE_NAME] = "1"
    if who in world.sessions:
        cookies[settings.SESSION_COOKIE_NAME] = world.sessions[who]
    context.add_cookies([{"name": name, "value": text, "url": live_server.url} for name, text in cookies.items()])
    reader = Reader(context.new_page(), axe(), large)
    reader.reads_on(world.starts(who, language), never_shown())
    context.close()
    assert not reader.wrong, "\n".join(reader.wrong)


def test_the_table_leaves_no_page_out() -> None:
    everybodys = [key for who in PEOPLE for key in opened_by(who)]
    assert len(everybodys) == len(set(everybodys)) > 250
