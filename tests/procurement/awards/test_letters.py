"""What a loser reads: its own points and rank per item beside the winner's, and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from django.utils import translation

from accounts.roles import Role
from core.rights import Denial
from procurement.awards.models import Award
from procurement.awards.services import confirm_award, loser_letter, publish_award
from tests.factories.accounts import UserFactory, member
from tests.factories.awards import AwardFactory
from tests.factories.bids import BidFactory, representative
from tests.procurement.evaluations.world import a_world
from tests.refusals import denial, why

Clock = Callable[[datetime], None]


def test_the_letter_sets_own_points_beside_the_winners(clock: Clock) -> None:
    award = AwardFactory.create(published=True)
    bid = award.evaluation.lines.get(place=3).bid
    with translation.override("en"):
        letter = loser_letter(bid.pk, by=representative(bid.supplier))
    assert (letter.total, letter.winner_total, letter.rank, letter.candidates) == (
        Decimal("82.00"),
        Decimal("100.00"),
        3,
        3,
    )
    assert letter.points_to_change_rank == Decimal("9.00")
    assert letter.reason == "The winner had more points: 100.00 against 82.00."
    assert [(line.name_zh, line.own, line.winner, line.rank) for line in letter.items] == [
        ("投标报价", Decimal("10.00"), Decimal("10.00"), 1),
        ("评估等级", Decimal("8.0000"), Decimal("10.0000"), 3),
        ("同类经验", Decimal("16.0000"), Decimal("20.0000"), 3),
        ("服务计划", Decimal("32.0000"), Decimal("40.0000"), 3),
        ("团队", Decimal("16.0000"), Decimal("20.0000"), 3),
    ]


def test_the_disqualified_and_the_invalid_are_told_why(clock: Clock) -> None:
    award = AwardFactory.create(published=True)
    for state, sentence in (
        ("disqualified", "The supplier did not qualify: 未提交年度报告。"),
        ("invalid", "The bid was not valid: 未按要求承诺服务期限。"),
        ("unreadable", "The bid could not be read: 信封已损坏。"),
    ):
        bid = BidFactory.create(lot=award.lot, **{state: True})
        with translation.override("en"):
            letter = loser_letter(bid.pk, by=representative(bid.supplier))
        assert (letter.reason, letter.rank, letter.total) == (sentence, None, None)
        assert {line.own for line in letter.items} == {None}


def test_who_lost_by_the_draw_or_by_the_price_reads_so(clock: Clock) -> None:
    world = a_world(prices=(3_900_000_00, 3_900_000_00, 4_000_000_00))
    world.reported()
    award = Award.objects.get()
    confirm_award(award.pk, by=world.officer)
    publish_award(award.pk, by=world.approver)
    second = world.evaluation.lines.get(place=2).bid
    with translation.override("en"):
        letter = loser_letter(second.pk, by=representative(second.supplier))
    assert letter.reason == "Points and price were equal to the winner's; the draw decided between you."
    assert letter.points_to_change_rank is None


def test_a_letter_is_read_by_its_addressee_and_the_buyer_only(clock: Clock) -> None:
    award = AwardFactory.create(published=True)
    bid, other = (award.evaluation.lines.get(place=place).bid for place in (2, 3))
    finance = member(bid.supplier, Role.AGENT)
    assert denial(loser_letter, bid.pk, by=representative(other.supplier)) == Denial.STRANGER
    assert denial(loser_letter, bid.pk, by=UserFactory.create()) == Denial.STRANGER
    assert denial(loser_letter, bid.pk, by=award.evaluation.members.first().user) == Denial.STRANGER
    assert denial(loser_letter, bid.pk, by=finance) == Denial.WRONG_ROLE
    assert loser_letter(bid.pk, by=member(award.lot.tender.buyer, Role.BUYER_OFFICER)).rank == 2


def test_nothing_is_told_before_the_publication(clock: Clock) -> None:
    award = AwardFactory.create(confirmed=True)
    bid = award.evaluation.lines.get(place=2).bid
    assert why(loser_letter, bid.pk, by=representative(bid.supplier))[0].startswith("The result of this lot is not")


def test_the_letter_as_json_has_points_as_text(clock: Clock) -> None:
    award = AwardFactory.create(published=True)
    bid = award.evaluation.lines.get(place=2).bid
    letter = loser_letter(bid.pk, by=representative(bid.supplier)).as_json()
    assert (letter["total"], letter["rank"], letter["items"][0]["own"]) == ("91.00", 2, "10.00")
