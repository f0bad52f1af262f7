"""A resident's need finds support, and becomes a purchase of the year's plan."""

from __future__ import annotations

from tests.journeys.conftest import Story
from tests.journeys.people import DESKTOP, PHONE

WISH = "希望有人定期上门照看独居老人"
ITEM = "紫南社区居家养老上门服务"


def a_resident_proposes(story: Story) -> None:
    """From the first page of the site to a need that everybody reads."""
    resident = story.cast("resident1@zinan.example", DESKTOP, PHONE)
    resident.open("/")
    resident.look("home")
    resident.follow("/needs/")
    resident.look("needs-empty")
    resident.follow("/propose/")
    resident.write(
        service_kind="elder_care",
        title=WISH,
        text="我们楼里有好几位八十多岁的老人一个人住，子女在外地，希望有人每周上门看看，帮忙做饭和量血压。",
    )
    resident.look("propose-need")
    resident.send()
    resident.reads(WISH)
    resident.look("need-proposed")


def others_support(story: Story) -> None:
    """Each with their own voice, until the need has enough."""
    for number in (2, 3, 4):
        neighbour = story.cast(f"resident{number}@zinan.example", DESKTOP, PHONE)
        neighbour.open("/zh-hans/needs/")
        neighbour.go_to(WISH)
        neighbour.look("need-public")
        neighbour.follow("/support/")
        neighbour.look("support")
        neighbour.send()
        neighbour.reads(WISH)
    neighbour.look("need-supported")


def the_buyer_adopts(story: Story) -> None:
    """The officer finds it at the desk, and takes it up."""
    story.time_passes("2025-04-10 10:00")
    officer = story.officer
    officer.from_desk(WISH)
    officer.look("need-at-desk")
    officer.take("adopt")
    officer.look("need-adopted")


def the_officer_plans(story: Story) -> None:
    """A draft in the year's plan, with its money by source and the need that it answers."""
    officer = story.officer
    officer.open("/zh-hans/desk/")
    officer.follow("/desk/plan/")
    officer.look("plan")
    officer.follow("/desk/plan/draft/")
    officer.write(
        area_id="紫南社区",
        title=ITEM,
        catalogue_code="A0801",
        quarter=["2"],
        method="open_tender",
        money_finance="145200",
        money_co_construction="138600.00",
        money_self_raised="376,200.00",
        need_ids=[WISH],
    )
    officer.look("plan-draft")
    officer.send()
    officer.reads(ITEM, "660,000.00")
    officer.look("plan-drafted")


def a_second_person_approves_it(story: Story) -> None:
    """Who drafted it cannot; the approver finds it at the desk."""
    story.approver.from_desk(ITEM)
    story.approver.look("plan-item-in-draft")
    story.approver.take("approve")
    story.approver.look("plan-item-approved")


def it_is_published(story: Story) -> None:
    """And those behind the need are told."""
    story.officer.from_desk(ITEM)
    story.officer.take("publish")
    story.officer.look("plan-item-published")
    story.time_passes("2025-04-14 10:00")
    resident = story.cast("resident1@zinan.example")
    resident.open("/zh-hans/desk/")
    resident.look("resident-desk-after-plan")
    resident.follow("/desk/told/")
    resident.look("resident-is-told")
    resident.reads(ITEM)


ACTS = [
    a_resident_proposes,
    others_support,
    the_buyer_adopts,
    the_officer_plans,
    a_second_person_approves_it,
    it_is_published,
]
