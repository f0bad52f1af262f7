"""A deposit from being asked to its end, as the people of both sides meet it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core.law.late_refunds import late_refund_interest
from core.law.rulebook import rule
from core.money import portion
from core.time import core_now, set_clock, today
from core.transitions import Refused
from payments.deposits.models import LateInterest
from payments.deposits.returning import disclose, owe_back, owe_performance_back
from payments.deposits.services import (
    approve_late_interest,
    convert_deposit,
    drop_forfeit,
    forfeit_deposit,
    pay_late_interest,
    propose_forfeit,
    refund_deposit,
    send_due_refunds,
    waive_deposit,
)
from payments.ledger.models import Account
from payments.ledger.services import check
from payments.rail.sending import collect, send_waiting
from tests.fakes.stripe import FakeStripe
from tests.payments.deposits.story import ASKED, BUDGET, Story, again, begin, opened, paid

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Story:
    return begin()


def balance(code: str) -> int:
    return Account.objects.with_balance().get(code=code).balance_fen


def test_a_paid_deposit_is_held_and_booked_on_an_opaque_account(fake: FakeStripe, story: Story) -> None:
    person = story.supplier()
    deposit = paid(fake, story.require(person), person)
    assert deposit.state == "HELD"
    assert balance(f"deposit:{deposit.reference}") == -ASKED
    assert balance("card:clearing") == ASKED
    assert check() == []


def test_asking_twice_returns_the_deposit_that_stands(story: Story) -> None:
    person = story.supplier()
    assert story.require(person).pk == story.require(person).pk


@pytest.mark.parametrize(("kind", "most"), [("BID", BUDGET * 2 // 100), ("PERFORMANCE", BUDGET // 10)])
def test_a_deposit_is_at_most_its_lawful_share(story: Story, kind: str, most: int) -> None:
    person = story.supplier()
    with pytest.raises(Refused, match="lawful share"):
        story.require(person, kind=kind, amount_fen=most + 1)
    assert story.require(person, kind=kind, amount_fen=most).amount_fen == most


def test_only_the_supplier_pays(fake: FakeStripe, story: Story) -> None:
    person, rival = story.supplier(), story.supplier()
    deposit = story.require(person)
    for other in (rival, story.finance, story.officer, story.supervisor):
        with pytest.raises(Refused):
            opened(deposit, other)


def test_the_open_page_is_used_again(fake: FakeStripe, story: Story) -> None:
    person = story.supplier()
    deposit = story.require(person)
    assert opened(deposit, person).pk == opened(deposit, person).pk


def test_a_page_that_ended_lets_the_supplier_pay_again(fake: FakeStripe, story: Story) -> None:
    person = story.supplier()
    deposit = story.require(person)
    order = opened(deposit, person)
    fake.books.expire_session(order.provider_id)
    collect(order.pk)
    assert again(deposit).state == "REQUIRED"
    assert paid(fake, deposit, person).state == "HELD"


def test_nothing_is_paid_after_the_deadline(fake: FakeStripe, story: Story) -> None:
    person = story.supplier()
    deposit = story.require(person, pay_by=core_now() - timedelta(seconds=1))
    with pytest.raises(Refused, match="time to pay"):
        opened(deposit, person)


def test_without_a_card_rail_the_step_says_so(settings: Any, story: Story) -> None:
    settings.STRIPE_API_KEY = ""
    person = story.supplier()
    with pytest.raises(Refused, match="Pay by bank transfer"):
        opened(story.require(person), person)


@pytest.mark.parametrize(
    ("rule", "small", "passes"),
    [("NONE", True, False), ("SMALL_MICRO", True, True), ("SMALL_MICRO", False, False), ("BOTH", True, True)],
)
def test_an_exemption_is_what_the_register_shows(story: Story, rule: str, small: bool, passes: bool) -> None:
    person = story.supplier(kind="ENTERPRISE", small_micro=small)
    deposit = story.require(person, waiver_rule=rule)
    if passes:
        assert waive_deposit(deposit.pk, by=person).state == "WAIVED"
    else:
        with pytest.raises(Refused, match="no exemption"):
            waive_deposit(deposit.pk, by=person)


def test_losers_get_it_back_within_five_working_days_of_the_letter(fake: FakeStripe, story: Story) -> None:
    winner, loser = story.supplier(), story.supplier()
    kept, back = paid(fake, story.require(winner), winner), paid(fake, story.require(loser), loser)
    disclose(story.lot, [one.pk for one in story.suppliers], by=story.officer)
    owe_back(story.lot, "deposit_refund_loser", by=story.approver, but=[kept.supplier_id])
    assert again(kept).refund_owed_at is None
    owed = again(back)
    assert (owed.refund_due_on - today()).days >= 5
    refund_deposit(back.pk, by=story.finance)
    send_waiting()
    assert again(back).state == "REFUNDED"
    assert balance(f"supplier:{back.supplier_id}:bid_deposits") == 0
    assert balance("card:clearing") == ASKED
    assert not LateInterest.objects.exists()


def test_nothing_goes_back_before_something_sets_it_going(fake: FakeStripe, story: Story) -> None:
    person = story.supplier()
    deposit = paid(fake, story.require(person), person)
    disclose(story.lot, [deposit.supplier_id], by=story.officer)
    with pytest.raises(Refused, match="not owed back"):
        refund_deposit(deposit.pk, by=story.finance)


def test_a_refund_is_sent_once_however_often_it_is_asked(fake: FakeStripe, story: Story) -> None:
    person = story.supplier()
    deposit = paid(fake, story.require(person), person)
    disclose(story.lot, [deposit.supplier_id], by=story.officer)
    owe_back(story.lot, "deposit_refund_winner", by=story.officer)
    for _ in range(3):
        refund_deposit(deposit.pk, by=story.finance)
        send_due_refunds(today() + timedelta(days=30))
    send_waiting()
    send_waiting()
    assert len(fake.books.tables["refunds"]) == 1
    with pytest.raises(Refused):
        refund_deposit(deposit.pk, by=story.finance)


def test_a_withdrawn_bid_before_the_opening_gets_its_deposit_back_with_nobody_knowing(
    fake: FakeStripe, story: Story
) -> None:
    person = story.supplier()
    deposit = paid(fake, story.require(person), person)
    owe_back(story.lot, "deposit_refund_withdrawn", by=person, only=[deposit.supplier_id])
    send_waiting()
    after = again(deposit)
    assert (after.state, after.disclosed_at) == ("REFUNDED", None)
    assert story.require(person).pk != deposit.pk  # whoever bids again pays again


def test_a_late_refund_bears_interest_as_a_payment_of_its_own(fake: FakeStripe, story: Story) -> None:
    person = story.supplier()
    deposit = paid(fake, story.require(person), person)
    disclose(story.lot, [deposit.supplier_id], by=story.officer)
    owe_back(story.lot, "deposit_refund_loser", by=story.officer)
    due = again(deposit).refund_due_on
    set_clock(core_now() + timedelta(days=(due - today()).days + 10))
    refund_deposit(deposit.pk, by=story.finance)
    send_waiting()
    interest = LateInterest.objects.get()
    assert (interest.days, interest.amount_fen) == (10, round(ASKED * 0.0435 * 1.2 * 10 / 360))
    assert balance(f"supplier:{deposit.supplier_id}:payable") == -interest.amount_fen
    with pytest.raises(Refused, match="takes a first person"):
        pay_late_interest(interest.pk, voucher="国库2026-88", by=story.finance)
    approve_late_interest(interest.pk, by=story.finance)
    with pytest.raises(Refused, match=r"second person|same person|another"):
        pay_late_interest(interest.pk, voucher="国库2026-88", by=story.finance)
    LateInterest.objects.update(approved_by=story.approver)
    pay_late_interest(interest.pk, voucher="国库2026-88", by=story.finance)
    assert balance(f"supplier:{deposit.supplier_id}:payable") == 0
    with pytest.raises(Refused, match="paid already"):
        pay_late_interest(interest.pk, voucher="国库2026-89", by=story.finance)
    assert check() == []


def test_interest_counts_from_the_day_after_the_last_day() -> None:
    due = today()
    assert late_refund_interest(100_000_00, due, due) == 0
    assert late_refund_interest(100_000_00, due, due + timedelta(days=1)) == 1450  # 100,000 × 5.22 % / 360
    assert late_refund_interest(100_000_00, None, due) == 0


def test_keeping_a_deposit_takes_a_reason_and_a_second_person(fake: FakeStripe, story: Story) -> None:
    person = story.supplier()
    deposit = paid(fake, story.require(person), person)
    disclose(story.lot, [deposit.supplier_id], by=story.officer)
    with pytest.raises(Refused, match="Nobody has proposed"):
        forfeit_deposit(deposit.pk, by=story.approver)
    with pytest.raises(Refused, match="Say why"):
        propose_forfeit(deposit.pk, reason="  ", by=story.finance)
    propose_forfeit(deposit.pk, reason="投标有效期内撤销投标", by=story.finance)
    with pytest.raises(Refused, match="second person"):
        forfeit_deposit(deposit.pk, by=story.finance)
    owe_back(story.lot, "deposit_refund_loser", by=story.officer)
    with pytest.raises(Refused, match="decide on that first"):
        refund_deposit(deposit.pk, by=story.finance)
    assert send_due_refunds(today() + timedelta(days=60)) == 0
    assert forfeit_deposit(deposit.pk, by=story.approver).state == "FORFEITED"
    assert balance(f"buyer:{story.buyer.pk}:forfeited") == -ASKED
    assert fake.books.tables["refunds"] == {}


def test_a_dropped_proposal_lets_the_refund_go_on(fake: FakeStripe, story: Story) -> None:
    person = story.supplier()
    deposit = paid(fake, story.require(person), person)
    disclose(story.lot, [deposit.supplier_id], by=story.officer)
    owe_back(story.lot, "deposit_refund_loser", by=story.officer)
    propose_forfeit(deposit.pk, reason="串通投标", by=story.finance)
    drop_forfeit(deposit.pk, by=story.approver)
    refund_deposit(deposit.pk, by=story.finance)
    send_waiting()
    assert again(deposit).state == "REFUNDED"


@pytest.mark.parametrize(
    ("wanted", "rest", "excess"), [(3 * ASKED, 2 * ASKED, 0), (ASKED, 0, 0), (ASKED - 100, 0, 100)]
)
def test_the_winners_deposit_counts_towards_the_performance_deposit(
    fake: FakeStripe, story: Story, wanted: int, rest: int, excess: int
) -> None:
    person = story.supplier()
    bid = paid(fake, story.require(person), person)
    disclose(story.lot, [bid.supplier_id], by=story.officer)
    with pytest.raises(Refused, match="nothing to convert"):
        convert_deposit(bid.pk, by=person)
    performance = story.require(person, kind="PERFORMANCE", amount_fen=wanted, pay_by=None, is_known=True)
    convert_deposit(bid.pk, by=person)
    send_waiting()
    assert again(bid).state == "CONVERTED"
    assert again(performance).to_pay_fen == rest
    if rest:
        paid(fake, performance, person)
    assert again(performance).state == "HELD"
    assert sum(one["amount"] for one in fake.books.tables["refunds"].values()) == excess
    owe_performance_back(story.lot, bid.supplier_id, by=story.officer)
    refund_deposit(performance.pk, by=story.finance)
    send_waiting()
    assert again(performance).state == "REFUNDED"
    assert sum(one["amount"] for one in fake.books.tables["refunds"].values()) == wanted + excess
    assert balance("card:clearing") == 0
    assert check() == []


def test_money_that_comes_after_the_deadline_goes_back_by_itself(fake: FakeStripe, story: Story) -> None:
    person = story.supplier()
    deposit = story.require(person)
    order = opened(deposit, person)
    set_clock(core_now() + timedelta(days=6))
    fake.books.pay(order.provider_id)
    collect(order.pk)
    send_waiting()
    assert (again(deposit).state, again(deposit).disclosed_at) == ("REFUNDED", None)


def test_rates_are_those_of_the_rulebook() -> None:
    assert portion(100_000_00, rule("deposit_benchmark_rate").rate * rule("deposit_late_factor").rate) == 522_000
