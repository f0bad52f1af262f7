"""What a rating does to the money and to the track record: noise neither fines nor flatters."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation
from django.utils.html import strip_tags as striptags

from accounts.organisations.kinds import TrackRecordKind
from core.time import SHANGHAI
from payments.ledger.models import Account
from projects.contracts.models import Contract
from projects.contracts.services import terminate_contract
from projects.payouts.calculation import decided as lines_of
from projects.payouts.models import PerformanceDecision
from projects.payouts.services import Invoice, approve_payout, request_performance_payout
from projects.ratings.models import RatingRound
from projects.ratings.services import publish_round, review_round
from tests.factories.milestones import MilestoneFactory
from tests.projects.ratings.world import BY_THEMSELVES, WITH_HELP, Levels, answer, frame, opened, published
from tests.projects.story import Story
from tests.refusals import why

pytestmark = pytest.mark.django_db

STAKE = 1_000_000
ON = date(2026, 6, 26)
NEXT = datetime(2026, 7, 6, 9, tzinfo=SHANGHAI)


def rated(story: Story, contract: Contract, clock: Any, levels: Levels, size: int, **given: Any) -> RatingRound:
    """Publish a round of so many people who rate by themselves."""
    rating_round = opened(story, contract, frame(self=size), **given)
    answer(rating_round, levels)
    return published(story, rating_round, clock)


def decided(contract: Contract, period: str = "2026-01/2026-06") -> PerformanceDecision:
    """Return what was decided for a period."""
    return contract.performance_decisions.get(period=period)


class TestTheIntervalPolicy:
    def test_below_the_target_the_part_is_paid_in_proportion(
        self, story: Story, contract: Contract, clock: Any
    ) -> None:
        # Everybody of thirty answered: the index 67 is the interval; 1 - (75 - 67) / (75 - 50) = 0.68.
        counted = rated(story, contract, clock, {4: 22, 3: 2, 2: 2, 1: 1, 5: 3}, 30).result["counted"]
        upper = counted["interval"][1]
        share = 1 - (75 - upper) / 25
        assert 50 < upper < 75
        decision = decided(contract)
        assert decision.amount_fen == round(STAKE * share)
        assert (decision.stake_fen, decision.is_deferral) == (STAKE, False)
        assert [line["amount"] for line in decision.lines] == [
            "¥10,000.00",
            f"-¥{(STAKE - decision.amount_fen) / 100:,.2f}",
            f"¥{decision.amount_fen / 100:,.2f}",
        ]

    def test_at_sixty_seven_of_seventy_five_it_is_sixty_eight_percent(
        self, story: Story, contract: Contract, clock: Any
    ) -> None:
        # A census of 25 with the index 67: 17 x 75 + 8 x 50 = 1,675.
        counted = rated(story, contract, clock, {4: 17, 3: 8}, 25).result["counted"]
        assert (counted["index"], counted["factor"]) == (67.0, pytest.approx(0.68))
        assert decided(contract).amount_fen == 680_000

    def test_the_calculation_is_read_in_either_language(self, story: Story, contract: Contract, clock: Any) -> None:
        rated(story, contract, clock, {5: 40}, 50)
        lines = decided(contract).lines
        for language, first, second in (
            ("en", "Performance part", "above the target 75: in full, with commendation"),
            ("zh-hans", "绩效部分", "高于目标75"),
        ):
            with translation.override(language):
                said = [striptags(line.text) for line in lines_of(lines)]
            assert (said[0], second in said[1]) == (first, True), said

    def test_with_the_target_inside_it_is_paid_in_full_without_commendation(
        self, story: Story, contract: Contract, clock: Any
    ) -> None:
        rating_round = opened(story, contract)
        answer(rating_round, BY_THEMSELVES)
        answer(rating_round, WITH_HELP, stratum="assist", by=story.cast.grid_worker)
        counted = published(story, rating_round, clock).result["counted"]
        assert counted["interval"] == pytest.approx([71.5, 81.0], abs=0.05)
        assert (decided(contract).amount_fen, counted["commendation"]) == (STAKE, False)

    def test_above_the_target_it_is_paid_in_full_with_commendation(
        self, story: Story, contract: Contract, clock: Any
    ) -> None:
        counted = rated(story, contract, clock, {5: 40}, 50).result["counted"]
        assert (decided(contract).amount_fen, counted["commendation"]) == (STAKE, True)

    def test_below_the_floor_nothing_is_paid_and_all_of_it_decided(
        self, story: Story, contract: Contract, clock: Any
    ) -> None:
        rated(story, contract, clock, {1: 40}, 50)
        assert (decided(contract).amount_fen, decided(contract).stake_fen) == (0, STAKE)

    def test_only_what_was_accepted_is_at_stake(self, story: Story, contract: Contract, clock: Any) -> None:
        rated(story, contract, clock, {5: 40}, 50)
        MilestoneFactory.create(contract=contract, accepted=True)
        assert contract.milestones.performance_to_settle_fen() == STAKE


class TestTheGate:
    @pytest.mark.parametrize(
        ("answers", "size", "passes"),
        [
            (36, 180, False),  # fewer than 37
            (37, 60, True),
            (43, 144, False),  # under 30 %
            (44, 144, True),
        ],
    )
    def test_it_takes_the_least_sample_and_thirty_percent(
        self, story: Story, contract: Contract, clock: Any, answers: int, size: int, passes: bool
    ) -> None:
        rated(story, contract, clock, {5: answers}, size)
        assert decided(contract).is_deferral is not passes

    def test_too_few_answers_defer_the_part_neither_forfeited_nor_paid(
        self, story: Story, contract: Contract, clock: Any
    ) -> None:
        rated(story, contract, clock, {1: 12}, 180)
        decision = decided(contract)
        assert (decision.is_deferral, decision.stake_fen, decision.amount_fen) == (True, 0, 0)
        assert contract.milestones.performance_to_settle_fen() == STAKE
        assert why(
            request_performance_payout,
            contract.pk,
            period="2026-01/2026-06",
            invoice=Invoice("1", ON, STAKE, "发票.pdf"),
            by=story.cast.supplier,
        )[0].startswith("The rating of this period has released nothing to pay.")

    def test_the_next_period_decides_what_was_deferred(self, story: Story, contract: Contract, clock: Any) -> None:
        rated(story, contract, clock, {1: 12}, 180)
        later = opened(
            story,
            contract,
            frame(self=50),
            period="2026-07/2026-12",
            closes_at=datetime(2026, 11, 30, 18, tzinfo=SHANGHAI),
        )
        answer(later, {5: 40})
        clock(datetime(2026, 12, 1, 9, tzinfo=SHANGHAI))
        review_round(later.pk, by=story.cast.officer)
        publish_round(later.pk, by=story.cast.approver)
        assert decided(contract, "2026-07/2026-12").amount_fen == STAKE

    def test_in_the_last_period_too_few_answers_pay_in_full(self, story: Story, clock: Any) -> None:
        contract = story.contract(in_force=True)
        MilestoneFactory.create(contract=contract, accepted=True)
        rated(story, contract, clock, {1: 12}, 180, is_last=True)
        decision = decided(contract)
        assert (decision.is_deferral, decision.amount_fen, decision.stake_fen) == (False, STAKE, STAKE)

    def test_in_the_last_period_enough_answers_decide_as_ever(self, story: Story, clock: Any) -> None:
        contract = story.contract(in_force=True)
        MilestoneFactory.create(contract=contract, accepted=True)
        rated(story, contract, clock, {1: 40}, 50, is_last=True)
        assert decided(contract).amount_fen == 0

    def test_of_a_contract_that_ended_early_the_accepted_part_is_decided_too(
        self, story: Story, contract: Contract, clock: Any
    ) -> None:
        terminate_contract(contract.pk, reason="继续履行将损害公共利益。", by=story.cast.approver)
        rated(story, contract, clock, {5: 1}, 180)
        assert decided(contract).amount_fen == STAKE

    def test_a_handful_that_all_answered_moves_money_and_prints_no_figure(
        self, story: Story, contract: Contract, clock: Any
    ) -> None:
        found = rated(story, contract, clock, {4: 4, 3: 2}, 6).result["counted"]
        assert (found["payable"], found["publishable"], found["index"], found["interval"]) == (True, False, None, None)
        decision = decided(contract)
        assert decision.amount_fen == 666_667  # the index 66 2/3 against 75 and 50
        assert "66.7" not in str(decision.lines)
        assert contract.supplier.track_record.filter(kind=TrackRecordKind.RATING).count() == 0


def test_the_rating_goes_into_the_track_record(story: Story, contract: Contract, clock: Any) -> None:
    rated(story, contract, clock, {4: 17, 3: 8}, 25)
    line = contract.supplier.track_record.get(kind=TrackRecordKind.RATING)
    assert (line.value, line.period, line.ocid) == (67, "2026-01/2026-06", contract.ocid)
    assert line.detail == {"interval": [67.0, 67.0], "n": 25, "population": {"self": 25}}


def test_what_is_released_is_requested_and_approved_by_somebody_else(
    story: Story, contract: Contract, clock: Any
) -> None:
    rated(story, contract, clock, {4: 17, 3: 8}, 25)
    invoice = Invoice("24000077", ON, 680_000, "发票.pdf")
    payout = request_performance_payout(contract.pk, period="2026-01/2026-06", invoice=invoice, by=story.cast.supplier)
    assert why(approve_payout, payout.pk, by=story.cast.approver) == [
        "This step needs a second person: you took the step before it. Ask a colleague."
    ]
    assert approve_payout(payout.pk, by=story.cast.finance).state == "APPROVED"


class TestThePoliciesByScore:
    """A contract of 100,000 accepted, 10,000 of it waiting; a census of 25 with the index 67."""

    SIXTY_SEVEN: Levels = {4: 17, 3: 8}

    def judged(self, story: Story, clock: Any, **policy: str) -> PerformanceDecision:
        contract = story.contract(in_force=True, payout_policy=policy)
        MilestoneFactory.create(contract=contract, accepted=True)
        rated(story, contract, clock, self.SIXTY_SEVEN, 25)
        return decided(contract)

    def test_ninetieths_take_the_part_and_claw_the_rest_back(self, story: Story, clock: Any) -> None:
        decision = self.judged(story, clock, policy="shenzhen_90")
        # (90 - 67) / 90 of 100,000 is 25,555.56: the part of 10,000 is withheld, 15,555.56 comes back.
        assert (decision.amount_fen, decision.withheld_fen, decision.claw_back_fen) == (0, STAKE, 1_555_556)
        assert [line["amount"] for line in decision.lines] == [
            "¥100,000.00",
            "-¥25,555.56",
            "¥74,444.44",
            "-¥90,000.00",
            "¥15,555.56",
            "¥0.00",
        ]

    def test_a_share_for_every_point_leaves_the_rest_of_the_part(self, story: Story, clock: Any) -> None:
        decision = self.judged(
            story,
            clock,
            policy="point_rate",
            full_from="90",
            deduct_below="90",
            rate_per_point="0.001",
            terminate_below="60",
        )
        assert (decision.amount_fen, decision.claw_back_fen) == (STAKE - 230_000, 0)

    def test_an_amount_for_every_point(self, story: Story, clock: Any) -> None:
        decision = self.judged(story, clock, policy="point_amount", full_from="70", amount_per_point="1000.00")
        assert decision.amount_fen == STAKE - 300_000


class TestTheBooks:
    def balances(self) -> dict[str, int]:
        """Return what every kind of account holds."""
        found: dict[str, int] = {}
        for account in Account.objects.with_balance():
            found[account.kind] = found.get(account.kind, 0) + account.balance_fen
        return found

    def test_what_is_withheld_is_a_row_of_its_own(self, story: Story, contract: Contract, clock: Any) -> None:
        rated(story, contract, clock, {4: 17, 3: 8}, 25)
        assert self.balances() == {"EXPENSE": STAKE, "RELEASED": -680_000, "WITHHELD": -320_000}

    def test_what_is_deferred_waits_on_its_account(self, story: Story, contract: Contract, clock: Any) -> None:
        rated(story, contract, clock, {5: 4}, 50)
        assert self.balances() == {"EXPENSE": STAKE, "DEFERRED": -STAKE}
        clock(NEXT)
        rating_round = opened(
            story, contract, frame(self=50), period="2026-07/2026-12", closes_at=NEXT + timedelta(days=20)
        )
        answer(rating_round, {5: 40})
        clock(NEXT + timedelta(days=21))
        review_round(rating_round.pk, by=story.cast.officer)
        publish_round(rating_round.pk, by=story.cast.approver)
        assert self.balances() == {"EXPENSE": STAKE, "DEFERRED": 0, "RELEASED": -STAKE}

    def test_the_released_part_is_owed_once_it_is_approved(self, story: Story, contract: Contract, clock: Any) -> None:
        rated(story, contract, clock, {5: 40}, 50)
        bill = Invoice(number="24000031", on=ON, amount_fen=STAKE, file_name="发票.pdf")
        payout = request_performance_payout(contract.pk, period="2026-01/2026-06", invoice=bill, by=story.cast.supplier)
        approve_payout(payout.pk, by=story.cast.finance)
        assert self.balances() == {"EXPENSE": STAKE, "RELEASED": 0, "PAYABLE": -STAKE}
