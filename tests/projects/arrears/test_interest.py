"""Late payments: when each has to arrive, what lateness costs whom, and how the interest is paid by itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import Organisation
from core.time import SHANGHAI
from payments.ledger.models import LedgerTransaction
from payments.ledger.services import balance, check
from projects.arrears import services
from projects.arrears.books import interest_of
from projects.arrears.models import OverdueInterest
from projects.arrears.states import INTEREST_STATE_NAMES, InterestState
from projects.contracts.models import Contract
from projects.payouts.books import owed_to, treasury_of
from projects.payouts.models import Payout
from projects.payouts.services import Invoice, approve_payout, confirm_payout_paid, request_payout, send_payout
from projects.rates.models import PrimeRate
from tests.factories.accounts import OrganisationFactory, member
from tests.factories.arrears import OverdueInterestFactory
from tests.factories.contracts import WHILE_RUNNING
from tests.factories.milestones import MilestoneFactory
from tests.projects.story import Story, acts, begin
from tests.refusals import denial, why

pytestmark = pytest.mark.django_db
BASE_FEN = 9_000_000
DAY = WHILE_RUNNING.date()


@pytest.fixture
def story(clock: Any) -> Story:
    clock(WHILE_RUNNING)
    return begin()


def become(organisation: Organisation, **size: bool) -> None:
    """Make the supplier an enterprise of a size."""
    code = "91310000MA1FL2KB0T"
    Organisation.objects.filter(pk=organisation.pk).update(kind="ENTERPRISE", credit_code=code, **size)


def contract_of(story: Story, **terms: Any) -> Contract:
    """Return the running contract with terms of its own."""
    return story.contract(in_force=True, **terms)


def requested(story: Story, contract: Contract, accepted_days_ago: int = 0) -> Payout:
    """Ask for the base part of a milestone that was accepted some days ago."""
    accepted_at = WHILE_RUNNING - timedelta(days=accepted_days_ago)
    milestone = MilestoneFactory.create(contract=contract, accepted=True, accepted_at=accepted_at)
    invoice = Invoice("24000001", DAY, BASE_FEN, "发票.pdf")
    return request_payout(milestone.pk, invoice=invoice, by=story.cast.supplier)


def paid_on(story: Story, payout: Payout, day: date, clock: Any) -> Payout:
    """Approve, send and pay it, the last on a day."""
    approve_payout(payout.pk, by=story.cast.approver)
    send_payout(payout.pk, order_number="ZF0001", by=story.cast.finance)
    clock(datetime(day.year, day.month, day.day, 15, tzinfo=SHANGHAI))
    return confirm_payout_paid(payout.pk, voucher="PZ0001", by=story.cast.finance)


class TestTheLastDay:
    @pytest.mark.parametrize(
        ("size", "days", "accepted_days_ago", "last"),
        [
            ({}, None, 10, 30),  # 38号: 30 days from the invoice, whenever the work was accepted
            ({}, 20, 10, 10),  # the contract's own term from the acceptance
            ({}, 60, 10, 30),  # which never goes beyond 30 days from the invoice
            ({"small_micro": True}, None, 10, 20),  # P§9: 30 days from the acceptance
            ({"medium": True}, None, 10, 20),
            ({"medium": True}, 60, 10, 30),
            ({"small_micro": True}, 45, 20, 25),
            ({"small_micro": True}, None, 30, 0),
            ({"small_micro": True}, None, 31, 30),  # an invoice after the term is paid like any other
        ],
    )
    def test_it_follows_from_invoice_acceptance_and_supplier(
        self, story: Story, size: dict[str, bool], days: int | None, accepted_days_ago: int, last: int
    ) -> None:
        if size:
            become(story.supplier, **size)
        payout = requested(story, contract_of(story, payment_days=days), accepted_days_ago)
        assert payout.pay_by == DAY + timedelta(days=last)


class TestWhatLatenessCosts:
    @pytest.mark.parametrize(
        ("size", "percent", "prime", "fen"),
        [
            ({"small_micro": True}, None, None, 45_000),  # 90,000 × 0.05 % × 10 days
            ({"medium": True}, None, "3.00", 45_000),
            ({"medium": True}, "7.30", "3.00", 18_000),  # 90,000 × 7.3 % ÷ 365 × 10 days
            ({"small_micro": True}, "3.65", "7.30", 18_000),  # never below the prime rate
            ({}, "3.65", "7.30", 9_000),  # any other: what the contract says
            ({}, None, "7.30", None),  # and nothing without it
        ],
    )
    def test_ten_days_late(
        self, story: Story, clock: Any, size: dict[str, bool], percent: str | None, prime: str | None, fen: int | None
    ) -> None:
        if size:
            become(story.supplier, **size)
        if prime:
            at = {"by": story.cast.supervisor, "at": WHILE_RUNNING}
            PrimeRate.objects.create(percent=prime, valid_from=date(2026, 1, 20), source="公告", **at)
        contract = contract_of(story, overdue_percent=Decimal(percent) if percent else None)
        payout = requested(story, contract)
        assert payout.pay_by == DAY + timedelta(days=30)
        paid_on(story, payout, payout.pay_by + timedelta(days=10), clock)
        found = OverdueInterest.objects.filter(payout=payout).values_list("days", "amount_fen").first()
        assert found == (None if fen is None else (10, fen))

    def test_it_ends_on_the_day_of_the_voucher_not_of_its_record(self, story: Story, clock: Any) -> None:
        become(story.supplier, small_micro=True)
        payout = requested(story, contract_of(story))
        approve_payout(payout.pk, by=story.cast.approver)
        send_payout(payout.pk, order_number="ZF0001", by=story.cast.finance)
        clock(WHILE_RUNNING + timedelta(days=50))
        left_on = DAY + timedelta(days=33)
        ahead = DAY + timedelta(days=51)
        given = {"voucher": "PZ1", "by": story.cast.finance}
        sentence = "The voucher bears a day to come. Correct the day."
        assert why(confirm_payout_paid, payout.pk, left_on=ahead, **given) == [sentence]
        paid = confirm_payout_paid(payout.pk, left_on=left_on, **given)
        assert (paid.paid_on, OverdueInterest.objects.get().days) == (left_on, 3)

    @pytest.mark.parametrize("late", [-5, 0])
    def test_in_time_it_costs_nothing(self, story: Story, clock: Any, late: int) -> None:
        become(story.supplier, small_micro=True)
        payout = requested(story, contract_of(story))
        assert payout.pay_by is not None
        paid_on(story, payout, payout.pay_by + timedelta(days=late), clock)
        assert not OverdueInterest.objects.exists()


class TestThePaymentOfTheInterest:
    @pytest.fixture
    def interest(self, story: Story, clock: Any) -> OverdueInterest:
        become(story.supplier, small_micro=True)
        payout = requested(story, contract_of(story))
        paid_on(story, payout, DAY + timedelta(days=40), clock)
        return OverdueInterest.objects.get()

    def test_it_is_booked_and_paid_by_itself(self, story: Story, interest: OverdueInterest) -> None:
        buyer, supplier = story.cast.office.pk, story.supplier.pk
        assert (balance(interest_of(buyer)), balance(owed_to(supplier))) == (45_000, -45_000)
        services.approve_interest(interest.pk, by=story.cast.approver)
        paid = services.pay_interest(interest.pk, voucher=" LX1 ", by=story.cast.finance)
        assert (paid.state, paid.voucher_number) == ("PAID", "LX1")
        assert balance(owed_to(supplier)) == 0
        assert balance(treasury_of(buyer)) == -(BASE_FEN + 45_000)
        assert list(LedgerTransaction.objects.order_by("pk").values_list("business_key", flat=True))[-2:] == [
            f"overdueinterest:{interest.pk}:owed",
            f"overdueinterest:{interest.pk}:paid",
        ]
        assert check() == []
        assert [verb for verb, _before, _after, _why in acts(interest)] == ["charge", "approve", "pay"]

    def test_it_takes_two_people(self, story: Story, interest: OverdueInterest) -> None:
        assert denial(services.approve_interest, interest.pk, by=story.cast.finance) == "same_person"
        second = member(story.cast.office, "FINANCE")
        services.approve_interest(interest.pk, by=second)
        assert denial(services.pay_interest, interest.pk, voucher="LX1", by=second) == "same_person"

    def test_nobody_else_pays_it(self, story: Story, interest: OverdueInterest) -> None:
        services.approve_interest(interest.pk, by=story.cast.approver)
        found = {
            name: str(denial(services.pay_interest, interest.pk, voucher="LX1", by=person))
            for name, person in story.cast.but("finance").items()
        }
        assert found == story.expected("finance")

    def test_it_names_a_voucher_of_its_own(self, story: Story, interest: OverdueInterest) -> None:
        services.approve_interest(interest.pk, by=story.cast.approver)
        assert why(services.pay_interest, interest.pk, voucher=" ", by=story.cast.finance) == [
            "Enter the number of the treasury's voucher."
        ]
        OverdueInterestFactory.create(paid=True, voucher_number="LX1")
        assert why(services.pay_interest, interest.pk, voucher="LX1", by=story.cast.finance) == [
            "This voucher is recorded already. Look at the number again."
        ]


def test_every_state_has_three_names() -> None:
    assert set(INTEREST_STATE_NAMES) == set(InterestState)


def test_who_reads_it() -> None:
    story = begin()
    own = OverdueInterestFactory.create(payout__milestone=MilestoneFactory.create(contract=contract_of(story)))
    OverdueInterestFactory.create(payout__milestone__contract__award__bid__supplier=OrganisationFactory.create())
    readers = {name for name, person in story.cast.people.items() if own in OverdueInterest.objects.visible_to(person)}
    assert readers == {"officer", "colleague", "approver", "both", "finance", "grid_worker", "supplier", "supervisor"}
