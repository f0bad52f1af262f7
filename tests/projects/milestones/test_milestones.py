"""A milestone from its plan to its acceptance."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accounts.models import Notification, TrackRecordEntry
from core.audit.outbox import relay
from core.clock import run_sweeps
from core.time import SHANGHAI
from core.transitions import CLOCK, move
from projects.contracts.services import publish_contract
from projects.milestones import services
from projects.milestones.models import Milestone, WitnessOpinion
from projects.milestones.rules import can_see_milestone
from projects.milestones.states import MILESTONE_STATE_NAMES, MilestoneState
from projects.milestones.track_record import number_of, share_delivered
from tests.factories.contracts import WHILE_RUNNING, WHILE_SIGNING, ContractFactory
from tests.factories.milestones import VISITS, MilestoneFactory, WitnessOpinionFactory
from tests.procurement.cast import by_denial
from tests.projects.story import Story, acts, begin
from tests.refusals import denial, why

pytestmark = pytest.mark.django_db

DONE = {"delivered": {"上门服务": 540}, "evidence": ["服务记录.xlsx"]}
NOT_IN_FORCE = "The contract is not in force. Nothing is delivered or accepted until it is."
OFFICERS = ("officer", "colleague", "both")


@pytest.fixture
def story(clock: Any) -> Story:
    clock(WHILE_RUNNING)
    return begin()


@pytest.fixture
def contract(story: Story) -> Any:
    return story.contract(in_force=True)


def test_every_state_has_three_names() -> None:
    assert set(MILESTONE_STATE_NAMES) == set(MilestoneState)


class TestPlan:
    def planned(self, clock: Any, price_fen: int, **tender: Any) -> list[Milestone]:
        """The milestones of a contract that is published at this price."""
        clock(WHILE_SIGNING)
        story = begin(price_fen=price_fen, **tender)
        contract = publish_contract(story.contract(signed=True).pk, by=story.cast.officer)
        return list(contract.milestones.order_by("order"))

    def test_shares_and_parts_follow_the_tender(self, clock: Any) -> None:
        planned = self.planned(clock, 100_000_000)
        assert [(one.amount_fen, one.base_fen, one.performance_fen) for one in planned] == [
            (30_000_000, 27_000_000, 3_000_000),
            (50_000_000, 45_000_000, 5_000_000),
            (20_000_000, 18_000_000, 2_000_000),
        ]
        assert [one.state for one in planned] == ["PLANNED"] * 3

    @pytest.mark.parametrize(
        ("price_fen", "percent"), [(1_000_001, "10"), (333_333_333, "33.333"), (99_999_999, "0"), (7, "100")]
    )
    def test_no_fen_is_lost_or_invented(self, clock: Any, price_fen: int, percent: str) -> None:
        instalments = (("一", Decimal("40"), 10), ("二", Decimal("27.22"), 20), ("三", Decimal("32.78"), 30))
        planned = self.planned(clock, price_fen, milestones=instalments, performance_percent=Decimal(percent))
        assert sum(one.base_fen + one.performance_fen for one in planned) == price_fen

    def test_each_begins_the_day_after_the_one_before_was_due(self, clock: Any) -> None:
        planned = self.planned(clock, 100_000_000)
        assert [(one.starts_on, one.due_on) for one in planned] == [
            (date(2026, 6, 1), date(2026, 6, 1)),
            (date(2026, 6, 2), date(2026, 11, 30)),
            (date(2026, 12, 1), date(2027, 5, 31)),
        ]

    def test_milestones_of_one_day_begin_on_that_day(self, clock: Any) -> None:
        planned = self.planned(clock, 1000, milestones=(("一", 50, 0), ("二", 50, 0)))
        assert [(one.starts_on, one.due_on) for one in planned] == [(date(2026, 6, 1), date(2026, 6, 1))] * 2

    @pytest.mark.parametrize("part", ["base_fen", "performance_fen", "amount_fen"])
    def test_the_parts_are_not_changed_later(self, part: str) -> None:
        milestone = MilestoneFactory.create()
        with pytest.raises(DatabaseError, match="its amounts are not changed"), transaction.atomic():
            Milestone.objects.filter(pk=milestone.pk).update(**{part: 1})

    def test_the_parts_make_the_whole(self) -> None:
        with pytest.raises(IntegrityError, match="milestone_parts_make_the_whole"), transaction.atomic():
            MilestoneFactory.create(amount_fen=100, base_fen=90, performance_fen=11)


class TestStart:
    def test_the_sweep_begins_what_has_come(self, contract: Any) -> None:
        today = WHILE_RUNNING.date()
        begun = MilestoneFactory.create(contract=contract, starts_on=today)
        waits = MilestoneFactory.create(contract=contract, starts_on=today + timedelta(days=1))
        assert services.start_due_milestones() == 1
        assert [Milestone.objects.get(pk=one.pk).state for one in (begun, waits)] == ["DUE", "PLANNED"]
        assert acts(begun) == [("start", "PLANNED", "DUE", "")]
        run_sweeps()
        assert len(acts(begun)) == 1

    def test_the_first_request_begins_it_where_no_sweep_has_run(self, story: Story, contract: Any) -> None:
        milestone = MilestoneFactory.create(contract=contract)
        assert services.submit_milestone(milestone.pk, **DONE, by=story.cast.supplier).state == "SUBMITTED"
        assert [row[0] for row in acts(milestone)] == ["start", "submit"]

    @pytest.mark.parametrize("state", ["suspended", "terminated", "signed"])
    def test_nothing_begins_while_the_contract_does_not_run(self, story: Story, state: str) -> None:
        MilestoneFactory.create(contract=story.contract(**{state: True}))
        assert services.start_due_milestones() == 0

    def test_time_alone_begins_it(self, story: Story, contract: Any) -> None:
        milestone = MilestoneFactory.create(contract=contract)
        assert denial(move, milestone.start, by=story.cast.officer) == "wrong_role"

    def test_the_clock_does_not_begin_it_early(self, contract: Any) -> None:
        milestone = MilestoneFactory.create(contract=contract, starts_on=date(2026, 6, 16))
        assert why(move, milestone.start, by=CLOCK) == ["The work of this milestone has not begun yet."]
        assert services.start_milestone_if_due(milestone.pk).state == "PLANNED"


class TestSubmit:
    def test_the_supplier_reports_outputs_and_evidence(self, story: Story, contract: Any) -> None:
        milestone = services.submit_milestone(
            MilestoneFactory.create(contract=contract, due=True).pk, **DONE, by=story.cast.supplier
        )
        assert (milestone.state, milestone.submission, milestone.submitted_by) == ("SUBMITTED", 1, story.cast.supplier)
        assert (milestone.delivered, milestone.is_on_time) == ({"上门服务": 540}, True)

    @pytest.mark.parametrize("delivered", [{}, {"上门服务": None}, {"上门服务": ""}, {"别的": 5}])
    def test_every_planned_output_is_reported(self, story: Story, contract: Any, delivered: dict[str, Any]) -> None:
        milestone = MilestoneFactory.create(contract=contract, due=True)
        given = {"delivered": delivered, "evidence": ["a"], "by": story.cast.supplier}
        assert why(services.submit_milestone, milestone.pk, **given)[0].startswith("A planned output is not reported.")

    def test_nothing_delivered_is_a_figure_too(self, story: Story, contract: Any) -> None:
        milestone = MilestoneFactory.create(contract=contract, due=True)
        given = {"delivered": {"上门服务": 0}, "evidence": ["a"], "by": story.cast.supplier}
        assert services.submit_milestone(milestone.pk, **given).state == "SUBMITTED"

    def test_there_is_evidence(self, story: Story, contract: Any) -> None:
        milestone = MilestoneFactory.create(contract=contract, due=True)
        given = {"delivered": DONE["delivered"], "evidence": [], "by": story.cast.supplier}
        assert why(services.submit_milestone, milestone.pk, **given)[0].startswith("Add at least one piece of evidence")

    def test_not_before_the_work_has_begun(self, story: Story, contract: Any) -> None:
        milestone = MilestoneFactory.create(contract=contract, starts_on=date(2026, 6, 16))
        assert why(services.submit_milestone, milestone.pk, **DONE, by=story.cast.supplier) == [
            "“Submit for acceptance” is not possible now: Planned."
        ]

    def test_not_while_the_contract_is_suspended(self, story: Story) -> None:
        milestone = MilestoneFactory.create(contract=story.contract(suspended=True), due=True)
        assert why(services.submit_milestone, milestone.pk, **DONE, by=story.cast.supplier) == [NOT_IN_FORCE]

    def test_nobody_else_submits(self, story: Story, contract: Any) -> None:
        milestone = MilestoneFactory.create(contract=contract, due=True)
        met = by_denial(story.cast.but("supplier"), lambda by: services.submit_milestone(milestone.pk, **DONE, by=by))
        assert met == story.expected("supplier", public=True)

    @pytest.mark.parametrize(("day", "on_time"), [(30, True), (31, False)])
    def test_the_day_it_is_due_counts(self, story: Story, contract: Any, clock: Any, day: int, on_time: bool) -> None:
        milestone = MilestoneFactory.create(contract=contract, due=True, due_on=date(2026, 7, 30))
        clock(datetime(2026, 7, day, 23, 30, tzinfo=SHANGHAI))
        assert services.submit_milestone(milestone.pk, **DONE, by=story.cast.supplier).is_on_time == on_time


class TestSendBack:
    def test_it_is_rectified_submitted_again_and_accepted_on_a_new_opinion(self, story: Story, contract: Any) -> None:
        cast = story.cast
        milestone = MilestoneFactory.create(contract=contract, submitted=True)
        services.witness_milestone(milestone.pk, opinion="有两次没来", agrees=False, by=cast.resident)
        back = services.send_back_milestone(milestone.pk, reason="补做两次上门服务。", by=cast.officer)
        assert (back.state, back.rectification, back.rectifications) == ("RECTIFYING", "补做两次上门服务。", 1)
        again = services.submit_milestone(milestone.pk, **DONE, by=cast.supplier)
        assert (again.state, again.submission, again.first_submitted_on) == ("SUBMITTED", 2, WHILE_RUNNING.date())
        services.witness_milestone(milestone.pk, opinion="补上了", by=cast.resident)
        assert services.accept_milestone(milestone.pk, certificate="已整改。", by=cast.officer).state == "ACCEPTED"
        line = TrackRecordEntry.objects.get(organisation=story.supplier, kind="RECTIFICATIONS")
        assert line.value == 1

    def test_it_needs_a_reason(self, story: Story, contract: Any) -> None:
        milestone = MilestoneFactory.create(contract=contract, submitted=True)
        assert why(services.send_back_milestone, milestone.pk, reason="", by=story.cast.officer) == [
            "Say why, in a sentence that the others can read."
        ]

    def test_nobody_else_sends_back(self, story: Story, contract: Any) -> None:
        milestone = MilestoneFactory.create(contract=contract, submitted=True)
        met = by_denial(
            story.cast.but(*OFFICERS), lambda by: services.send_back_milestone(milestone.pk, reason="x", by=by)
        )
        assert met == story.expected(*OFFICERS, public=True)

    def test_the_supplier_hears_why(self, story: Story, contract: Any) -> None:
        milestone = MilestoneFactory.create(contract=contract, submitted=True)
        services.send_back_milestone(milestone.pk, reason="补做两次。", by=story.cast.officer)
        relay()
        told = Notification.objects.get(topic="milestone.sent_back", recipient=story.cast.supplier)
        assert told.payload["reason"] == "补做两次。"


class TestRead:
    @pytest.mark.parametrize("state", ["signed", "in_force", "suspended"])
    def test_the_twins_agree_about_everybody(self, story: Story, state: str) -> None:
        own = MilestoneFactory.create(contract=story.contract(**{state: True}), submitted=True)
        elsewhere = MilestoneFactory.create(contract=ContractFactory.create(**{state: True}), submitted=True)
        WitnessOpinionFactory.create(milestone=own)
        for name, person in story.cast.people.items():
            seen = {one for one in (own, elsewhere) if can_see_milestone(person, one)}
            assert set(Milestone.objects.visible_to(person)) == seen, name
            assert WitnessOpinion.objects.visible_to(person).exists() == (own in seen), name

    def test_opinions_stay(self) -> None:
        WitnessOpinionFactory.create()
        with pytest.raises(DatabaseError), transaction.atomic():
            WitnessOpinion.objects.update(opinion="x")


@pytest.mark.parametrize(
    ("targets", "delivered", "share"),
    [
        (["540"], {"上门服务0": 540}, "1"),
        (["540"], {"上门服务0": 270}, "0.5"),
        (["540"], {"上门服务0": 999}, "1"),
        (["540", "10"], {"上门服务0": 540, "上门服务1": 0}, "0.5"),
        (["540", "10"], {"上门服务0": 540}, "0.5"),
        (["良好"], {"上门服务0": "良好"}, "1"),
        ([], {}, "1"),
        (["95%"], {"上门服务0": "47.5%"}, "0.5"),
    ],
)
def test_the_share_delivered(targets: list[str], delivered: dict[str, Any], share: str) -> None:
    outputs = [{**VISITS, "zh": f"上门服务{place}", "target": target} for place, target in enumerate(targets)]
    assert share_delivered(outputs, delivered) == Decimal(share)


@pytest.mark.parametrize("value", [None, True, "x", "NaN", "Infinity", -1])
def test_what_is_no_figure(value: Any) -> None:
    assert number_of(value) is None
