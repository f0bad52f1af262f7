"""What residents pay for services in Zinan: a price list, who pays less, and meals that were delivered."""

from __future__ import annotations

from core.money import fen
from core.time import today
from demo.office import Office
from demo.player import Acts, at
from demo.stories.told import Told
from demo.world import World
from payments.shares.services import charge_share, set_price, set_reduction


def play(world: World, told: Told) -> Acts:
    """Set prices and reductions, and ask three residents for their share."""
    office = Office.of(world, "ludong")
    street, finance = office.buyer.pk, office.finance
    yield at("2026-03-02 09:00")
    prices = [
        set_price(
            buyer_id=street,
            catalogue_code="A0102",
            name=name,
            unit=unit,
            price_fen=fen(price),
            by=office.finance,
        )
        for name, unit, price in (("助餐", "份", "12.50"), ("助浴", "次", "40.00"), ("居家保洁", "小时", "35.00"))
    ]
    basis = "临汾市基本养老服务清单（2025年版）"
    half = set_reduction(buyer_id=street, name="80岁以上老年人", basis=basis, percent=50, by=finance)
    free = set_reduction(buyer_id=street, name="特困人员", basis=basis, percent=100, by=finance)
    yield at("2026-03-13 17:30")
    for number, (price, quantity, reduction) in enumerate(
        ((prices[0], 10, None), (prices[1], 2, half), (prices[2], 3, free))
    ):
        charge_share(
            resident_id=world.residents[number].pk,
            price_id=price.pk,
            quantity=quantity,
            used_on=today(),
            reduction_id=reduction.pk if reduction else None,
            by=world.people["grid"],
        )
