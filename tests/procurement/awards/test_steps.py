"""Awards: the ranked order, the second person, the notice, the window, and who moves up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.roles import Role
from core.audit.models import AuditRow, OutboxMessage
from core.audit.outbox import relay
from core.clock import CLOCKS
from core.rights import Denial
from core.time import SHANGHAI, set_clock
from core.transitions import CLOCK, Refused, move, refuse
from procurement.awards.clock import buyers_clocks, finalise_due_awards
from procurement.awards.models import Award, ResultNotice
from procurement.awards.rules import can_see_award
from procurement.awards.services import (
    confirm_award,
    finalise_award_if_due,
    publish_award,
    revoke_award,
    warnings_about,
)
from procurement.bids.models import Bid
from procurement.signals import award_published, award_revoked
from procurement.tenders.models import Lot, Tender
from tests.factories.accounts import CreditEntryFactory, SupervisorFactory, UserFactory, member
from tests.factories.awards import CHALLENGE_UNTIL, CONFIRMED_AT, PUBLISHED_AT, AwardFactory, put
from tests.factories.bids import representative
from tests.factories.evaluations import EvaluationFactory
from tests.factories.tenders import LotFactory, TenderFactory
from tests.procurement.evaluations.world import a_world
from tests.refusals import denial, why

Clock = Callable[[datetime], None]


def officer(award: Award) -> User:
    return member(award.lot.tender.buyer, Role.BUYER_OFFICER)


def approver(award: Award) -> User:
    return member(award.lot.tender.buyer, Role.APPROVER)


def states(award: Award) -> list[str]:
    """The states of award, lot, tender, and the bids in the order of their places."""
    lot = Lot.objects.get(pk=award.lot_id)
    bids = [line.bid.state for line in award.evaluation.lines.order_by("place").select_related("bid")]
    return [Award.objects.get(pk=award.pk).state, lot.state, Tender.objects.get(pk=lot.tender_id).state, *bids]


# --- from the report
def test_a_signed_report_proposes_its_first_at_the_price_of_the_bid(clock: Clock) -> None:
    world = a_world(small_micro_deduction="0.10")
    first = world.bids[0]
    world.reported()
    award = Award.objects.get()
    assert (award.state, award.place, award.amount_fen) == ("PROPOSED", 1, award.bid.price_fen)
    assert award.bid == world.evaluation.lines.get(place=1).bid
    assert first.lot.awards.get() == award


# --- confirming
def test_the_confirmed_bid_wins_the_others_lose_and_the_lot_is_awarded(proposed: Award) -> None:
    confirm_award(proposed.pk, by=officer(proposed))
    assert states(proposed) == ["CONFIRMED", "AWARDED", "DECIDED", "WON", "LOST", "LOST"]


def test_the_tender_waits_for_its_other_lots(clock: Clock) -> None:
    clock(CONFIRMED_AT)
    tender = TenderFactory.create(evaluating=True, lots=("A", "B"))
    award = AwardFactory.create(lot=tender.lots.get(code="A"))
    confirm_award(award.pk, by=officer(award))
    assert states(award)[:3] == ["CONFIRMED", "AWARDED", "EVALUATING"]


def test_the_ranked_order_is_kept(clock: Clock) -> None:
    clock(CONFIRMED_AT)
    evaluation = EvaluationFactory.create(reported=True)
    second = evaluation.lines.get(place=2)
    award = AwardFactory.create(lot=evaluation.lot, evaluation=evaluation, bid=second.bid, place=2)
    assert why(confirm_award, award.pk, by=officer(award))[0].startswith("A candidate ranked before this one")


def test_a_winner_who_may_not_supply_any_more_is_not_confirmed(proposed: Award) -> None:
    supplier = proposed.bid.supplier
    CreditEntryFactory.create(organisation=supplier)
    assert why(confirm_award, proposed.pk, by=officer(proposed))[0].startswith("The supplier may not supply")


def test_only_the_buyers_people_confirm(proposed: Award) -> None:
    supplier = representative(proposed.bid.supplier)
    supervisor = member(SupervisorFactory.create(area=proposed.lot.tender.plan_item.area), Role.SUPERVISOR)
    assert denial(confirm_award, proposed.pk, by=supplier) == Denial.STRANGER
    assert denial(confirm_award, proposed.pk, by=UserFactory.create()) == Denial.STRANGER
    assert denial(confirm_award, proposed.pk, by=proposed.evaluation.members.first().user) == Denial.STRANGER
    assert denial(confirm_award, proposed.pk, by=supervisor) == Denial.WRONG_ROLE
    confirm_award(proposed.pk, by=approver(proposed))


# --- publishing
def published(award: Award) -> Award:
    confirm_award(award.pk, by=officer(award))
    set_clock(PUBLISHED_AT)
    return publish_award(award.pk, by=approver(award))


def test_the_second_person_publishes(proposed: Award) -> None:
    first = officer(proposed)
    confirm_award(proposed.pk, by=first)
    assert denial(publish_award, proposed.pk, by=first) == Denial.SAME_PERSON
    assert denial(publish_award, proposed.pk, by=representative(proposed.bid.supplier)) == Denial.STRANGER
    assert why(publish_award, proposed.pk, by=UserFactory.create()) == ["There is no such thing here."]
    publish_award(proposed.pk, by=approver(proposed))
    assert states(proposed)[:3] == ["PUBLISHED", "AWARDED", "CONCLUDED"]


def test_a_proposal_is_confirmed_before_it_is_published(proposed: Award) -> None:
    assert why(publish_award, proposed.pk, by=approver(proposed))[0].startswith("“")


def test_the_window_is_the_notice_day_and_then_seven_working_days(proposed: Award) -> None:
    award = published(proposed)
    assert (award.challenge_until, ResultNotice.objects.get().ends_on) == (CHALLENGE_UNTIL, date(2026, 4, 17))


def test_the_published_example_of_a_window(clock: Clock) -> None:
    clock(datetime(2025, 12, 1, 9, 0, tzinfo=SHANGHAI))
    award = AwardFactory.create(confirmed=True)
    assert publish_award(award.pk, by=approver(award)).challenge_until == date(2025, 12, 11)


def test_the_notice_holds_what_the_law_wants(clock: Clock) -> None:
    world = a_world()
    evaluation = world.reported()
    award = Award.objects.get()
    confirm_award(award.pk, by=world.officer)
    publish_award(award.pk, by=world.approver)
    content = ResultNotice.objects.get().content
    winner = award.bid.supplier
    assert content["buyer"]["name"] == world.tender.buyer.name
    assert content["project_number"] == world.tender.ocid
    assert (content["winner_name"], content["winner_address"]) == (winner.name, str(winner.area))
    assert content["winner_amount"] == f"{award.amount_fen // 100}.00"
    assert content["experts"] == [seat.user.name for seat in world.seats()]
    assert content["draw"]["seed"] == evaluation.seed
    for key in ("project_name", "subject", "specification", "service_requirements", "notice_period_ends_on"):
        assert content[key]
    assert [row["rank"] for row in content["matrix"]] == [
        line.rank for line in evaluation.lines.order_by("place", "pk")
    ]


def test_the_signal_is_sent_inside_the_transaction(proposed: Award) -> None:
    def refuse_it(sender: Any, award: Award, **kwargs: Any) -> None:
        raise refuse("Not now.")

    confirm_award(proposed.pk, by=officer(proposed))
    award_published.connect(refuse_it)
    try:
        with pytest.raises(Refused):
            publish_award(proposed.pk, by=approver(proposed))
    finally:
        award_published.disconnect(refuse_it)
    assert states(proposed)[0] == "CONFIRMED"
    assert ResultNotice.objects.count() == 0


def test_every_bidder_is_written_to(proposed: Award) -> None:
    people = {line.bid_id: representative(line.bid.supplier).pk for line in proposed.evaluation.lines.all()}
    published(proposed)
    letters = OutboxMessage.objects.filter(topic__in=["award.letter", "award.loser_letter"]).order_by("pk")
    assert {row.payload["bid"]: (row.topic, row.payload["people"]) for row in letters} == {
        bid_id: ("award.letter" if bid_id == proposed.bid_id else "award.loser_letter", [person])
        for bid_id, person in people.items()
    }


def test_letters_reach_the_people_they_are_for(proposed: Award) -> None:
    loser = representative(proposed.evaluation.lines.get(place=2).bid.supplier)
    published(proposed)
    relay()
    assert list(loser.notifications.values_list("topic", flat=True)) == ["award.loser_letter"]


def test_the_committees_acts_become_readable_with_the_notice(clock: Clock) -> None:
    world = a_world()
    evaluation = world.reported()
    rows = AuditRow.objects.of_thing(evaluation)
    award = Award.objects.get()
    confirm_award(award.pk, by=world.officer)
    assert rows.visible_to_parties([]).count() == 0
    publish_award(award.pk, by=world.approver)
    assert rows.visible_to_parties([]).count() == rows.count()


# --- overdue is a warning
def test_late_steps_are_warned_of_and_recorded_but_not_blocked(proposed: Award) -> None:
    set_clock(datetime(2026, 4, 22, 18, 0, tzinfo=SHANGHAI))  # the 5th working day
    assert warnings_about(proposed) == []
    set_clock(datetime(2026, 4, 23, 9, 0, tzinfo=SHANGHAI))
    assert len(warnings_about(proposed)) == 1
    confirm_award(proposed.pk, by=officer(proposed))
    set_clock(datetime(2026, 4, 27, 18, 0, tzinfo=SHANGHAI))  # the 2nd working day
    assert warnings_about(Award.objects.get()) == []
    set_clock(datetime(2026, 4, 28, 9, 0, tzinfo=SHANGHAI))
    publish_award(proposed.pk, by=approver(proposed))
    overdue = [len(row.detail.get("overdue", [])) for row in AuditRow.objects.of_thing(proposed)]
    assert overdue == [1, 1]


def test_the_buyers_clocks_run(proposed: Award) -> None:
    assert buyers_clocks in CLOCKS
    who, keeper = officer(proposed), member(proposed.lot.tender.buyer, Role.CUSTODIAN)
    [found] = buyers_clocks(date(2026, 4, 30))
    assert (found.rule_key, found.ends_on) == ("buyer_confirm", date(2026, 4, 22))
    assert (who.pk in found.people, keeper.pk in found.people) == (True, False)
    assert list(buyers_clocks(date(2026, 4, 21))) == []
    confirm_award(proposed.pk, by=who)
    assert [(clock.rule_key, clock.ends_on) for clock in buyers_clocks(date(2026, 4, 30))] == [
        ("award_publish", date(2026, 4, 20))
    ]


# --- becoming final
def test_an_award_becomes_final_on_the_day_after_the_window(proposed: Award) -> None:
    published(proposed)
    set_clock(datetime(2026, 4, 28, 23, 59, tzinfo=SHANGHAI))
    assert (finalise_due_awards(), finalise_award_if_due(proposed.pk).state) == (0, "PUBLISHED")
    set_clock(datetime(2026, 4, 29, 0, 0, 1, tzinfo=SHANGHAI))
    assert (finalise_due_awards(), states(proposed)[0]) == (1, "FINAL")
    assert finalise_due_awards() == 0


def test_no_person_makes_an_award_final(proposed: Award) -> None:
    published(proposed)
    set_clock(datetime(2026, 5, 8, tzinfo=SHANGHAI))
    with pytest.raises(Refused):
        move(Award.objects.get().finalise, by=approver(proposed))


# --- revoking
def test_the_next_candidate_moves_up(proposed: Award) -> None:
    published(proposed)
    following = revoke_award(proposed.pk, reason="中标人拒绝签订合同", by=officer(proposed))
    second = proposed.evaluation.lines.get(place=2).bid
    assert following is not None
    assert (following.bid, following.place, following.state) == (second, 2, "PROPOSED")
    assert states(proposed) == ["REVOKED", "AWARDED", "CONCLUDED", "WON", "LOST", "LOST"]
    confirm_award(following.pk, by=officer(proposed))
    publish_award(following.pk, by=approver(proposed))
    assert [bid.state for bid in Bid.objects.filter(pk=second.pk)] == ["WON"]
    assert ResultNotice.objects.count() == 2


def test_a_proposal_that_is_revoked_leaves_its_bid_valid(proposed: Award) -> None:
    following = revoke_award(proposed.pk, reason="查实造假", by=officer(proposed))
    assert following is not None
    assert states(proposed) == ["REVOKED", "EVALUATING", "EVALUATING", "VALID", "VALID", "VALID"]
    confirm_award(following.pk, by=officer(proposed))
    assert states(proposed)[3:] == ["LOST", "WON", "LOST"]


def test_when_nobody_is_left_the_lot_fails(proposed: Award) -> None:
    buyer = officer(proposed)
    confirm_award(proposed.pk, by=buyer)
    following: Award | None = proposed
    for _candidate in range(2):
        following = revoke_award(following.pk, reason="拒绝签订", by=buyer)
        confirm_award(following.pk, by=buyer)
    assert revoke_award(following.pk, reason="拒绝签订", by=buyer) is None
    assert states(proposed)[:3] == ["REVOKED", "FAILED", "FAILED"]


def test_a_final_award_is_revoked_like_any_other(clock: Clock) -> None:
    """The winner does not sign after the window either: the next candidate is proposed."""
    clock(PUBLISHED_AT + timedelta(days=20))
    final = AwardFactory.create(final=True)
    following = revoke_award(final.pk, reason="拒绝签订合同", by=officer(final))
    assert (Award.objects.get(pk=final.pk).state, following.state, following.place) == ("REVOKED", "PROPOSED", 2)


def test_a_bid_that_fell_out_meanwhile_is_not_confirmed(proposed: Award) -> None:
    put(Bid, proposed.bid_id, "INVALID", invalid_reason="质疑成立")
    assert "This bid is no candidate any more." in why(confirm_award, proposed.pk, by=officer(proposed))[0]


def test_time_alone_does_not_end_a_window_early(proposed: Award) -> None:
    published(proposed)
    assert why(move, Award.objects.get(pk=proposed.pk).finalise, by=CLOCK)[0].startswith(
        "The window for challenges is still open."
    )


def test_the_buyer_may_tender_anew_instead(proposed: Award) -> None:
    published(proposed)
    assert revoke_award(proposed.pk, reason="拒绝签订", by=officer(proposed), next_candidate=False) is None
    assert states(proposed)[:3] == ["REVOKED", "FAILED", "CONCLUDED"]


def test_a_proposal_revoked_without_a_next_fails_the_lot_from_evaluation(proposed: Award) -> None:
    assert revoke_award(proposed.pk, reason="违法", by=officer(proposed), next_candidate=False) is None
    assert states(proposed)[:3] == ["REVOKED", "FAILED", "FAILED"]


def test_revoking_needs_its_reason_and_the_buyer(proposed: Award) -> None:
    assert why(revoke_award, proposed.pk, reason=" ", by=officer(proposed))[0].startswith(
        "Say why the award is revoked"
    )
    assert denial(revoke_award, proposed.pk, reason="x", by=UserFactory.create()) == Denial.STRANGER
    published(proposed)
    assert denial(revoke_award, proposed.pk, reason="x", by=representative(proposed.bid.supplier)) == Denial.WRONG_ROLE


def test_a_later_stage_may_refuse_a_revocation(proposed: Award) -> None:
    def signed_already(sender: Any, award: Award, **kwargs: Any) -> None:
        raise refuse("The contract is signed.")

    award_revoked.connect(signed_already)
    try:
        with pytest.raises(Refused):
            revoke_award(proposed.pk, reason="x", by=officer(proposed))
    finally:
        award_revoked.disconnect(signed_already)
    assert states(proposed)[0] == "PROPOSED"


# --- what the database keeps, and who sees
def test_one_award_not_revoked_per_lot(proposed: Award) -> None:
    second = proposed.evaluation.lines.get(place=2).bid
    facts = {"lot": proposed.lot, "evaluation": proposed.evaluation, "bid": second, "place": 2, "amount_fen": 1}
    with pytest.raises(IntegrityError, match="one_award_not_revoked_per_lot"), transaction.atomic():
        Award.objects.create(**facts, proposed_at=datetime.now(UTC))


def test_nobody_publishes_what_they_confirmed_even_past_the_services(proposed: Award) -> None:
    confirm_award(proposed.pk, by=officer(proposed))
    award = Award.objects.get()
    with pytest.raises(IntegrityError, match="award_published_by_a_second_person"), transaction.atomic():
        Award.objects.filter(pk=award.pk).update(
            published_by=award.confirmed_by, published_at=PUBLISHED_AT, challenge_until=CHALLENGE_UNTIL
        )


def test_seeing_means_the_same_in_python_and_in_sql(clock: Clock) -> None:
    clock(PUBLISHED_AT + timedelta(hours=1))
    hidden, shown = AwardFactory.create(), AwardFactory.create(published=True)
    AwardFactory.create(lot=LotFactory.create(evaluating=True), revoked=True)
    people = {
        "officer": officer(hidden),
        "approver": approver(hidden),
        "supervisor": member(SupervisorFactory.create(area=hidden.lot.tender.plan_item.area), Role.SUPERVISOR),
        "supplier": representative(hidden.bid.supplier),
        "expert": hidden.evaluation.members.first().user,
        "stranger": UserFactory.create(),
        "left": member(hidden.lot.tender.buyer, Role.BUYER_OFFICER, is_active=False),
    }
    seen = {}
    for name, person in people.items():
        rows = set(Award.objects.visible_to(person).values_list("pk", flat=True))
        assert rows == {award.pk for award in Award.objects.all() if can_see_award(person, award)}, name
        assert shown.pk in rows
        seen[name] = hidden.pk in rows
    assert {name for name, sees in seen.items() if sees} == {"officer", "approver", "supervisor"}


def test_every_state_has_its_factory(db: None) -> None:
    for state in ("confirmed", "published", "final", "revoked"):
        assert AwardFactory.create(**{state: True}).state == state.upper()
