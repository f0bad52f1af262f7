"""The committee knows a bidder by its letter, whatever the bidder writes about itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from accounts.models import Organisation
from core.time import set_clock
from procurement.bids.models import Bid
from procurement.evaluations.services import answer_low_price, ask_low_price
from procurement.evaluations.services.scoring import blind_bids
from tests.pages import Browser
from tests.procurement.evaluations.world import MINUTE, REVIEW, World, a_world


@pytest.fixture
def world(clock: Callable[[datetime], None]) -> World:
    made = a_world()
    supplier = made.bids[0].supplier
    Organisation.objects.filter(pk=supplier.pk).update(name_en="Harmony Home Care")
    supplier.refresh_from_db(fields=["name_en"])
    return made


def test_the_bidders_own_names_become_its_letter(world: World) -> None:
    bid = world.bids[0]
    supplier = bid.supplier
    told = f"{supplier.name}（{supplier.credit_code.lower()}）派出20人，负责人{supplier.legal_representative}"
    said = {"answers": {"plan": told, "team": "HARMONY HOME CARE，联合体伙伴晨光服务社"}}
    Bid.objects.filter(pk=bid.pk).update(content=said, consortium_members=["晨光服务社"])
    world.scoring()
    letter = world.letter_of(bid)
    seen = {each.letter: each.answers for each in blind_bids(world.evaluation, world.seats()[0])}
    assert seen[letter] == {
        "plan": f"[{letter}]（[{letter}]）派出20人，负责人[{letter}]",
        "team": f"[{letter}]，联合体伙伴[{letter}]",
    }


def test_an_explained_price_does_not_tell_whose_it_is(world: World) -> None:
    evaluation = world.frozen()
    supplier, letter = world.bids[0].supplier, world.letter_of(world.bids[0])
    query = ask_low_price(evaluation.pk, letter=letter, by=world.leader)
    set_clock(REVIEW + MINUTE)
    answer_low_price(query.pk, text=f"{supplier.name}自有场地", by=world.suppliers[0])
    for person, name, numbers in (
        (world.leader, "decide_low_price", (evaluation.pk, query.pk)),
        (world.seats()[1].user, "low_prices", (evaluation.pk,)),
        (world.seats()[1].user, "lowpricequery", (query.pk,)),
        (world.officer, "lowpricequery", (query.pk,)),
    ):
        page = Browser(person).get(name, *numbers).content.decode()
        assert f"[{letter}]自有场地" in page, name
        assert supplier.name not in page, name
    own = Browser(world.suppliers[0]).get("lowpricequery", query.pk).content.decode()
    assert f"{supplier.name}自有场地" in own
