"""Greening in Zinan: only two bids, which go back unopened; the lot fails."""

from __future__ import annotations

from core.money import fen
from demo.office import Offer, Office, drafted, only_lot, planned, published, sealed, with_keys
from demo.player import Acts, at
from demo.stories.told import Told
from demo.world import World
from procurement.bids.closing import close_tender_if_due
from procurement.tenders.services.publication import submit_tender

ZINAN = "141081001001"
OFFERS = (
    Offer("lvyuan", fen("175000.00"), "0.80", small_micro=True),
    Offer("qingmu", fen("168000.00"), "0.75"),
)


def play(world: World, told: Told) -> Acts:
    """Play the story up to its failure at the deadline."""
    office = Office.of(world, "ludong")
    yield at("2025-12-16 10:00")
    item = planned(
        office,
        area_id=world.areas[ZINAN].pk,
        year=2026,
        quarter=1,
        title="紫南社区绿化养护",
        kind="greening",
        catalogue="A1404",
        budget={"FINANCE": fen("186000.00")},
    )
    told.begins("greening", item)
    yield at("2026-01-15 10:00")
    tender = drafted(office, item, "greening")
    submit_tender(tender.pk, by=office.officer)
    with_keys(office, tender)
    yield at("2026-01-20 09:00")
    published(office, tender, at("2026-02-27 09:30"))
    lot = only_lot(tender)
    for offer, when in zip(OFFERS, ("2026-02-25 15:00", "2026-02-26 17:10"), strict=True):
        yield at(when)
        sealed(world, lot, offer)
    yield at("2026-02-27 09:30")
    close_tender_if_due(tender.pk)
