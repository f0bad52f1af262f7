"""The people served say how satisfied they are, and everybody reads what came of it."""

from __future__ import annotations

from tests.journeys.conftest import RESIDENTS, Story
from tests.journeys.contract import invoice, pay_out
from tests.journeys.needs_and_plan import ITEM
from tests.journeys.people import DESKTOP, PHONE

SINCE, UNTIL = "2025-06", "2025-11"
PERIOD = "2025年6月至11月"
DEADLINES_AHEAD = 12  # at most, until the round closes
LEVELS = (5, 4, 5, 5, 3, 4, 5, 4, 5, 2, 5)  # one of the town does not answer


def the_officer_asks(story: Story) -> None:
    """A round for everybody who was served, and a sheet of links to cut and hand out."""
    story.time_passes("2025-12-01 09:00")
    officer = story.officer
    officer.open(story.places["contract"])
    officer.follow("/rating/")
    officer.write(since=SINCE, until=UNTIL, closes_at="2025-12-15T18:00", source="area")
    officer.look("open-round")
    officer.send()
    officer.look("round-open")
    story.places["round"] = officer.here
    grid = story.cast("grid@ludong.example")
    grid.open(story.places["round"])
    grid.look("round-for-the-grid-worker")
    grid.follow("/links/")
    grid.look("sheet-of-links")
    links = grid.page.evaluate("document.body.innerText.match(/\\/r\\/[^\\s]+/g)")
    assert len(links) == RESIDENTS
    story.places["links"] = " ".join(links)


def the_people_answer(story: Story) -> None:
    """One question, five faces; no account, and nothing happens before the button is pressed."""
    story.time_passes("2025-12-03 10:00")
    someone = story.cast.stranger(DESKTOP, PHONE)
    for number, (link, level) in enumerate(zip(story.places["links"].split(), LEVELS, strict=False)):
        someone.open(link)
        if number == 0:
            someone.look("five-faces")
            someone.press("form button.govuk-button", status=(422,))
            someone.look("five-faces-none-chosen")
        someone.write(level=str(level), took_place="YES")
        if number == 0:
            someone.look("five-faces-chosen")
        someone.press("form button.govuk-button")
        if number == 0:
            someone.look("thank-you")
            story.places["receipt"] = someone.main.locator(".receipt").inner_text()
    someone.open("/zh-hans/counted/")
    someone.write(receipt=story.places["receipt"].lower())
    someone.press("form button.govuk-button")
    someone.look("counted")


def the_round_is_published(story: Story) -> None:
    """Time alone closes it, here by the clock of the demo's bar; one person reviews, another publishes."""
    officer = story.officer
    with story.seen_as_a_demo():
        officer.open(story.places["round"])
        officer.look("with-the-clock-of-the-demo")
        for _press in range(DEADLINES_AHEAD):
            if officer.main.locator('a[href$="/review/"]').count():
                break
            with officer.page.expect_navigation():
                officer.page.locator('.demo-bar button[value="deadline"]').click()
    story.time_passes("2025-12-15 18:01")
    story.officer.from_desk(PERIOD)
    story.officer.look("round-closed")
    story.officer.take("review")
    story.approver.from_desk(PERIOD)
    story.approver.take("publish")
    story.approver.look("round-published")


def the_performance_part_is_paid(story: Story) -> None:
    """What the rating has released, in full at this interval; who published it cannot approve what follows from it."""
    invoice(story, ITEM, "/org/ratings/", "25140000000000000003", "83720.00")
    pay_out(story, "2025-12-18 10:00", 3, second="finance2@ludong.example")


def everybody_reads_the_result(story: Story) -> None:
    """On the project's own page, beside what was promised and paid."""
    anybody = story.cast.anybody
    anybody.open(story.places["project"])
    anybody.reads(PERIOD)
    anybody.look("project-with-rating")
    anybody.open("/zh-hans/open/")
    anybody.look("open-data")


ACTS = [
    the_officer_asks,
    the_people_answer,
    the_round_is_published,
    the_performance_part_is_paid,
    everybody_reads_the_result,
]
