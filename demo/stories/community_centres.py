"""Five community service centres in Fenghuang: the real sheet, five bids opened, the committee at work."""

from __future__ import annotations

from core.money import fen
from demo.office import (
    Offer,
    Office,
    drafted,
    judged,
    only_lot,
    opened,
    planned,
    published,
    qualified,
    sealed,
    seats,
    with_keys,
)
from demo.player import Acts, at
from demo.stories.told import Told
from demo.world import World
from procurement.evaluations.services.declaring import declare_interests
from procurement.evaluations.services.forming import draw_committee, start_evaluation
from procurement.evaluations.services.scoring import freeze_scores
from procurement.tenders.services.publication import submit_tender

STREET = "440311004"
POSTS, A_POST = 25, fen("163000.00")
OFFERS = (
    Offer("pengcheng", fen("4068000.00"), "0.92"),
    Offer("guangming", fen("4060000.00"), "0.88"),
    Offer("longcheng", fen("4075000.00"), "0.80"),
    Offer("bohai", fen("3990000.00"), "0.76"),
    Offer("fenhe", fen("4012500.00"), "0.84"),
)


def play(world: World, told: Told) -> Acts:
    """Play the story up to the scoring, which goes on: two of five members have frozen, the leader not yet."""
    office = Office.of(world, "fenghuang", prefix="fh_")
    yield at("2025-12-08 10:00")
    item = planned(
        office,
        area_id=world.areas[STREET].pk,
        year=2026,
        quarter=1,
        title="凤凰街道五个社区党群服务中心社工服务",
        kind="community_centre",
        catalogue="A0302",
        budget={"FINANCE": POSTS * A_POST},
    )
    told.begins("community_centres", item)
    yield at("2026-01-26 10:00")
    tender = drafted(office, item, "community_centres")
    submit_tender(tender.pk, by=office.officer)
    with_keys(office, tender)
    yield at("2026-02-09 09:30")
    published(office, tender, at("2026-03-10 09:30"))
    lot = only_lot(tender)
    for offer, when in zip(
        OFFERS,
        ("2026-03-03 15:00", "2026-03-05 11:20", "2026-03-09 17:40", "2026-03-10 08:10", "2026-03-10 09:12"),
        strict=True,
    ):
        yield at(when)
        sealed(world, lot, offer)
    yield at("2026-03-10 09:40")
    opened(office, tender)
    yield at("2026-03-11 10:00")
    qualified(office, lot)
    [evaluation] = start_evaluation(tender.pk, by=office.officer, review_on=at("2026-03-13 09:00").date())
    yield at("2026-03-12 09:00")
    draw_committee(lot.pk, by=office.officer, representatives=[office.officer.pk])
    yield at("2026-03-13 09:00")
    for member in seats(evaluation):
        evaluation = declare_interests(evaluation.pk, interest=False, by=member.user)
    yield at("2026-03-13 10:30")
    judged(evaluation, OFFERS, world)
    yield at("2026-03-13 16:00")
    others = [member for member in seats(evaluation) if not member.is_leader]
    for member in others[:2]:
        freeze_scores(evaluation.pk, by=member.user)
