"""Forming a committee: its size, its draw, who stands aside, and who moves up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction

from accounts.roles import Role
from core.audit.models import AuditRow
from core.rights import Denial
from core.time import SHANGHAI, set_clock
from procurement.bids.models import Bid, OpeningRecord
from procurement.bids.states import BidState
from procurement.evaluations.draw import commitment_of, draw_order
from procurement.evaluations.models import DrawSeed, Evaluation
from procurement.evaluations.services import (
    begin_scoring,
    bidder_names,
    declare_interests,
    draw_committee,
    restart_evaluation,
    start_evaluation,
)
from procurement.signals import tender_published
from procurement.tenders.models import Lot, Tender
from tests.factories.accounts import (
    ExpertEmploymentFactory,
    ExpertFactory,
    ExpertTieFactory,
    MembershipFactory,
    UserFactory,
    member,
)
from tests.factories.bids import BidFactory
from tests.factories.custody import give_keys
from tests.factories.tenders import TenderFactory
from tests.procurement.evaluations.world import REVIEW, World, a_world
from tests.refusals import denial, why

Clock = Callable[[datetime], None]


def seated(world: World) -> list[int]:
    return [seat.expert_id for seat in world.seats() if seat.expert_id]


def lawful_order(world: World) -> list[int]:
    evaluation = world.evaluation
    return draw_order(evaluation.seed, evaluation.pk, [expert.pk for expert in world.experts])


# --- handing over
def test_tender_and_lot_go_into_evaluation(world: World) -> None:
    evaluation = world.start()
    assert (evaluation.state, evaluation.size, evaluation.experts_min) == ("FORMING", 5, 4)
    assert (Tender.objects.get().state, Lot.objects.get().state) == ("EVALUATING", "EVALUATING")


@pytest.mark.parametrize(
    ("facts", "lawful"),
    [
        ({"budget_fen": 999_999_999}, (5, 4)),
        ({"budget_fen": 1_000_000_000}, (7, 5)),
        ({"is_complex": True}, (7, 5)),
    ],
)
def test_the_size_is_the_rulebooks(clock: Clock, facts: dict[str, object], lawful: tuple[int, int]) -> None:
    evaluation = a_world(**facts).start()
    assert (evaluation.size, evaluation.experts_min) == lawful


def test_a_bid_that_is_not_qualified_yet_holds_the_evaluation_back(world: World) -> None:
    BidFactory.create(lot=world.lot, opened=True)
    assert why(start_evaluation, world.tender.pk, by=world.officer)[0].startswith("Qualify or disqualify every bid")
    assert Evaluation.objects.count() == 0


def test_two_qualified_bids_are_not_evaluated(clock: Clock) -> None:
    two = a_world(prices=(3_900_000_00, 3_800_000_00))
    assert why(start_evaluation, two.tender.pk, by=two.officer)[0].startswith(
        "Too few bidders of this lot are qualified"
    )


def test_a_review_in_the_past_is_refused(world: World) -> None:
    reasons = why(start_evaluation, world.tender.pk, by=world.officer, review_on=date(2026, 4, 14))
    assert reasons == ["The day of the review lies in the past."]


def test_only_the_buyer_starts(world: World) -> None:
    assert denial(start_evaluation, world.tender.pk, by=world.suppliers[0]) == Denial.WRONG_ROLE
    assert denial(start_evaluation, world.tender.pk, by=world.experts[0].user) == Denial.WRONG_ROLE
    assert denial(start_evaluation, world.tender.pk, by=world.supervisor) == Denial.WRONG_ROLE


# --- the seed
def test_the_seed_is_committed_with_the_publication(clock: Clock) -> None:
    tender = TenderFactory.create(open=True)
    tender_published.send(sender=Tender, tender=tender)
    seed = DrawSeed.objects.get(lot=tender.lots.get())
    assert seed.commitment == commitment_of(seed.seed)


def test_the_evaluation_uses_the_seed_of_the_publication(world: World) -> None:
    tender_published.send(sender=Tender, tender=world.tender)
    seed = DrawSeed.objects.get(lot=world.lot)
    evaluation = world.start()
    assert (evaluation.seed, evaluation.seed_commitment) == (seed.seed, seed.commitment)


# --- the draw
def test_seats_go_down_the_order_of_the_draw(world: World) -> None:
    evaluation = world.draw()
    assert evaluation.register_snapshot == sorted(expert.pk for expert in world.experts)
    assert evaluation.draw_order == lawful_order(world)
    assert seated(world) == lawful_order(world)[:5]


def test_only_active_experts_of_the_field_and_area_are_in_the_register(world: World) -> None:
    city = world.experts[0].area
    ExpertFactory.create(area=city, is_active=False)
    ExpertFactory.create(area=city, specialities=["greening"])
    ExpertFactory.create()  # of another city
    assert world.draw().register_snapshot == sorted(expert.pk for expert in world.experts)


def test_a_second_draw_is_refused(world: World) -> None:
    world.draw()
    reasons = why(draw_committee, world.lot.pk, by=world.officer)
    assert reasons[0].startswith("The committee of this lot has been drawn already.")


def test_the_draw_is_at_most_two_working_days_before_the_review(clock: Clock) -> None:
    early = a_world(at=datetime(2026, 4, 30, 10, 0, tzinfo=SHANGHAI))
    # May Day runs to 05-05; the two working days before 05-08 are 05-07 and 05-06.
    early.start(review_on=date(2026, 5, 8))
    assert why(draw_committee, early.lot.pk, by=early.officer)[0].startswith("It is too early")
    set_clock(datetime(2026, 5, 6, 10, 0, tzinfo=SHANGHAI))
    draw_committee(early.lot.pk, by=early.officer)
    assert len(early.seats()) == 5


def test_a_register_that_is_too_small_is_refused_and_leaves_no_trace(clock: Clock) -> None:
    small = a_world(experts=4)
    small.start()
    assert why(draw_committee, small.lot.pk, by=small.officer)[0].startswith("The register has too few experts")
    assert (small.evaluation.drawn_at, small.evaluation.register_snapshot) == (None, [])


def test_only_the_buyers_officer_draws(world: World) -> None:
    world.start()
    for person in (world.approver, world.supervisor):
        assert denial(draw_committee, world.lot.pk, by=person) == Denial.WRONG_ROLE
    for person in (world.suppliers[0], world.experts[0].user, UserFactory.create()):
        assert denial(draw_committee, world.lot.pk, by=person) == Denial.STRANGER


def test_an_officer_who_bids_elsewhere_as_supplier_does_not_see_the_evaluation(world: World) -> None:
    MembershipFactory.create(person=world.officer, organisation=world.bids[0].supplier, role=Role.SUPPLIER)
    start_evaluation(world.tender.pk, by=world.approver)
    assert denial(draw_committee, world.lot.pk, by=world.officer) == Denial.STRANGER


# --- who stands aside by the register
def passed_over(world: World, expert: object) -> str:
    world.draw()
    assert expert.pk not in seated(world)  # type: ignore[attr-defined]
    return next(row["reason"] for row in world.evaluation.passed_over if row["expert"] == expert.pk)  # type: ignore[attr-defined]


@pytest.mark.usefixtures("in_english")
class TestRecusalByTheRegister:
    def test_employed_by_a_bidder(self, world: World) -> None:
        job = ExpertEmploymentFactory.create(expert=world.experts[0], organisation=world.bids[2].supplier)
        assert passed_over(world, job.expert) == "Employed by the buyer or a bidder within three years."

    def test_employed_by_the_buyer_until_three_years_ago(self, world: World) -> None:
        ExpertEmploymentFactory.create(
            expert=world.experts[0], organisation=world.tender.buyer, until=date(2023, 4, 15)
        )
        assert passed_over(world, world.experts[0]) == "Employed by the buyer or a bidder within three years."

    def test_longer_ago_than_three_years_is_lawful(self, clock: Clock) -> None:
        five = a_world(experts=5)
        ExpertEmploymentFactory.create(
            expert=five.experts[0], organisation=five.bids[0].supplier, until=date(2023, 4, 14)
        )
        five.draw()
        assert sorted(seated(five)) == sorted(expert.pk for expert in five.experts)

    def test_tied_to_a_bidder(self, world: World) -> None:
        ExpertTieFactory.create(expert=world.experts[0], organisation=world.bids[0].supplier)
        assert passed_over(world, world.experts[0]) == "Has a tie to the buyer or a bidder within three years."

    def test_tied_to_a_bidder_who_fell_out_at_the_qualification(self, world: World) -> None:
        fallen = BidFactory.create(lot=world.lot, disqualified=True)
        ExpertTieFactory.create(expert=world.experts[0], organisation=fallen.supplier)
        assert passed_over(world, world.experts[0]) == "Has a tie to the buyer or a bidder within three years."

    def test_own_staff_is_no_expert(self, world: World) -> None:
        MembershipFactory.create(person=world.experts[0].user, organisation=world.tender.buyer, role=Role.FINANCE)
        assert passed_over(world, world.experts[0]) == "Works for the buyer or its agency."

    def test_who_acts_for_a_bidder(self, world: World) -> None:
        MembershipFactory.create(person=world.experts[0].user, organisation=world.bids[0].supplier)
        assert passed_over(world, world.experts[0]) == "Acts for a bidder."

    def test_who_opened_the_bids(self, world: World) -> None:
        OpeningRecord.objects.create(
            tender=world.tender, opened_by_a=world.experts[0].user, opened_by_b=UserFactory.create(), at=REVIEW, rows=[]
        )
        assert passed_over(world, world.experts[0]) == "Took part in the opening or holds a key of the seal."


# --- the buyer's representatives
def test_one_of_five_may_represent_the_buyer(world: World) -> None:
    world.draw(representatives=[world.approver.pk])
    assert [seat.kind for seat in world.seats()] == ["EXPERT"] * 4 + ["BUYER_REP"]


def test_two_of_five_are_more_than_a_third(world: World) -> None:
    world.start()
    reasons = why(draw_committee, world.lot.pk, by=world.officer, representatives=[world.approver.pk, world.officer.pk])
    assert reasons[0].startswith("Experts hold at least two thirds of the seats")


def test_a_custodian_or_a_stranger_does_not_represent_the_buyer(world: World) -> None:
    custodian = member(world.tender.buyer, Role.CUSTODIAN)
    OpeningRecord.objects.create(
        tender=world.tender, opened_by_a=custodian, opened_by_b=UserFactory.create(), at=REVIEW, rows=[]
    )
    world.start()
    for person, reason in (
        (custodian, "Took part in the opening or holds a key of the seal."),
        (UserFactory.create(), "Is no member of the buyer."),
    ):
        reasons = why(draw_committee, world.lot.pk, by=world.officer, representatives=[person.pk])
        assert reasons[0].startswith(f"A person you named may not sit in the committee: {reason}")


def test_a_key_holder_does_not_represent_the_buyer(world: World) -> None:
    custodians = give_keys(world.tender)
    holder = custodians.a1 if hasattr(custodians, "a1") else world.tender.custodian_keys.filter(group="A")[0].custodian
    world.start()
    assert why(draw_committee, world.lot.pk, by=world.officer, representatives=[holder.pk])[0].startswith(
        "A person you named may not sit"
    )


# --- declaring interests
def test_names_first_then_letters(world: World) -> None:
    evaluation = world.draw()
    seat = world.seats()[0]
    assert bidder_names(evaluation, seat) == sorted(bid.supplier.name for bid in world.bids)
    declare_interests(evaluation.pk, interest=False, by=seat.user)
    assert bidder_names(world.evaluation, world.seats()[0]) == []
    assert world.evaluation.blind_names.count() == 0


def test_the_last_declaration_begins_the_scoring(world: World) -> None:
    evaluation = world.scoring()
    assert evaluation.state == "SCORING"
    assert sorted(evaluation.blind_names.values_list("letter", flat=True)) == ["A", "B", "C"]


def test_the_first_expert_of_the_draw_leads_and_never_the_buyer(world: World) -> None:
    evaluation = world.scoring(representatives=[world.approver.pk])
    leader = evaluation.members.get(is_leader=True)
    assert leader.expert_id == evaluation.draw_order[0]


def test_an_interest_needs_its_reason(world: World) -> None:
    evaluation = world.draw()
    reasons = why(declare_interests, evaluation.pk, interest=True, by=world.seats()[0].user)
    assert reasons[0].startswith("Say which interest you have.")


def test_who_declares_an_interest_makes_room_for_the_next_of_the_draw(world: World) -> None:
    evaluation = world.draw()
    first = world.seats()[0]
    declare_interests(evaluation.pk, interest=True, reason="亲属在投标人处任职", by=first.user)
    assert seated(world) == lawful_order(world)[1:6]
    assert world.evaluation.members.get(pk=first.pk).interest == "亲属在投标人处任职"
    assert denial(declare_interests, evaluation.pk, interest=False, by=first.user) == Denial.STRANGER


def test_a_tie_that_the_register_learned_since_the_draw_counts_as_declared(world: World) -> None:
    evaluation = world.draw()
    first = world.seats()[0]
    ExpertTieFactory.create(expert=first.expert, organisation=world.bids[0].supplier)
    declare_interests(evaluation.pk, interest=False, by=first.user)
    assert first.expert_id not in seated(world)


def test_declaring_twice_is_refused(world: World) -> None:
    evaluation = world.draw()
    first = world.seats()[0].user
    declare_interests(evaluation.pk, interest=False, by=first)
    reasons = why(declare_interests, evaluation.pk, interest=False, by=first)
    assert reasons[0].startswith("You have declared your interests already.")


def test_a_committee_that_cannot_be_refilled_is_void(clock: Clock) -> None:
    five = a_world(experts=5)
    evaluation = five.draw()
    declare_interests(evaluation.pk, interest=True, reason="近亲属", by=five.seats()[0].user)
    assert five.evaluation.state == "VOID"
    assert Lot.objects.get(pk=five.lot.pk).state == "EVALUATING"


def test_after_a_void_evaluation_a_new_committee_is_drawn_with_a_new_seed(clock: Clock) -> None:
    five = a_world(experts=5)
    first = five.draw()
    declare_interests(first.pk, interest=True, reason="近亲属", by=five.seats()[0].user)
    second = restart_evaluation(five.lot.pk, by=five.officer)
    assert (second.attempt, second.state) == (2, "FORMING")
    assert second.seed != first.seed


def test_no_second_committee_beside_a_standing_one(world: World) -> None:
    world.start()
    assert why(restart_evaluation, world.lot.pk, by=world.officer) == [
        "A new committee is formed only after a void evaluation of a lot that is still in evaluation."
    ]


def test_scoring_waits_for_the_day_of_the_review(clock: Clock) -> None:
    later = a_world()
    later.start(review_on=date(2026, 4, 16))
    evaluation = draw_committee(later.lot.pk, by=later.officer)
    for seat in later.seats():
        declare_interests(evaluation.pk, interest=False, by=seat.user)
    assert later.evaluation.state == "FORMING"
    from_services = why(begin, later)
    assert from_services[0].startswith("The day of the review has not come")
    set_clock(datetime(2026, 4, 16, 9, 0, tzinfo=SHANGHAI))
    begin(later)
    assert later.evaluation.state == "SCORING"
    assert "not possible now" in why(begin, later)[0]  # a second press gives no bid a second letter


def begin(world: World) -> None:
    begin_scoring(world.evaluation.pk, by=world.seats()[0].user)


# --- what the database keeps
def test_one_evaluation_not_void_per_lot(world: World) -> None:
    world.start()
    with pytest.raises(IntegrityError, match="one_evaluation_not_void_per_lot"), transaction.atomic():
        Evaluation.objects.create(
            lot=world.lot, attempt=2, review_on=date(2026, 4, 15), size=5, experts_min=4, seed="s", seed_commitment="c"
        )


def test_acts_of_the_committee_are_read_by_the_buyer_alone_until_the_notice(world: World) -> None:
    world.scoring()
    rows = AuditRow.objects.of_thing(world.evaluation)
    assert rows.count() > 5
    assert rows.visible_to_parties([str(world.bids[0].supplier_id)]).count() == 0
    assert rows.visible_to_parties([str(world.tender.buyer_id)]).count() == rows.count()


def test_bids_stay_qualified_until_the_committee_looks(world: World) -> None:
    world.scoring()
    assert set(Bid.objects.values_list("state", flat=True)) == {BidState.QUALIFIED}
