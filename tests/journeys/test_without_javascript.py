"""Reading and writing with JavaScript switched off: the same pages and words; only sealing and live pages need it.

One person of each role takes the steps of the journey that are read and written; nothing saves itself here, the buttons
do. Whoever cannot or will not run scripts is not shut out.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from demo.models import Story as Told
from procurement.models import CommitteeMember, Evaluation
from projects.ratings.models import token_hash
from projects.ratings.services import token_for
from tests.factories.ratings import BeneficiaryFactory, RatingRoundFactory
from tests.journeys import needs_and_plan, tendering
from tests.journeys.conftest import Story, a_story
from tests.journeys.evaluation import BUTTON_OF_SCORES
from tests.journeys.needs_and_plan import ITEM
from tests.journeys.people import DESKTOP, PHONE, TABLET
from tests.journeys.tendering import BACK, MILESTONES, SHEET, fill, rows


def the_document_is_written_by_its_buttons(story: Story) -> None:
    """Every part is saved by its button, with the law's word beside it."""
    officer = story.officer
    officer.open(story.places["tender"])
    fill(
        officer,
        "purpose",
        title=ITEM,
        objective="让紫南社区的老人在家得到照料。",
        requirements="每位老人每年上门不少于30次",
        term_text="12个月",
        term_months="12",
        scope="180名服务对象。",
        expected_effect="居民满意度指数不低于75分",
    )
    officer.follow("/parts/sheet/")
    officer.write(**rows(("section", "name_zh", "weight", "kind"), SHEET[:3]))
    officer.press('button[name="more"]')
    officer.write(**rows(("section", "name_zh", "weight", "kind"), SHEET))
    officer.press(BACK)
    fill(officer, "milestones", **rows(("title", "percent", "due_after_days"), MILESTONES))
    officer.follow("/parts/terms/")
    officer.write(deposit_percent="five")
    officer.press(BACK, status=(422,))
    assert officer.main.locator('[name="deposit_percent"]').input_value() == "five"
    officer.write(deposit_percent="2", performance_percent="20", target="75", floor="50")
    officer.press(BACK)


def a_question_is_asked(story: Story) -> None:
    """By the form alone."""
    supplier = story.cast("xintian@xintian.example", DESKTOP, PHONE)
    supplier.open(story.places["tender"])
    supplier.take("ask", text="助餐是否包括节假日？")
    supplier.reads("助餐是否包括节假日？")


def a_bid_is_drafted(story: Story) -> None:
    """Its parts, its price with an error kept at the field, and a file: all by plain forms."""
    supplier = story.cast("xintian@xintian.example", DESKTOP, PHONE)
    supplier.open(story.places["tender"])
    supplier.follow("/bid/")
    supplier.send()
    bid = supplier.here
    supplier.follow("/parts/technical/")
    supplier.write(term_months="12", answer_0="逐项响应。", answer_1="15分钟到场。")
    supplier.press(BACK)
    supplier.follow("/parts/price/")
    supplier.write(price_fen="贵")
    supplier.press(BACK, status=(422,))
    assert supplier.main.locator('[name="price_fen"]').input_value() == "贵"
    supplier.write(price_fen="612000")
    supplier.press(BACK)
    supplier.follow("/parts/qualification/")
    supplier.write(file={"name": "证书.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"})
    supplier.press("form[data-upload] button")
    supplier.reads("证书.pdf")
    supplier.open(bid)
    supplier.look("bid-without-script")


ACTS = [
    *needs_and_plan.ACTS,
    tendering.the_officer_starts_the_tender,
    the_document_is_written_by_its_buttons,
    tendering.it_goes_to_review_and_before_the_residents,
    tendering.a_resident_comments,
    tendering.the_officer_answers_and_settles,
    tendering.four_custodians_make_their_keys,
    tendering.a_second_person_publishes_it,
    a_question_is_asked,
    a_bid_is_drafted,
]


@pytest.mark.heavy
@pytest.mark.allow_hosts(["127.0.0.1"])
def test_people_without_scripts_read_and_write_all_the_same(quiet_story: Story) -> None:
    for act in ACTS:
        act(quiet_story)


def an_expert_scores_and_freezes(story: Story) -> None:
    """A number that is too high is said at its field; the rest is kept, and nothing changes after the freeze."""
    ocid = Told.objects.get(key="community_centres").ocid
    evaluation = Evaluation.objects.get(lot__tender__plan_item__ocid=ocid)
    seat = CommitteeMember.objects.filter(evaluation=evaluation, frozen_at=None, expert__isnull=False).first()
    expert = story.cast(seat.user.email, TABLET)
    expert.open("/zh-hans/evaluate/")
    expert.go_to("凤凰街道")
    expert.follow("/bids/A/")
    box = expert.main.locator("input.score-input").first
    before = box.input_value()
    box.fill("999")
    expert.press(BUTTON_OF_SCORES, status=(422,))
    assert expert.main.locator("input.score-input").first.input_value() == "999"
    expert.main.locator("input.score-input").first.fill(before)
    expert.press(BUTTON_OF_SCORES)
    expert.open("/zh-hans/evaluate/")
    expert.go_to("凤凰街道")
    expert.follow("/freeze/")
    expert.send()
    expert.look("frozen-without-script")
    seat.refresh_from_db(fields=["frozen_at"])
    assert seat.frozen_at is not None


def somebody_who_is_served_rates(story: Story) -> None:
    """One question, five faces: nothing chosen is said, and the answer counts."""
    rating_round = RatingRoundFactory.create()
    token = token_for(rating_round, "one")
    BeneficiaryFactory.create(stratum__round=rating_round, person_key="one", token_hash=token_hash(token))
    someone = story.cast.stranger(PHONE)
    someone.open(f"/zh-hans/r/{token}/")
    someone.press("form button.govuk-button", status=(422,))
    someone.write(level="4", took_place="YES")
    someone.press("form button.govuk-button")
    someone.main.locator(".receipt").wait_for()
    someone.look("rated-without-script")
    assert rating_round.ballots().count() == 1


@pytest.mark.heavy
@pytest.mark.allow_hosts(["127.0.0.1"])
def test_an_expert_and_somebody_served_need_no_scripts(
    played_alone: None, pictures: Path, live_server: Any, chromium: Browser
) -> None:
    story = a_story(live_server.url, chromium, pictures, java_script_enabled=False)
    an_expert_scores_and_freezes(story)
    somebody_who_is_served_rates(story)
