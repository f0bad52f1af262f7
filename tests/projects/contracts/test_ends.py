"""How a contract ends: given up, suspended, terminated, completed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from accounts.models import TrackRecordEntry
from core.time import SHANGHAI
from procurement.awards.models import Award
from procurement.awards.services import revoke_award
from projects.contracts import services
from projects.contracts.models import Contract
from projects.contracts.states import Party
from projects.contracts.text import statement_for
from tests.factories.awards import AwardFactory
from tests.factories.contracts import WHILE_RUNNING, WHILE_SIGNING
from tests.factories.milestones import MilestoneFactory
from tests.factories.payouts import PayoutFactory, PerformanceDecisionFactory
from tests.pages import Browser
from tests.procurement.cast import by_denial
from tests.projects.story import Story, acts, begin
from tests.refusals import denial, why

pytestmark = pytest.mark.django_db

TOO_LATE = datetime(2026, 6, 8, 9, 0, tzinfo=SHANGHAI)
WHY = "继续履行将损害公共利益。"
STILL_RUNS = (
    "The time for signing still runs and the supplier has not refused. Wait, or let the supplier refuse. "
    "(Implementing Regulations (State Council Order 658), art. 49)"
)
SAY_WHY = "Say why, in a sentence that the others can read."
DECIDERS = ("officer", "colleague", "approver", "both")
APPROVERS = ("approver", "both")


@pytest.fixture
def story(clock: Any) -> Story:
    clock(WHILE_SIGNING)
    return begin()


@pytest.fixture
def ranked(clock: Any) -> Contract:
    """The offered contract of an award with two more candidates behind it."""
    clock(datetime(2026, 4, 20, 9, 0, tzinfo=SHANGHAI))
    contract = services.draft_contract(AwardFactory.create(published=True).pk)
    return services.offer_contract(contract.pk, by=contract.award.confirmed_by)


class TestRefuse:
    def test_the_supplier_says_that_it_will_not_sign(self, story: Story) -> None:
        contract = services.refuse_contract(
            story.contract(offered=True).pk, reason=" 人员不足 ", by=story.cast.supplier
        )
        assert (contract.state, contract.refused_by, contract.end_reason) == (
            "OFFERED",
            story.cast.supplier,
            "人员不足",
        )

    def test_after_that_it_does_not_sign(self, story: Story) -> None:
        contract = services.refuse_contract(story.contract(offered=True).pk, reason="人员不足", by=story.cast.supplier)
        given = {"statement": statement_for(contract, Party.SUPPLIER), "by": story.cast.supplier}
        assert why(services.sign_contract, contract.pk, **given) == [
            "The supplier has refused to sign. Give the contract up. "
            "(Implementing Regulations (State Council Order 658), art. 49)"
        ]

    def test_it_is_refused_with_a_reason_and_before_signing(self, story: Story) -> None:
        contract = story.contract(offered=True)
        assert why(services.refuse_contract, contract.pk, reason=" ", by=story.cast.supplier) == [SAY_WHY]
        statement = statement_for(contract, Party.SUPPLIER)
        services.sign_contract(contract.pk, statement=statement, by=story.cast.supplier)
        sentence = "There is nothing to refuse: the contract is not offered to you, or you have answered already."
        assert why(services.refuse_contract, contract.pk, reason="x", by=story.cast.supplier) == [sentence]

    def test_nobody_else_refuses(self, story: Story) -> None:
        contract = story.contract(offered=True)
        met = by_denial(story.cast.but("supplier"), lambda by: services.refuse_contract(contract.pk, reason="x", by=by))
        assert met == story.expected("supplier")


class TestLapse:
    def test_when_the_time_is_over_the_next_candidate_is_proposed(self, ranked: Contract, clock: Any) -> None:
        clock(datetime(2026, 5, 30, 9, 0, tzinfo=SHANGHAI))
        given_up = services.lapse_contract(ranked.pk, reason="逾期未签", by=ranked.award.confirmed_by)
        assert (given_up.state, given_up.end_reason) == ("TERMINATED", "逾期未签")
        assert list(Award.objects.order_by("place").values_list("place", "state")) == [(1, "REVOKED"), (2, "PROPOSED")]

    def test_when_the_supplier_has_refused_nobody_waits(self, ranked: Contract) -> None:
        supplier = ranked.supplier.memberships.first().person
        services.refuse_contract(ranked.pk, reason="人员不足", by=supplier)
        services.lapse_contract(ranked.pk, reason="中标人拒签", by=ranked.award.confirmed_by)
        assert Award.objects.get(place=2).state == "PROPOSED"

    def test_while_the_time_runs_it_is_not_given_up(self, ranked: Contract) -> None:
        assert why(services.lapse_contract, ranked.pk, reason="x", by=ranked.award.confirmed_by) == [STILL_RUNS]
        assert Award.objects.get().state == "PUBLISHED"

    def test_a_draft_is_given_up_too(self, story: Story, clock: Any) -> None:
        contract = story.contract()
        clock(TOO_LATE)
        assert services.lapse_contract(contract.pk, reason="逾期未签", by=story.cast.officer).state == "TERMINATED"

    def test_a_signed_contract_does_not_lapse(self, story: Story, clock: Any) -> None:
        contract = story.contract(signed=True)
        clock(TOO_LATE)
        assert why(services.lapse_contract, contract.pk, reason="x", by=story.cast.officer) == [
            "“Give up signing” is not possible now: Signed."
        ]

    def test_nobody_else_gives_it_up(self, story: Story) -> None:
        contract = story.contract(offered=True)
        met = by_denial(story.cast.but(*DECIDERS), lambda by: services.lapse_contract(contract.pk, reason="x", by=by))
        assert met == story.expected(*DECIDERS)

    def test_revoking_the_award_gives_the_unsigned_contract_up(self, ranked: Contract) -> None:
        revoke_award(ranked.award_id, reason="质疑成立", by=ranked.award.confirmed_by)
        contract = Contract.objects.get(pk=ranked.pk)
        assert (contract.state, contract.end_reason) == ("TERMINATED", "质疑成立")

    def test_the_award_of_a_signed_contract_is_not_revoked(self, story: Story) -> None:
        story.contract(signed=True)
        given = {"reason": "质疑成立", "by": story.cast.officer}
        assert why(revoke_award, story.award.pk, **given)[0].startswith("The contract of this award is signed.")
        assert Award.objects.get(pk=story.award.pk).state == "PUBLISHED"

    @pytest.mark.parametrize("state", ["signed", "in_force", "completed"])
    def test_its_page_offers_no_revoking_and_says_why(self, story: Story, state: str) -> None:
        story.contract(**{state: True})
        page = Browser(story.cast.officer).get("award_revoke", story.award.pk)
        assert (page.status_code, "The contract of this award is signed." in page.content.decode()) == (409, True)


class TestSuspend:
    def test_it_is_suspended_and_resumed_with_reasons(self, story: Story) -> None:
        contract = story.contract(in_force=True)
        assert services.suspend_contract(contract.pk, reason=WHY, by=story.cast.approver).state == "SUSPENDED"
        assert services.resume_contract(contract.pk, reason="隐患已排除。", by=story.cast.approver).state == "IN_FORCE"
        assert acts(contract) == [
            ("suspend", "IN_FORCE", "SUSPENDED", WHY),
            ("resume", "SUSPENDED", "IN_FORCE", "隐患已排除。"),
        ]

    @pytest.mark.parametrize(
        ("step", "state"),
        [
            (services.suspend_contract, "in_force"),
            (services.resume_contract, "suspended"),
            (services.terminate_contract, "in_force"),
        ],
    )
    def test_each_needs_a_reason_and_the_approver(self, story: Story, step: Any, state: str) -> None:
        contract = story.contract(**{state: True})
        assert why(step, contract.pk, reason="  ", by=story.cast.approver) == [SAY_WHY]
        met = by_denial(story.cast.but(*APPROVERS), lambda by: step(contract.pk, reason=WHY, by=by))
        assert met == story.expected(*APPROVERS, public=True)

    def test_only_a_contract_in_force_is_suspended(self, story: Story) -> None:
        contract = story.contract(signed=True)
        assert why(services.suspend_contract, contract.pk, reason=WHY, by=story.cast.approver) == [
            "“Suspend” is not possible now: Signed."
        ]

    def test_only_a_suspended_contract_is_resumed(self, story: Story) -> None:
        contract = story.contract(in_force=True)
        assert why(services.resume_contract, contract.pk, reason=WHY, by=story.cast.approver) == [
            "“Resume” is not possible now: In force."
        ]


class TestTerminate:
    @pytest.mark.parametrize("state", ["signed", "in_force", "suspended"])
    def test_a_signed_contract_ends_early_with_its_reason(self, story: Story, state: str) -> None:
        contract = services.terminate_contract(story.contract(**{state: True}).pk, reason=WHY, by=story.cast.approver)
        assert (contract.state, contract.end_reason) == ("TERMINATED", WHY)

    @pytest.mark.parametrize("state", ["offered", "completed", "terminated"])
    def test_no_other_is_terminated(self, story: Story, state: str) -> None:
        contract = story.contract(**{state: True})
        refused = why(services.terminate_contract, contract.pk, reason=WHY, by=story.cast.approver)
        assert refused == [f"“Terminate” is not possible now: {contract.names.officer}."]


class TestComplete:
    def delivered(self, story: Story, *, performance_fen: int = 1_000_000) -> Contract:
        """A contract whose only milestone is paid, its performance part still undecided."""
        contract = story.contract(in_force=True)
        milestone = MilestoneFactory.create(contract=contract, paid=True, performance_fen=performance_fen)
        PayoutFactory.create(milestone=milestone, paid=True)
        return contract

    @pytest.fixture(autouse=True)
    def later(self, story: Story, clock: Any) -> None:
        clock(WHILE_RUNNING)

    def test_everything_is_paid_and_decided(self, story: Story) -> None:
        contract = self.delivered(story)
        PayoutFactory.create(decision=PerformanceDecisionFactory.create(contract=contract), performance=True, paid=True)
        assert services.complete_contract(contract.pk, by=story.cast.officer).state == "COMPLETED"
        line = TrackRecordEntry.objects.get(organisation=story.supplier, kind="CONTRACT")
        assert (line.ocid, line.value * 100) == (contract.ocid, contract.amount_fen)

    def test_a_rating_may_have_decided_that_nothing_is_paid(self, story: Story) -> None:
        contract = self.delivered(story)
        PerformanceDecisionFactory.create(contract=contract, amount_fen=0)
        assert services.complete_contract(contract.pk, by=story.cast.officer).state == "COMPLETED"

    def test_a_contract_without_performance_part_needs_no_rating(self, story: Story) -> None:
        contract = self.delivered(story, performance_fen=0)
        assert services.complete_contract(contract.pk, by=story.cast.officer).state == "COMPLETED"

    NOT_SETTLED = "The performance part is not settled"

    def test_not_while_the_rating_is_outstanding(self, story: Story) -> None:
        contract = self.delivered(story)
        PerformanceDecisionFactory.create(contract=contract, deferral=True)
        refused = why(services.complete_contract, contract.pk, by=story.cast.officer)
        assert [reason.split(":")[0] for reason in refused] == [self.NOT_SETTLED]

    def test_not_while_what_was_released_is_not_paid(self, story: Story) -> None:
        contract = self.delivered(story)
        decision = PerformanceDecisionFactory.create(contract=contract)
        PayoutFactory.create(decision=decision, performance=True, sent=True)
        refused = why(services.complete_contract, contract.pk, by=story.cast.officer)
        assert [reason.split(":")[0] for reason in refused] == [
            self.NOT_SETTLED,
            "A payment is still under way. Wait until it has arrived, or cancel it.",
        ]

    def test_not_while_a_milestone_is_open(self, story: Story) -> None:
        contract = self.delivered(story, performance_fen=0)
        MilestoneFactory.create(contract=contract, accepted=True, performance_fen=0)
        refused = why(services.complete_contract, contract.pk, by=story.cast.officer)
        assert refused == ["A milestone is not paid yet. (Caiku [2021] 22 (requirements), art. 23–24)"]

    def test_not_without_any_milestone(self, story: Story) -> None:
        contract = story.contract(in_force=True)
        assert why(services.complete_contract, contract.pk, by=story.cast.officer)[0].startswith(
            "A milestone is not paid yet."
        )

    def test_nobody_else_completes_it(self, story: Story) -> None:
        contract = self.delivered(story, performance_fen=0)
        met = by_denial(story.cast.but(*DECIDERS), lambda by: services.complete_contract(contract.pk, by=by))
        assert met == story.expected(*DECIDERS, public=True)

    def test_a_stranger_learns_nothing(self, story: Story) -> None:
        assert denial(services.complete_contract, story.contract().pk, by=story.cast.stranger) == "stranger"
