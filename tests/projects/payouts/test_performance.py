"""The performance part: decided by a rating, released, deferred, requested."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from accounts.models import Notification
from accounts.notifications.links import link_of
from core.audit.outbox import relay
from projects.contracts.models import Contract
from projects.contracts.services import complete_contract
from projects.payouts import services
from projects.payouts.models import PerformanceDecision
from projects.payouts.services import Invoice
from tests.factories.contracts import WHILE_RUNNING
from tests.factories.milestones import MilestoneFactory
from tests.factories.payouts import PayoutFactory, PerformanceDecisionFactory
from tests.factories.ratings import RatingRoundFactory
from tests.procurement.cast import by_denial
from tests.projects.story import Story, begin
from tests.refusals import why

pytestmark = pytest.mark.django_db

LINES = [{"text": "绩效部分", "amount": "¥6,800.00"}]
DECIDERS = ("officer", "colleague", "approver", "both")


@pytest.fixture
def story(clock: Any) -> Story:
    clock(WHILE_RUNNING)
    return begin()


@pytest.fixture
def contract(story: Story) -> Contract:
    """One accepted milestone with 10,000 yuan at stake, one that is not accepted; two periods have been rated."""
    contract = story.contract(in_force=True)
    MilestoneFactory.create(contract=contract, accepted=True)
    MilestoneFactory.create(contract=contract, due=True)
    for period in ("2026-H1", "2026-H2"):
        RatingRoundFactory.create(contract=contract, period=period, published=True)
    return contract


def release(contract: Contract, amount_fen: int, by: Any, period: str = "2026-H1") -> PerformanceDecision:
    """Release an amount for a period."""
    return services.release_performance(contract.pk, period=period, amount_fen=amount_fen, lines=LINES, by=by)


def invoice(amount_fen: int) -> Invoice:
    """An invoice of this amount."""
    return Invoice(number="24000009", on=date(2026, 6, 15), amount_fen=amount_fen, file_name="发票.pdf")


def test_a_rating_decides_what_was_accepted_so_far(story: Story, contract: Contract) -> None:
    assert contract.milestones.performance_to_settle_fen() == 1_000_000
    decision = release(contract, 680_000, story.cast.officer)
    assert (decision.stake_fen, decision.amount_fen, decision.lines) == (1_000_000, 680_000, LINES)
    assert contract.milestones.performance_to_settle_fen() == 0


def test_what_is_accepted_later_is_for_the_next_period(story: Story, contract: Contract) -> None:
    release(contract, 1_000_000, story.cast.officer)
    MilestoneFactory.create(contract=contract, paid=True)
    assert contract.milestones.performance_to_settle_fen() == 1_000_000


def test_a_deferral_leaves_the_stake_for_the_next_period(story: Story, contract: Contract) -> None:
    services.defer_performance(contract.pk, period="2026-H1", reason="样本不足", by=story.cast.officer)
    assert contract.milestones.performance_to_settle_fen() == 1_000_000
    assert release(contract, 1_000_000, story.cast.officer, "2026-H2").stake_fen == 1_000_000


@pytest.mark.parametrize("amount", [-1, 1_000_001])
def test_never_more_than_what_is_at_stake(story: Story, contract: Contract, amount: int) -> None:
    assert why(release, contract, amount, story.cast.officer)[0].split(":")[0].endswith("cannot be released")


def test_nothing_released_is_a_decision_too(story: Story, contract: Contract) -> None:
    decision = release(contract, 0, story.cast.officer)
    assert (decision.stake_fen, contract.milestones.performance_to_settle_fen()) == (1_000_000, 0)
    assert why(
        services.request_performance_payout, contract.pk, period="2026-H1", invoice=invoice(0), by=story.cast.supplier
    )[0].startswith("The rating of this period has released nothing to pay.")


@pytest.mark.parametrize(("amount", "says"), [(0, "绩效部分为零，无须开票。"), (100, "：请开具发票。")])
def test_nobody_is_asked_to_invoice_nothing(story: Story, contract: Contract, amount: int, says: str) -> None:
    release(contract, amount, story.cast.officer)
    relay()
    told = Notification.objects.get(topic__startswith="performance.", recipient=story.cast.supplier)
    with translation.override("zh-hans"):
        assert told.text.endswith(says)
        assert link_of(told) == f"/zh-hans/desk/contracts/{contract.pk}/"


def test_deciding_again_the_same_way_changes_nothing(story: Story, contract: Contract) -> None:
    first = release(contract, 680_000, story.cast.officer)
    assert release(contract, 680_000, story.cast.approver) == first
    deferral = services.defer_performance(contract.pk, period="2026-H2", reason="样本不足", by=story.cast.officer)
    again = services.defer_performance(contract.pk, period="2026-H2", reason="样本不足", by=story.cast.officer)
    assert again == deferral


def test_deciding_again_otherwise_is_refused(story: Story, contract: Contract) -> None:
    release(contract, 680_000, story.cast.officer)
    sentence = "The performance part of this period is decided already, and otherwise."
    assert why(release, contract, 680_001, story.cast.officer)[0].startswith(sentence)
    given = {"period": "2026-H1", "reason": "样本不足", "by": story.cast.officer}
    assert why(services.defer_performance, contract.pk, **given)[0].startswith(sentence)


@pytest.mark.parametrize("state", [None, "open", "closed", "reviewed"])
def test_nobody_decides_by_hand_what_no_published_rating_has_decided(
    story: Story, contract: Contract, state: str | None
) -> None:
    if state:
        RatingRoundFactory.create(contract=contract, period="2027-H1", **({} if state == "open" else {state: True}))
    by_hand = ["No published rating decides about this period. Publish the rating first."]
    given = {"period": "2027-H1", "by": story.cast.approver}
    refused = (
        why(services.release_performance, contract.pk, amount_fen=1_000_000, lines=LINES, **given),
        why(services.defer_performance, contract.pk, reason="样本不足", **given),
    )
    assert [[one.split(" (")[0] for one in sentences] for sentences in refused] == [by_hand, by_hand]


def test_nobody_else_decides(story: Story, contract: Contract) -> None:
    met = by_denial(story.cast.but(*DECIDERS), lambda by: release(contract, 1, by))
    assert met == story.expected(*DECIDERS, public=True)
    met = by_denial(
        story.cast.but(*DECIDERS),
        lambda by: services.defer_performance(contract.pk, period="2026-H1", reason="x", by=by),
    )
    assert met == story.expected(*DECIDERS, public=True)


def test_the_supplier_requests_what_was_released(story: Story, contract: Contract) -> None:
    decision = release(contract, 680_000, story.cast.officer)
    payout = services.request_performance_payout(
        contract.pk, period="2026-H1", invoice=invoice(680_000), by=story.cast.supplier
    )
    assert (payout.part, payout.decision, payout.amount_fen) == ("PERFORMANCE", decision, 680_000)
    again = {"period": "2026-H1", "invoice": invoice(680_000), "by": story.cast.supplier}
    assert why(services.request_performance_payout, contract.pk, **again) == ["This payment is requested already."]


@pytest.mark.parametrize("period", ["2026-H1", "never"])
def test_nothing_is_requested_of_a_period_that_released_nothing(story: Story, contract: Contract, period: str) -> None:
    services.defer_performance(contract.pk, period="2026-H1", reason="样本不足", by=story.cast.officer)
    given = {"period": period, "invoice": invoice(1), "by": story.cast.supplier}
    assert why(services.request_performance_payout, contract.pk, **given)[0].startswith(
        "The rating of this period has released nothing to pay."
    )


def test_nobody_else_requests_it(story: Story, contract: Contract) -> None:
    release(contract, 680_000, story.cast.officer)
    met = by_denial(
        story.cast.but("supplier"),
        lambda by: services.request_performance_payout(contract.pk, period="2026-H1", invoice=invoice(680_000), by=by),
    )
    assert met == story.expected("supplier", public=True)


def test_a_contract_is_completed_when_base_and_performance_are_paid(story: Story) -> None:
    cast = story.cast
    contract = story.contract(in_force=True)
    milestone = MilestoneFactory.create(contract=contract, accepted=True)
    RatingRoundFactory.create(contract=contract, period="2026-H1", published=True)
    base = services.request_payout(milestone.pk, invoice=invoice(9_000_000), by=cast.supplier)
    release(contract, 1_000_000, cast.officer)
    bill = Invoice("24000010", date(2026, 6, 15), 1_000_000, "发票.pdf")
    rest = services.request_performance_payout(contract.pk, period="2026-H1", invoice=bill, by=cast.supplier)
    for number, payout in enumerate((base, rest)):
        services.approve_payout(payout.pk, by=cast.approver)
        services.send_payout(payout.pk, order_number=f"ZF{number}", by=cast.finance)
        services.confirm_payout_paid(payout.pk, voucher=f"PZ{number}", by=cast.finance)
    assert complete_contract(contract.pk, by=cast.officer).state == "COMPLETED"


def test_the_database_keeps_one_decision_per_period_and_within_its_stake(story: Story, contract: Contract) -> None:
    PerformanceDecisionFactory.create(contract=contract, period="2026-H1")
    with pytest.raises(IntegrityError, match="one_performance_decision_per_period"), transaction.atomic():
        PerformanceDecisionFactory.create(contract=contract, period="2026-H1")
    with pytest.raises(IntegrityError, match="performance_within_its_stake"), transaction.atomic():
        PerformanceDecisionFactory.create(contract=contract, amount_fen=1_000_001)
    decision = PerformanceDecisionFactory.create(contract=contract)
    PayoutFactory.create(decision=decision, performance=True)
    with pytest.raises(IntegrityError, match="one_payout_per_decision"), transaction.atomic():
        PayoutFactory.create(decision=decision, performance=True)
