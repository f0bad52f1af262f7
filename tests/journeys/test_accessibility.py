"""What everybody and every resident reads, through axe: both languages, a phone and a desk, and the large edition.

Beside axe: nothing widens the page, what stands alone is as tall as a finger (44 px, large 60 px), no word of the large
edition is smaller than 18 px, and no page breaks the policy that its own headers name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import Browser, Page

from cms.tree import plant, put_up, put_up_project
from projects.ratings.models import token_hash
from projects.ratings.services import token_for
from tests.factories.awards import AwardFactory
from tests.factories.contracts import ContractFactory
from tests.factories.needs import NeedFactory
from tests.factories.ratings import BeneficiaryFactory, RatingRoundFactory
from tests.factories.tenders import ClauseCommentFactory, QuestionFactory, TenderFactory
from tests.journeys.eyes import axe, faults

COUNTED = {"publishable": True, "index": 76.24, "interval": [71.5, 81.0], "n": 72}
RESULT = {"counted": COUNTED, "target": "75.00", "population": {"self": 70, "assist": 110}}


@pytest.fixture
def addresses(transactional_db: None) -> list[tuple[str, tuple[Any, ...]]]:
    """One address of every kind that everybody may read, in a town where something of each kind has happened."""
    plant()
    tender = TenderFactory.create(open=True, lots=("A", "B"))
    QuestionFactory.create(tender=tender, answered=True)
    asked = TenderFactory.create(public_comment=True)
    ClauseCommentFactory.create(tender=asked, answered=True)
    cancelled = TenderFactory.create(cancelled=True)
    with transaction.atomic():
        put_up(tender)
    award = AwardFactory.create(published=True)
    contract = ContractFactory.create(in_force=True)
    with transaction.atomic():
        put_up_project(contract)
    RatingRoundFactory.create(contract=contract, published=True, result=RESULT)
    rating_round = RatingRoundFactory.create(contract=contract)
    token = token_for(rating_round, "one")
    BeneficiaryFactory.create(stratum__round=rating_round, person_key="one", token_hash=token_hash(token))
    need = NeedFactory.create()
    places: list[tuple[str, tuple[Any, ...]]] = [
        (name, ()) for name in ("home", "opportunities", "notices", "needs", "projects", "guides", "open")
    ]
    calculators = ("deadline", "clock", "score", "low-price", "committee", "uscc", "rating")
    return [
        *places,
        *(("opportunity", (one.ocid,)) for one in (tender, asked, cancelled)),
        ("notice", (award.notice.pk,)),
        ("public_need", (need.pk,)),
        ("project", (contract.purchase_ocid,)),
        ("open_payments", ()),
        ("calculators", ()),
        *(("calculator", (key,)) for key in calculators),
        ("rate", (token,)),
        ("rate", ("cut-off",)),
        ("counted", ()),
        ("account_login", ()),
    ]


def opened(page: Page, url: str, large: bool) -> list[str]:
    """Open a page and return what is wrong with it."""
    broken: list[str] = []
    page.on("console", lambda said: broken.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.goto(url)
    return [f"{url}: {one}" for one in (*faults(page, axe(), large=large), *broken)]


def readers() -> Iterator[Any]:
    """Every width, language and edition; a test run walks as an old resident does, `make verify` as everybody."""
    for width in (360, 1280):
        for language in ("zh-hans", "en"):
            for large in (False, True):
                is_first = (width, language) == (360, "zh-hans") and large
                name = f"{width}-{language}-{'large' if large else 'standard'}"
                yield pytest.param(width, language, large, id=name, marks=[] if is_first else [pytest.mark.heavy])


@pytest.mark.allow_hosts(["127.0.0.1"])
@pytest.mark.parametrize(("width", "language", "large"), list(readers()))
def test_everybody_can_read_and_reach_everything(
    addresses: list[tuple[str, tuple[Any, ...]]],
    live_server: Any,
    chromium: Browser,
    width: int,
    language: str,
    large: bool,
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 800})
    if large:
        context.add_cookies([{"name": "elder", "value": "1", "url": live_server.url}])
    page = context.new_page()
    with translation.override(language):
        urls = [live_server.url + reverse(name, args=args) for name, args in addresses]
    found = [one for url in urls for one in opened(page, url, large)]
    context.close()
    assert len(urls) > 20
    assert found == []
