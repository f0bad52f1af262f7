"""Service users take part in an acceptance, and the buyer certifies it in writing."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import TrackRecordEntry
from core.transitions import move
from projects.milestones import services
from projects.milestones.models import Milestone
from tests.factories.accounts import MembershipFactory, ResidentFactory
from tests.factories.contracts import WHILE_RUNNING
from tests.factories.milestones import MilestoneFactory, WitnessOpinionFactory
from tests.procurement.cast import by_denial
from tests.projects.story import Story, acts, begin
from tests.refusals import denial, refusal, why

pytestmark = pytest.mark.django_db

DONE = {"delivered": {"上门服务": 540}, "evidence": ["服务记录.xlsx"]}
NOT_IN_FORCE = "The contract is not in force. Nothing is delivered or accepted until it is."
USERS = (
    "(Government Procurement Law, art. 41; Implementing Regulations (State Council Order 658), art. 45; "
    "Caiku [2021] 22 (requirements), art. 24)"
)
OFFICERS = ("officer", "colleague", "both")


@pytest.fixture
def story(clock: Any) -> Story:
    clock(WHILE_RUNNING)
    return begin()


@pytest.fixture
def contract(story: Story) -> Any:
    return story.contract(in_force=True)


class TestWitness:
    @pytest.fixture
    def milestone(self, contract: Any) -> Milestone:
        return MilestoneFactory.create(contract=contract, submitted=True)

    def test_a_resident_of_the_area_gives_an_opinion(self, story: Story, milestone: Milestone) -> None:
        spoken = services.witness_milestone(milestone.pk, opinion=" 很准时 ", by=story.cast.resident)
        assert (spoken.resident, spoken.opinion, spoken.agrees, spoken.submission) == (
            story.cast.resident.resident,
            "很准时",
            True,
            1,
        )
        assert acts(milestone) == [("witness", "", "", "")]

    def test_a_grid_worker_writes_down_what_an_assisted_resident_says(self, story: Story, milestone: Milestone) -> None:
        resident = ResidentFactory.create(community=story.cast.community, assisted=True)
        given = {"opinion": "来过", "resident_id": resident.pk, "by": story.cast.grid_worker}
        assert services.witness_milestone(milestone.pk, **given).resident == resident

    def test_the_grid_worker_does_not_speak_for_those_who_speak_alone(self, story: Story, milestone: Milestone) -> None:
        resident = ResidentFactory.create(community=story.cast.community)
        given = {"opinion": "来过", "resident_id": resident.pk, "by": story.cast.grid_worker}
        assert why(services.witness_milestone, milestone.pk, **given) == [
            "This resident gives the opinion alone; only for residents with help a grid worker writes it down."
        ]

    def test_the_grid_worker_names_the_resident(self, story: Story, milestone: Milestone) -> None:
        given = {"opinion": "来过", "by": story.cast.grid_worker}
        assert why(services.witness_milestone, milestone.pk, **given) == [
            f"Name the resident whose opinion you write down. {USERS}"
        ]

    @pytest.mark.parametrize("facts", [{"unverified": True}, {"elsewhere": True}])
    def test_only_a_verified_resident_of_the_area_speaks(
        self, story: Story, milestone: Milestone, facts: dict[str, bool]
    ) -> None:
        place = {} if facts.pop("elsewhere", False) else {"community": story.cast.community}
        resident = ResidentFactory.create(assisted=True, **place, **facts)
        given = {"opinion": "来过", "resident_id": resident.pk, "by": story.cast.grid_worker}
        assert why(services.witness_milestone, milestone.pk, **given) == [
            f"Only a verified resident of the area that is served gives an opinion. {USERS}"
        ]

    def test_nobody_else_witnesses(self, story: Story, milestone: Milestone) -> None:
        met = by_denial(
            story.cast.but("resident", "grid_worker"),
            lambda by: services.witness_milestone(milestone.pk, opinion="x", by=by),
        )
        assert met == story.expected("resident", "grid_worker", public=True)

    def test_the_suppliers_own_people_are_no_witnesses(self, story: Story, milestone: Milestone) -> None:
        MembershipFactory.create(person=story.cast.resident, organisation=story.supplier)
        given = {"opinion": "很好", "by": story.cast.resident}
        assert denial(services.witness_milestone, milestone.pk, **given) == "wrong_role"

    def test_one_opinion_for_one_submission(self, story: Story, milestone: Milestone) -> None:
        services.witness_milestone(milestone.pk, opinion="好", by=story.cast.resident)
        given = {"opinion": "不好", "by": story.cast.resident}
        assert why(services.witness_milestone, milestone.pk, **given) == [
            "This resident has already given an opinion on this submission."
        ]

    def test_the_opinion_says_something(self, story: Story, milestone: Milestone) -> None:
        assert why(services.witness_milestone, milestone.pk, opinion=" ", by=story.cast.resident) == [
            "Say why, in a sentence that the others can read."
        ]

    @pytest.mark.parametrize("state", ["due", "rectifying", "accepted", "paid"])
    def test_only_what_is_submitted_is_witnessed(self, story: Story, contract: Any, state: str) -> None:
        milestone = MilestoneFactory.create(contract=contract, **{state: True})
        assert why(services.witness_milestone, milestone.pk, opinion="好", by=story.cast.resident) == [
            "Opinions are asked for while a milestone is submitted and not yet accepted."
        ]


class TestAccept:
    CERTIFICATE = "已逐项核对。"

    @pytest.fixture
    def milestone(self, contract: Any) -> Milestone:
        milestone = MilestoneFactory.create(contract=contract, submitted=True)
        WitnessOpinionFactory.create(milestone=milestone)
        return milestone

    def test_the_officer_certifies_it(self, story: Story, milestone: Milestone) -> None:
        accepted = services.accept_milestone(milestone.pk, certificate=self.CERTIFICATE, by=story.cast.officer)
        assert (accepted.state, accepted.accepted_by, accepted.certificate) == (
            "ACCEPTED",
            story.cast.officer,
            self.CERTIFICATE,
        )

    def test_it_enters_the_track_record(self, story: Story, milestone: Milestone) -> None:
        services.accept_milestone(milestone.pk, certificate=self.CERTIFICATE, by=story.cast.officer)
        lines = TrackRecordEntry.objects.filter(organisation=story.supplier, period=f"M{milestone.order}")
        assert dict(lines.values_list("kind", "value")) == {"DELIVERED": 1, "ON_TIME": 1, "RECTIFICATIONS": 0}

    def test_not_without_a_service_users_opinion(self, story: Story, contract: Any) -> None:
        milestone = MilestoneFactory.create(contract=contract, submitted=True)
        given = {"certificate": self.CERTIFICATE, "by": story.cast.officer}
        assert why(services.accept_milestone, milestone.pk, **given) == [
            "No service user has given an opinion on this submission. "
            f"Ask a resident who was there; then accept. {USERS}"
        ]

    def test_an_opinion_on_an_earlier_submission_does_not_count(self, story: Story, contract: Any) -> None:
        milestone = MilestoneFactory.create(contract=contract, submitted=True, submission=2)
        WitnessOpinionFactory.create(milestone=milestone, submission=1)
        given = {"certificate": self.CERTIFICATE, "by": story.cast.officer}
        assert len(refusal(services.accept_milestone, milestone.pk, **given).reasons) == 1

    def test_not_without_a_certificate(self, story: Story, milestone: Milestone) -> None:
        given = {"certificate": "  ", "by": story.cast.officer}
        assert why(services.accept_milestone, milestone.pk, **given) == [
            f"Write the acceptance certificate: what was checked, and with which result. {USERS}"
        ]

    def test_not_while_the_contract_is_suspended(self, story: Story) -> None:
        milestone = MilestoneFactory.create(contract=story.contract(suspended=True), submitted=True)
        WitnessOpinionFactory.create(milestone=milestone)
        given = {"certificate": self.CERTIFICATE, "by": story.cast.officer}
        assert why(services.accept_milestone, milestone.pk, **given) == [NOT_IN_FORCE]

    @pytest.mark.parametrize("state", ["due", "rectifying", "accepted", "paid"])
    def test_only_what_is_submitted_is_accepted(self, story: Story, contract: Any, state: str) -> None:
        milestone = MilestoneFactory.create(contract=contract, **{state: True})
        given = {"certificate": self.CERTIFICATE, "by": story.cast.officer}
        assert why(services.accept_milestone, milestone.pk, **given) == [
            f"“Accept” is not possible now: {milestone.names.officer}."
        ]

    def test_nobody_else_accepts(self, story: Story, milestone: Milestone) -> None:
        met = by_denial(
            story.cast.but(*OFFICERS),
            lambda by: services.accept_milestone(milestone.pk, certificate=self.CERTIFICATE, by=by),
        )
        assert met == story.expected(*OFFICERS, public=True)

    def test_whoever_witnessed_it_does_not_accept_it(self, story: Story, contract: Any) -> None:
        milestone = MilestoneFactory.create(contract=contract, submitted=True)
        WitnessOpinionFactory.create(milestone=milestone, by=story.cast.officer)
        given = {"certificate": self.CERTIFICATE, "by": story.cast.officer}
        assert denial(services.accept_milestone, milestone.pk, **given) == "same_person"

    def test_without_a_base_part_it_is_paid_with_its_acceptance(self, story: Story, contract: Any) -> None:
        milestone = MilestoneFactory.create(contract=contract, submitted=True, base_fen=0, performance_fen=10_000_000)
        WitnessOpinionFactory.create(milestone=milestone)
        given = {"certificate": self.CERTIFICATE, "by": story.cast.officer}
        assert services.accept_milestone(milestone.pk, **given).state == "PAID"

    def test_it_is_not_marked_as_paid_before_the_money_has_arrived(self, story: Story, contract: Any) -> None:
        milestone = MilestoneFactory.create(contract=contract, accepted=True)
        assert why(move, milestone.pay, by=story.cast.finance)[0].startswith("The base part has not arrived")
