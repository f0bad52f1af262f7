"""Paying twice at the same moment: the contract's row, and the payout's, let one of them through."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from payments.ledger.models import LedgerTransaction
from payments.ledger.services import check
from projects.milestones.models import Milestone
from projects.payouts import services
from projects.payouts.models import Payout
from projects.payouts.services import Invoice
from tests.factories.accounts import member
from tests.factories.contracts import WHILE_RUNNING
from tests.factories.milestones import MilestoneFactory
from tests.projects.story import Story, begin
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

BASE_FEN = 9_000_000


@pytest.fixture
def story(clock: Any) -> Story:
    clock(WHILE_RUNNING)
    return begin()


@pytest.fixture
def milestone(story: Story) -> Milestone:
    return MilestoneFactory.create(contract=story.contract(in_force=True), accepted=True)


def request(milestone: Milestone, number: str, by: Any) -> Payout:
    """Request the base part with an invoice of this number."""
    invoice = Invoice(number=number, on=date(2026, 6, 15), amount_fen=BASE_FEN, file_name="发票.pdf")
    return services.request_payout(milestone.pk, invoice=invoice, by=by)


def outcomes(*calls: Any) -> list[str]:
    """Return what came of calls side by side: a state, or the kind of the failure."""
    found = [getattr(one, "state", type(one).__name__) for one in at_once(*calls)]
    return sorted(str(one) for one in found)


def test_one_milestone_is_requested_once(story: Story, milestone: Milestone) -> None:
    supplier = story.cast.supplier
    found = outcomes(*(lambda n=n: request(milestone, f"2400000{n}", supplier) for n in range(3)))
    assert found == ["REQUESTED", "Refused", "Refused"]
    assert Payout.objects.get().amount_fen == BASE_FEN


def test_one_payout_is_approved_sent_and_paid_once(story: Story, milestone: Milestone) -> None:
    approver, finance = story.cast.approver, story.cast.finance
    second = member(story.cast.office, "FINANCE")
    payout = request(milestone, "24000001", story.cast.supplier)
    assert outcomes(
        lambda: services.approve_payout(payout.pk, by=approver),
        lambda: services.cancel_payout(payout.pk, reason="发票有误。", by=finance),
    ) in (["APPROVED", "CANCELLED"], ["CANCELLED", "Refused"])
    if Payout.objects.get().state == "CANCELLED":
        payout = request(milestone, "24000002", story.cast.supplier)
        services.approve_payout(payout.pk, by=approver)
    found = outcomes(
        lambda: services.send_payout(payout.pk, order_number="ZF1", by=finance),
        lambda: services.send_payout(payout.pk, order_number="ZF2", by=second),
    )
    assert found == ["Refused", "SENT"]
    found = outcomes(
        lambda: services.confirm_payout_paid(payout.pk, voucher="PZ1", by=finance),
        lambda: services.confirm_payout_paid(payout.pk, voucher="PZ2", by=second),
        lambda: services.fail_payout(payout.pk, reason="账号有误。", by=finance),
    )
    assert found in (["PAID", "Refused", "Refused"], ["FAILED", "Refused", "Refused"])
    assert check() == []
    facts = sorted(
        key.rsplit(":", 1)[1]
        for key in LedgerTransaction.objects.filter(business_key__startswith=f"payout:{payout.pk}:").values_list(
            "business_key", flat=True
        )
    )
    assert facts in (["owed", "paid"], ["owed", "reversed"])


def test_two_requests_together_do_not_take_more_than_the_contract_holds(story: Story, milestone: Milestone) -> None:
    contract = milestone.contract
    rest = contract.amount_fen - BASE_FEN + 1
    other = MilestoneFactory.create(contract=contract, accepted=True, amount_fen=rest, performance_fen=0)
    supplier = story.cast.supplier
    invoice = Invoice(number="24000099", on=date(2026, 6, 15), amount_fen=rest, file_name="发票.pdf")
    found = outcomes(
        lambda: request(milestone, "24000001", supplier),
        lambda: services.request_payout(other.pk, invoice=invoice, by=supplier),
    )
    assert found == ["REQUESTED", "Refused"]
    assert contract.payouts.total_fen() <= contract.amount_fen
