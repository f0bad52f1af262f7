"""The evaluation: a committee is drawn, declares, scores alone and blind, freezes, and signs what follows from it."""

from __future__ import annotations

import re
from decimal import Decimal

from demo.world import read_world
from tests.journeys.bidding import BEST
from tests.journeys.conftest import Story
from tests.journeys.needs_and_plan import ITEM
from tests.journeys.people import TABLET, Person


def the_committee_is_drawn(story: Story) -> None:
    """The officer hands the lot over; a seed that was committed before the first bid decides who sits."""
    story.time_passes("2025-05-22 15:00")
    officer = story.officer
    officer.from_desk(ITEM, "/start-evaluation/")
    officer.write(review_on="2025-05-23")
    officer.look("start-evaluation")
    officer.send()
    officer.look("evaluation-begun")
    story.places["evaluation"] = officer.here
    officer.take("draw")
    officer.look("committee-drawn")
    names = officer.main.locator("tbody th[scope=row] span[lang]").all_inner_texts()
    assert len(names) == 5
    register = [person["name"] for person in read_world()["experts"]["people"]]
    story.places["members"] = ",".join(f"expert{register.index(name) + 1}@experts.example" for name in names)


def members(story: Story) -> list[Person]:
    """Those who were drawn, each with a tablet, standing before their tasks."""
    people = [story.cast(email, TABLET) for email in story.places["members"].split(",")]
    for person in people:
        person.open("/zh-hans/evaluate/")
        person.go_to(ITEM)
    return people


def they_declare_their_interests(story: Story) -> None:
    """Each reads the names of the bidders once."""
    story.time_passes("2025-05-23 09:00")
    for number, member in enumerate(members(story)):
        if number == 0:
            member.look("committee-tasks")
        member.follow("/interests/")
        member.write(interest="no")
        if number == 0:
            member.look("interests")
        member.send()


def the_leader_checks_the_bids(story: Story) -> None:
    """Whether each meets the document, and the points that follow from facts."""
    [leader] = [one for one in members(story) if one.main.locator('a[href$="/conformity/"]').count()]
    leader.look("leader-tasks")
    leader.follow("/conformity/")
    leader.look("conformity")
    while leader.main.locator('a[href$="/valid/"]').count():
        leader.follow("/valid/")
        leader.send()
    letters = leader.main.locator('a[href$="/objective/"]').evaluate_all("all => all.map(one => one.pathname)")
    assert len(letters) == 3
    for address in letters:
        leader.open(address)
        _give(leader, Decimal("0.8"))
        leader.write(source="投标文件所附合同与信用查询记录")
        leader.look("objective-points")
        leader.send()


def _give(person: Person, share: Decimal) -> None:
    """Write a share of the most into every box for points."""
    for box in person.main.locator("input.score-input").all():
        said = box.evaluate("one => one.closest('.govuk-form-group').innerText")
        most = max(Decimal(number) for number in re.findall(r"\d+", said))
        box.fill(f"{most * share:.1f}")


def each_scores_alone(story: Story) -> None:
    """On a tablet; bidders are letters, and a number that is too high is said at its field."""
    for number, member in enumerate(members(story)):
        member.follow("/bids/A/")
        for letter in "ABC":
            assert f"/{letter}/" in member.here
            if number == 0 and letter == "A":
                member.main.locator("input.score-input").first.fill("99")
                member.press(BUTTON_OF_SCORES, status=(422,))
                member.look("score-too-high")
            is_best = BEST in member.main.inner_text()
            _give(member, Decimal("0.95" if is_best else "0.75") - Decimal(number) / 100)
            if number == 0:
                member.look(f"score-{letter}")
            member.press(BUTTON_OF_SCORES)
        if number == 0:
            member.look("all-scored")


BUTTON_OF_SCORES = ".score-bar button"


def each_freezes(story: Story) -> None:
    """From then on no number changes."""
    for number, member in enumerate(members(story)):
        member.follow("/freeze/")
        if number == 0:
            member.look("freeze")
        member.send()


def the_ranking_is_settled_and_signed(story: Story) -> None:
    """The leader settles; everybody reads the report and signs."""
    people = members(story)
    [leader] = [one for one in people if one.main.locator('a[href$="/settle/"]').count()]
    leader.take("settle")
    leader.look("settled")
    for number, member in enumerate(members(story)):
        member.follow("/sign/")
        if number == 0:
            member.look("sign-report")
            member.follow("/report/")
            member.look("report")
            member.page.go_back()
        member.send()


ACTS = [
    the_committee_is_drawn,
    they_declare_their_interests,
    the_leader_checks_the_bids,
    each_scores_alone,
    each_freezes,
    the_ranking_is_settled_and_signed,
]
