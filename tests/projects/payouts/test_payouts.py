"""A payout from its invoice to the treasury's voucher."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from django.utils import translation

from accounts.models import Notification
from core.audit.outbox import relay
from core.clock import CLOCKS
from core.time import SHANGHAI
from payments.ledger.services import balance, check
from projects.milestones.models import Milestone
from projects.payouts import services
from projects.payouts.books import owed_to, services_of, treasury_of
from projects.payouts.models import Payout
from projects.payouts.services import Invoice
from projects.payouts.states import PAYOUT_STATE_NAMES, PayoutState
from tests.factories.accounts import member
from tests.factories.contracts import WHILE_RUNNING
from tests.factories.milestones import MilestoneFactory
from tests.factories.payouts import PayoutFactory, PerformanceDecisionFactory
from tests.procurement.cast import by_denial
from tests.projects.story import Story, acts, begin
from tests.refusals import denial, why

pytestmark = pytest.mark.django_db

BASE_FEN = 9_000_000
INVOICE = Invoice(number="24000001", on=date(2026, 6, 15), amount_fen=BASE_FEN, file_name="发票.pdf")
SAY_WHY = "Say why, in a sentence that the others can read."
APPROVERS = ("approver", "both", "finance")


@pytest.fixture
def story(clock: Any) -> Story:
    clock(WHILE_RUNNING)
    return begin()


@pytest.fixture
def milestone(story: Story) -> Milestone:
    return MilestoneFactory.create(contract=story.contract(in_force=True), accepted=True)


def books(payout: Payout) -> tuple[int, int, int]:
    """Return what was bought, what is owed and what the treasury has paid, in fen."""
    buyer = payout.contract.buyer_id
    return balance(services_of(buyer)), -balance(owed_to(payout.payee_id)), -balance(treasury_of(buyer))


def test_every_state_has_three_names() -> None:
    assert set(PAYOUT_STATE_NAMES) == set(PayoutState)


def test_the_whole_way(story: Story, milestone: Milestone) -> None:
    cast = story.cast
    payout = services.request_payout(milestone.pk, invoice=INVOICE, by=cast.supplier)
    assert (payout.state, payout.amount_fen, payout.payee) == ("REQUESTED", BASE_FEN, story.supplier)
    assert books(payout) == (0, 0, 0)
    services.approve_payout(payout.pk, by=cast.approver)
    assert books(payout) == (BASE_FEN, BASE_FEN, 0)
    services.send_payout(payout.pk, order_number=" ZF0001 ", by=cast.finance)
    paid = services.confirm_payout_paid(payout.pk, voucher="PZ0001", by=cast.finance)
    assert (paid.state, paid.order_number, paid.voucher_number) == ("PAID", "ZF0001", "PZ0001")
    assert books(payout) == (BASE_FEN, 0, BASE_FEN)
    assert Milestone.objects.get(pk=milestone.pk).state == "PAID"
    assert check() == []
    assert [(verb, after) for verb, _before, after, _why in acts(payout)] == [
        ("request", "REQUESTED"),
        ("approve", "APPROVED"),
        ("send", "SENT"),
        ("confirm", "PAID"),
    ]


class TestRequest:
    def test_it_is_to_be_paid_within_thirty_days(self, story: Story, milestone: Milestone) -> None:
        payout = services.request_payout(milestone.pk, invoice=INVOICE, by=story.cast.supplier)
        assert payout.pay_by == date(2026, 7, 15)

    def test_a_last_day_in_a_year_without_holidays_is_left_open(
        self, story: Story, milestone: Milestone, clock: Any
    ) -> None:
        clock(datetime(2026, 12, 10, 9, 0, tzinfo=SHANGHAI))
        assert services.request_payout(milestone.pk, invoice=INVOICE, by=story.cast.supplier).pay_by is None

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"number": " "}, "Give the invoice's number and its file."),
            ({"file_name": ""}, "Give the invoice's number and its file."),
            ({"on": date(2026, 6, 16)}, "The invoice bears a date to come. Correct the date."),
            (
                {"amount_fen": BASE_FEN - 1},
                "The invoice is over ¥89,999.99, but ¥90,000.00 is owed. Send an invoice of exactly this amount.",
            ),
            (
                {"amount_fen": BASE_FEN + 1},
                "The invoice is over ¥90,000.01, but ¥90,000.00 is owed. Send an invoice of exactly this amount.",
            ),
        ],
    )
    def test_the_invoice_has_to_be_right(
        self, story: Story, milestone: Milestone, changed: dict[str, Any], sentence: str
    ) -> None:
        given = {"invoice": replace(INVOICE, **changed), "by": story.cast.supplier}
        assert why(services.request_payout, milestone.pk, **given) == [
            f"{sentence} (Caiku [2019] 38 (fair competition), art. 3)"
        ]

    @pytest.mark.parametrize("state", ["due", "submitted", "rectifying"])
    def test_nothing_is_owed_before_the_acceptance(self, story: Story, state: str) -> None:
        milestone = MilestoneFactory.create(contract=story.contract(in_force=True), **{state: True})
        assert why(services.request_payout, milestone.pk, invoice=INVOICE, by=story.cast.supplier) == [
            "The milestone is not accepted yet: nothing is owed for it. (Caiku [2019] 38 (fair competition), art. 3)"
        ]

    @pytest.mark.parametrize("state", ["suspended", "terminated"])
    def test_what_was_accepted_is_paid_though_the_contract_no_longer_runs(self, story: Story, state: str) -> None:
        milestone = MilestoneFactory.create(contract=story.contract(**{state: True}), accepted=True)
        assert services.request_payout(milestone.pk, invoice=INVOICE, by=story.cast.supplier).state == "REQUESTED"

    def test_a_milestone_without_base_part_has_nothing_to_request(self, story: Story) -> None:
        milestone = MilestoneFactory.create(
            contract=story.contract(in_force=True), accepted=True, base_fen=0, performance_fen=10_000_000
        )
        assert why(services.request_payout, milestone.pk, invoice=INVOICE, by=story.cast.supplier) == [
            "This milestone has no base part: all of it waits for the residents' rating."
        ]

    @pytest.mark.parametrize("state", ["requested", "approved", "sent", "paid", "deferred"])
    def test_it_is_requested_once(self, story: Story, milestone: Milestone, state: str) -> None:
        PayoutFactory.create(milestone=milestone, **({} if state == "requested" else {state: True}))
        assert why(services.request_payout, milestone.pk, invoice=INVOICE, by=story.cast.supplier) == [
            "This payment is requested already."
        ]

    @pytest.mark.parametrize("state", ["failed", "cancelled"])
    def test_after_a_failure_it_is_requested_again_with_the_same_invoice(
        self, story: Story, milestone: Milestone, state: str
    ) -> None:
        PayoutFactory.create(milestone=milestone, invoice_number=INVOICE.number, **{state: True})
        assert services.request_payout(milestone.pk, invoice=INVOICE, by=story.cast.supplier).state == "REQUESTED"

    def test_an_invoice_is_paid_once(self, story: Story, milestone: Milestone) -> None:
        other = MilestoneFactory.create(contract=milestone.contract, accepted=True)
        services.request_payout(milestone.pk, invoice=INVOICE, by=story.cast.supplier)
        assert why(services.request_payout, other.pk, invoice=INVOICE, by=story.cast.supplier) == [
            "This invoice is used for another payment already. Look at the number again."
        ]

    def test_never_more_than_the_contract(self, story: Story) -> None:
        contract = story.contract(in_force=True)
        MilestoneFactory.create(contract=contract, accepted=True, amount_fen=contract.amount_fen, performance_fen=0)
        PayoutFactory.create(milestone=contract.milestones.get(), paid=True)
        more = MilestoneFactory.create(contract=contract, accepted=True)
        assert why(services.request_payout, more.pk, invoice=INVOICE, by=story.cast.supplier)[0].startswith(
            "The contract's amount does not allow this payment."
        )

    def test_nobody_else_requests(self, story: Story, milestone: Milestone) -> None:
        met = by_denial(
            story.cast.but("supplier"), lambda by: services.request_payout(milestone.pk, invoice=INVOICE, by=by)
        )
        assert met == story.expected("supplier", public=True)


class TestApprove:
    @pytest.fixture
    def payout(self, milestone: Milestone) -> Payout:
        return PayoutFactory.create(milestone=milestone)

    @pytest.mark.parametrize("who", APPROVERS)
    def test_finance_or_the_approver_approves(self, story: Story, payout: Payout, who: str) -> None:
        assert services.approve_payout(payout.pk, by=story.cast.people[who]).approved_by == story.cast.people[who]

    def test_nobody_else_approves(self, story: Story, payout: Payout) -> None:
        met = by_denial(story.cast.but(*APPROVERS), lambda by: services.approve_payout(payout.pk, by=by))
        assert met == story.expected(*APPROVERS)

    def test_whoever_accepted_the_work_does_not_approve_its_payment(self, story: Story) -> None:
        milestone = MilestoneFactory.create(
            contract=story.contract(in_force=True), accepted=True, accepted_by=story.cast.both
        )
        payout = PayoutFactory.create(milestone=milestone)
        assert denial(services.approve_payout, payout.pk, by=story.cast.both) == "same_person"

    def test_whoever_released_the_performance_part_does_not_approve_it(self, story: Story) -> None:
        decision = PerformanceDecisionFactory.create(contract=story.contract(in_force=True), by=story.cast.both)
        payout = PayoutFactory.create(decision=decision, performance=True)
        assert denial(services.approve_payout, payout.pk, by=story.cast.both) == "same_person"
        assert services.approve_payout(payout.pk, by=story.cast.finance).state == "APPROVED"

    def test_a_milestone_that_is_not_accepted_owes_nothing(self, story: Story) -> None:
        milestone = MilestoneFactory.create(contract=story.contract(in_force=True), submitted=True)
        payout = PayoutFactory.create(milestone=milestone)
        assert why(services.approve_payout, payout.pk, by=story.cast.finance)[0].startswith("Nothing is owed here:")

    def test_it_is_the_whole_base_part(self, story: Story, milestone: Milestone) -> None:
        payout = PayoutFactory.create(milestone=milestone, amount_fen=BASE_FEN - 1)
        assert why(services.approve_payout, payout.pk, by=story.cast.finance)[0].startswith("Nothing is owed here:")


class TestSend:
    @pytest.fixture
    def payout(self, milestone: Milestone) -> Payout:
        return PayoutFactory.create(milestone=milestone, approved=True)

    def test_the_approver_does_not_send_it(self, story: Story, milestone: Milestone) -> None:
        payout = PayoutFactory.create(milestone=milestone, approved=True, approved_by=story.cast.finance)
        assert denial(services.send_payout, payout.pk, order_number="ZF1", by=story.cast.finance) == "same_person"

    def test_it_names_the_payment_order(self, story: Story, payout: Payout) -> None:
        assert why(services.send_payout, payout.pk, order_number=" ", by=story.cast.finance) == [
            "Enter the number of the payment order."
        ]

    def test_a_payment_order_pays_once(self, story: Story, payout: Payout) -> None:
        PayoutFactory.create(order_number="ZF1", sent=True)
        assert why(services.send_payout, payout.pk, order_number="ZF1", by=story.cast.finance) == [
            "This payment order number is taken already. Look at the number again."
        ]

    def test_nobody_else_sends(self, story: Story, payout: Payout) -> None:
        met = by_denial(
            story.cast.but("finance"), lambda by: services.send_payout(payout.pk, order_number="ZF1", by=by)
        )
        assert met == story.expected("finance")

    def test_what_nobody_approved_is_not_sent(self, story: Story, milestone: Milestone) -> None:
        payout = PayoutFactory.create(milestone=milestone)
        assert why(services.send_payout, payout.pk, order_number="ZF1", by=story.cast.finance) == [
            "“Send to the treasury” is not possible now: Requested."
        ]


class TestConfirm:
    @pytest.fixture
    def payout(self, milestone: Milestone) -> Payout:
        payout = PayoutFactory.create(milestone=milestone)
        services.approve_payout(payout.pk, by=member(milestone.contract.buyer, "APPROVER"))
        return services.send_payout(payout.pk, order_number="ZF1", by=member(milestone.contract.buyer, "FINANCE"))

    def test_it_names_the_voucher(self, story: Story, payout: Payout) -> None:
        assert why(services.confirm_payout_paid, payout.pk, voucher="", by=story.cast.finance) == [
            "Enter the number of the treasury's voucher."
        ]

    def test_a_voucher_is_recorded_once(self, story: Story, payout: Payout) -> None:
        PayoutFactory.create(voucher_number="PZ1", paid=True)
        assert why(services.confirm_payout_paid, payout.pk, voucher="PZ1", by=story.cast.finance) == [
            "This voucher is recorded already. Look at the number again."
        ]
        assert Milestone.objects.get(pk=payout.milestone_id).state == "ACCEPTED"

    @pytest.mark.parametrize("verb", ["confirm", "fail"])
    def test_nobody_else_confirms_or_fails(self, story: Story, payout: Payout, verb: str) -> None:
        def step(by: Any) -> Any:
            if verb == "confirm":
                return services.confirm_payout_paid(payout.pk, voucher="PZ1", by=by)
            return services.fail_payout(payout.pk, reason="x", by=by)

        assert by_denial(story.cast.but("finance"), step) == story.expected("finance")

    def test_a_failure_takes_the_obligation_back_out_of_the_books(self, story: Story, payout: Payout) -> None:
        assert books(payout) == (BASE_FEN, BASE_FEN, 0)
        failed = services.fail_payout(payout.pk, reason="账号有误。", by=story.cast.finance)
        assert (failed.state, failed.why, books(payout)) == ("FAILED", "账号有误。", (0, 0, 0))
        assert Milestone.objects.get(pk=payout.milestone_id).state == "ACCEPTED"

    def test_after_a_failure_the_second_attempt_pays(self, story: Story, payout: Payout) -> None:
        services.fail_payout(payout.pk, reason="账号有误。", by=story.cast.finance)
        again = services.request_payout(payout.milestone_id, invoice=INVOICE, by=story.cast.supplier)
        services.approve_payout(again.pk, by=story.cast.approver)
        services.send_payout(again.pk, order_number="ZF2", by=story.cast.finance)
        services.confirm_payout_paid(again.pk, voucher="PZ2", by=story.cast.finance)
        assert books(again) == (BASE_FEN, 0, BASE_FEN)
        assert Milestone.objects.get(pk=payout.milestone_id).state == "PAID"

    def test_a_failure_says_why(self, story: Story, payout: Payout) -> None:
        assert why(services.fail_payout, payout.pk, reason=" ", by=story.cast.finance) == [SAY_WHY]


class TestDeferAndCancel:
    @pytest.fixture
    def payout(self, milestone: Milestone) -> Payout:
        return PayoutFactory.create(milestone=milestone)

    def test_it_is_put_off_and_taken_up_again(self, story: Story, payout: Payout) -> None:
        deferred = services.defer_payout(payout.pk, reason="指标未下达。", by=story.cast.finance)
        assert (deferred.state, deferred.why) == ("DEFERRED", "指标未下达。")
        assert services.take_up_payout(payout.pk, by=story.cast.approver).state == "REQUESTED"

    def test_nobody_else_puts_off_or_takes_up(self, story: Story, payout: Payout) -> None:
        met = by_denial(story.cast.but(*APPROVERS), lambda by: services.defer_payout(payout.pk, reason="x", by=by))
        assert met == story.expected(*APPROVERS)
        services.defer_payout(payout.pk, reason="指标未下达。", by=story.cast.finance)
        met = by_denial(story.cast.but(*APPROVERS), lambda by: services.take_up_payout(payout.pk, by=by))
        assert met == story.expected(*APPROVERS)

    @pytest.mark.parametrize("who", ["supplier", *APPROVERS])
    def test_the_supplier_or_the_buyer_takes_it_back(self, story: Story, payout: Payout, who: str) -> None:
        cancelled = services.cancel_payout(payout.pk, reason="发票有误。", by=story.cast.people[who])
        assert (cancelled.state, cancelled.why, books(payout)) == ("CANCELLED", "发票有误。", (0, 0, 0))

    def test_what_was_booked_is_reversed(self, story: Story, payout: Payout) -> None:
        services.approve_payout(payout.pk, by=story.cast.approver)
        services.cancel_payout(payout.pk, reason="发票有误。", by=story.cast.finance)
        assert (books(payout), check()) == ((0, 0, 0), [])

    @pytest.mark.parametrize("state", ["sent", "paid", "failed", "cancelled"])
    def test_what_is_sent_is_not_taken_back(self, story: Story, milestone: Milestone, state: str) -> None:
        payout = PayoutFactory.create(milestone=milestone, **{state: True})
        with translation.override("en"):
            name = str(payout.names.officer)
        assert why(services.cancel_payout, payout.pk, reason="x", by=story.cast.finance) == [
            f"“Cancel” is not possible now: {name}."
        ]

    def test_nobody_else_takes_it_back(self, story: Story, payout: Payout) -> None:
        allowed = ("supplier", *APPROVERS)
        met = by_denial(story.cast.but(*allowed), lambda by: services.cancel_payout(payout.pk, reason="x", by=by))
        assert met == story.expected(*allowed)

    @pytest.mark.parametrize("step", [services.defer_payout, services.cancel_payout])
    def test_each_needs_a_reason(self, story: Story, payout: Payout, step: Any) -> None:
        assert why(step, payout.pk, reason="", by=story.cast.finance) == [SAY_WHY]


class TestClock:
    @pytest.mark.parametrize("state", ["requested", "approved", "sent", "deferred"])
    def test_the_thirty_days_run_until_the_money_has_arrived(self, milestone: Milestone, state: str) -> None:
        payout = PayoutFactory.create(milestone=milestone, **({} if state == "requested" else {state: True}))
        assert self.running(date(2026, 7, 14)) == []
        assert self.running(date(2026, 7, 15)) == [("payment", payout.pk, date(2026, 7, 15))]

    @pytest.mark.parametrize("state", ["paid", "failed", "cancelled"])
    def test_then_they_stop(self, milestone: Milestone, state: str) -> None:
        PayoutFactory.create(milestone=milestone, **{state: True})
        assert self.running(date(2026, 12, 31)) == []

    def running(self, until: date) -> list[tuple[str, int, date]]:
        """Return the clocks of payouts that end by a day."""
        found = [one for finder in CLOCKS for one in finder(until) if one.thing_kind == "projects.Payout"]
        return [(one.rule_key, one.thing_id, one.ends_on) for one in found]


def test_the_supplier_hears_that_it_is_paid(story: Story, milestone: Milestone) -> None:
    payout = PayoutFactory.create(milestone=milestone)
    services.approve_payout(payout.pk, by=story.cast.approver)
    services.send_payout(payout.pk, order_number="ZF1", by=story.cast.finance)
    services.confirm_payout_paid(payout.pk, voucher="PZ1", by=story.cast.finance)
    relay()
    told = Notification.objects.get(topic="payout.paid", recipient=story.cast.supplier)
    assert told.payload["amount"] == "¥90,000.00"
