"""Childcare in Zinan: an open tender with questions, two drafts, and 25 days left on the demo's clock."""

from __future__ import annotations

from decimal import Decimal

from core.money import fen
from demo.office import Offer, Office, drafted, in_draft, only_lot, planned, published, taken_up, wished, with_keys
from demo.player import Acts, at
from demo.stories.told import Told
from demo.world import World
from payments.deposits.states import WaiverRule
from procurement.tenders.services.publication import submit_tender
from procurement.tenders.services.questions import answer_question, ask_question

ZINAN = "141081001001"


def play(world: World, told: Told) -> Acts:
    """Play the story; its bids are still drafts that only their suppliers know of."""
    office = Office.of(world, "ludong")
    yield at("2025-10-20 20:10")
    need = wished(
        world,
        area=ZINAN,
        kind="childcare",
        title="家门口的托育点",
        text="双职工家庭孩子没人带，希望社区里有价格合适、安全放心的托育点。",
        voices=21,
    )
    yield at("2025-11-03 09:30")
    need = taken_up(office, need)
    yield at("2025-12-15 10:00")
    item = planned(
        office,
        area_id=world.areas[ZINAN].pk,
        year=2026,
        quarter=1,
        title="紫南社区普惠托育服务",
        kind="childcare",
        catalogue="A0205",
        budget={"FINANCE": fen("360000.00"), "SELF_RAISED": fen("120000.00")},
        needs=[need],
    )
    told.begins("childcare", item)
    yield at("2026-03-05 10:00")
    # Asks for a bid deposit, and exempts social organisations of 3A or better: both bidders still have to act.
    tender = drafted(office, item, "childcare", deposit_percent=Decimal(1), deposit_waiver=WaiverRule.GRADE_3A)
    submit_tender(tender.pk, by=office.officer)
    with_keys(office, tender)
    yield at("2026-03-12 09:00")
    published(office, tender, at("2026-04-10 09:30"))
    yield at("2026-03-13 10:00")
    first = ask_question(tender.pk, text="托位按月结算还是按学期结算？", by=world.people["yangguang"])
    ask_question(tender.pk, text="场地装修由谁承担？", by=world.people["tongxin"])
    yield at("2026-03-13 16:00")
    answer_question(first.pk, answer="按合同约定的三个节点付款，不按月结算。", by=office.officer)
    lot = only_lot(tender)
    yield at("2026-03-14 20:00")
    in_draft(world, lot, Offer("yangguang", fen("462000.00"), "0.85"))
    in_draft(world, lot, Offer("tongxin", fen("455000.00"), "0.80"))
