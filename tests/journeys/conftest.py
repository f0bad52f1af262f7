"""The town in which the journeys happen, its server, and the browser."""

from __future__ import annotations

import copy
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connections
from django.test import Client, override_settings
from playwright.sync_api import Browser, sync_playwright

from accounts.models import User
from core.audit.outbox import relay
from core.clock import advance
from core.time import set_clock
from demo import world
from demo.player import at
from tests import browser as browsers
from tests.factories.custody import be_quick
from tests.fakes.stripe import FakeStripe, post_to
from tests.journeys.people import PICTURES, Cast, Person
from tests.web.places import PEOPLE

BEGIN_DAY = "2025-04-07"
BEGIN = at(f"{BEGIN_DAY} 09:00")
RESIDENTS = 12
# Who is in the middle of something that none of the table's people has.
AT_WORK = {"bidder at work": "yangguang@yangguang.example", "expert at work": "expert7@experts.example"}
VOICES = 3  # that a need takes in this small town


@dataclass
class Story:
    """Who plays, and where on the site the story has come: the addresses that people would keep as bookmarks."""

    cast: Cast
    today: str = BEGIN_DAY
    places: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def seen_as_a_demo(self) -> Iterator[None]:
        """Show the demo's bar above every page, with its clock."""
        with override_settings(DEMO_BAR=True, ROOT_URLCONF="tests.journeys.demo_urls"):
            yield

    @property
    def officer(self) -> Person:
        """The buyer's officer."""
        return self.cast("officer@ludong.example")

    @property
    def approver(self) -> Person:
        """The second person."""
        return self.cast("approver@ludong.example")

    def time_passes(self, until: str) -> None:
        """Let the clock go on to an instant of Shanghai; what waited for it happens, and the post is delivered."""
        advance(at(until))
        self.today = until.split()[0]
        while relay(limit=1000):
            pass


@pytest.fixture
def chromium(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """The browser of one journey; gone before the database is given back."""
    path = browsers.chromium()
    assert path, browsers.NONE
    # Playwright runs an event loop in this thread, beside which Django would refuse to ask the database.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=path, args=browsers.flags(), env={**os.environ, "LANGUAGE": "zh_CN"}
        )
        # Beside the loop Django keeps a connection of its own, which may still look at an earlier journey's database.
        connections.close_all()
        yield running
        connections.close_all()
        running.close()


@pytest.fixture
def town(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo's town with fewer residents, on the morning on which the story begins; nothing is bought yet."""
    be_quick(monkeypatch)
    data = copy.deepcopy(world.read_world())
    data["residents"]["count"] = RESIDENTS
    for area in data["areas"]:
        if "support_threshold" in area:
            area["support_threshold"] = VOICES
    monkeypatch.setattr(world, "read_world", lambda: data)
    set_clock(BEGIN)
    world.build_world(lambda: None)
    call_command("site_tree", verbosity=0)


@pytest.fixture
def story(town: None, pictures: Path, live_server: Any, chromium: Browser) -> Story:
    """A story that has not begun."""
    return a_story(live_server.url, chromium, pictures)


@pytest.fixture
def quiet_story(town: None, pictures: Path, live_server: Any, chromium: Browser) -> Story:
    """A story among people whose browsers run no scripts."""
    return a_story(live_server.url, chromium, pictures, java_script_enabled=False)


def a_story(address: str, chromium: Browser, pictures: Path, **how: Any) -> Story:
    """A story that has not begun, seen in browsers that are started like this."""
    return Story(Cast(chromium, address, pictures, **how))


@pytest.fixture
def sessions(played_alone: None) -> dict[str, str]:
    """The session of everybody of the table, by who they are; nobody has to type.

    Asked of the database before a browser runs: beside one there is another connection, which nobody closes.
    """
    found = {}
    for who, email in {**PEOPLE, **AT_WORK}.items():
        if email:
            client = Client()
            client.force_login(User.objects.get(email=email))
            found[who] = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    return found


@pytest.fixture
def pictures(request: pytest.FixtureRequest) -> Path:
    """The folder of one test's pictures; they take the place of the last run's."""
    folder = PICTURES / request.node.name.removeprefix("test_").replace("_", "-")
    for old in folder.glob("*.jpg"):
        old.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def second_proof(settings: Any) -> None:
    """Every act that binds asks once more who it is, however short ago somebody signed in."""
    settings.ASKS_WHO_IT_IS = True
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0


@pytest.fixture
def cards(settings: Any, story: Story, live_server: Any) -> Iterator[FakeStripe]:
    """The card provider's stand-in, whose pages the browser walks and whose news the site hears."""
    fake = FakeStripe(listener=post_to(f"{live_server.url}/webhooks/stripe/")).start()
    settings.STRIPE_API_BASE = fake.base
    policy = copy.deepcopy(django_settings.CONTENT_SECURITY_POLICY)
    policy["DIRECTIVES"]["form-action"].append(fake.base)
    settings.CONTENT_SECURITY_POLICY = policy
    yield fake
    fake.stop()
