"""Files of bids before the committee: under a letter and a number, nothing in the address or the name tells whose."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from procurement.bids.models import BidFile
from procurement.bids.states import FilePart
from tests.factories.accounts import ExpertFactory
from tests.pages import Browser
from tests.procurement.evaluations.world import World

DATA = b"%PDF-1.7 the plan"


def attached(bid: Any, part: str, name: str) -> BidFile:
    """A file of an opened bid."""
    return BidFile.objects.create(
        bid=bid, part=part, name=name, size=len(DATA), sha256=hashlib.sha256(DATA).hexdigest(), data=DATA
    )


@pytest.fixture
def filed(world: World) -> World:
    """Scoring, where every bidder has put its name on its files."""
    world.scoring()
    for bid in world.bids:
        attached(bid, FilePart.TECHNICAL, f"{bid.supplier.name}方案.PDF")
        attached(bid, FilePart.QUALIFICATION, f"{bid.supplier.name}证书.pdf")
    return world


def test_a_member_reads_the_technical_files_under_their_letter(filed: World) -> None:
    member = Browser(filed.seats()[1].user)
    page = member.get("score_bid", filed.evaluation.pk, "A").content.decode()
    assert "A-1.pdf" in page
    assert [bid.supplier.name for bid in filed.bids if bid.supplier.name in page] == []
    file = member.get("blind_file", filed.evaluation.pk, "A", 1)
    assert (file.status_code, file.content) == (200, DATA)
    assert file["Content-Disposition"] == 'attachment; filename="A-1.pdf"'
    assert file["X-Content-Type-Options"] == "nosniff"


def test_the_papers_of_the_qualification_stay_with_the_buyer(filed: World) -> None:
    member = Browser(filed.seats()[1].user)
    assert member.get("blind_file", filed.evaluation.pk, "A", 2).status_code == 404
    assert member.get("bid_file", BidFile.objects.first().pk).status_code == 404


def test_nothing_before_the_declaration_of_interests(world: World) -> None:
    evaluation = world.draw()
    attached(world.bids[0], FilePart.TECHNICAL, "plan.pdf")
    member = Browser(world.seats()[0].user)
    assert [member.get("blind_file", evaluation.pk, letter, 1).status_code for letter in "ABC"] == [404] * 3


def test_who_has_no_seat_finds_nothing(filed: World) -> None:
    address = ("blind_file", filed.evaluation.pk, "A", 1)
    strangers = [ExpertFactory.create().user, filed.suppliers[0], filed.officer, filed.supervisor]
    assert [Browser(person).get(*address).status_code for person in strangers] == [404] * 4
