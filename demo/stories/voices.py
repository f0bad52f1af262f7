"""The rating of the home care: 180 people served, 72 counted answers, and twelve that two people do not count."""

from __future__ import annotations

from datetime import timedelta

from core.time import core_now
from demo.office import Office
from demo.player import Acts, at
from demo.world import World
from projects.contracts.models import Contract
from projects.payouts.services import (
    Invoice,
    approve_payout,
    confirm_payout_paid,
    request_performance_payout,
    send_payout,
)
from projects.ratings.collecting import rate, rate_for
from projects.ratings.models import Beneficiary
from projects.ratings.services import (
    Served,
    decide_ballot,
    hold_ballot,
    open_round,
    publish_round,
    review_round,
    token_for,
)

PERIOD = "2025-02/2026-02"
SELF, ASSIST = 70, 110
# Levels 5 to 1: 35 answers by the people themselves, 37 that grid workers took down.
BY_THEMSELVES = {5: 14, 4: 12, 3: 5, 2: 3, 1: 1}
WITH_HELP = {5: 15, 4: 14, 3: 5, 2: 2, 1: 1}
BURST = 12  # answers of level 5, by one collector within 25 minutes


def rated(world: World, office: Office, contract: Contract) -> Acts:
    """Open the round, take the answers, hold the burst, publish; then pay the performance part."""
    yield at("2026-02-09 09:00")
    served = [
        Served(f"resident-{resident.pk}", "self" if number < SELF else "assist", resident.pk)
        for number, resident in enumerate(world.residents[: SELF + ASSIST])
    ]
    opened = open_round(
        contract.pk,
        period=PERIOD,
        frame=served,
        closes_at=at("2026-02-27 18:00"),
        by=office.officer,
    )
    people = list(Beneficiary.objects.filter(round=opened).order_by("pk"))
    for number, level in enumerate(_spread(BY_THEMSELVES)):
        yield at("2026-02-10 09:00") + timedelta(hours=6 * number % 200, minutes=number)
        rate(token_for(opened, people[number].person_key), level=level, reason_tag=_reason(level))
    for number, level in enumerate(_spread(WITH_HELP)):
        yield at("2026-02-19 09:00") + timedelta(minutes=40 * number)
        rate_for(people[SELF + number].pk, level=level, reason_tag=_reason(level), by=world.people["grid"])
    burst = []
    for number in range(BURST):
        yield at("2026-02-26 16:30") + timedelta(minutes=2 * number)
        person = people[SELF + sum(WITH_HELP.values()) + number]
        burst.append(rate_for(person.pk, level=5, by=world.people["grid2"]))
    yield at("2026-02-27 09:00")
    for ballot in burst:
        hold_ballot(ballot.pk, reason="同一采集人25分钟内12份全部为最高档", by=world.people["supervisor"])
    yield at("2026-03-02 10:00")
    for ballot in burst:
        decide_ballot(ballot.pk, counts=False, by=world.people["supervisor"])
        decide_ballot(ballot.pk, counts=False, by=office.officer)
    review_round(opened.pk, by=office.officer)
    yield at("2026-03-03 09:00")
    publish_round(opened.pk, by=office.approver)
    yield from _performance_paid(world, office, contract)


def _spread(levels: dict[int, int]) -> list[int]:
    """Return the answers in an order in which the levels are mixed."""
    answers = [level for level, number in levels.items() for _ in range(number)]
    return [answers[(place * 11) % len(answers)] for place in range(len(answers))]


def _reason(level: int) -> str:
    return "上门时间常变" if level <= 2 else ""


def _performance_paid(world: World, office: Office, contract: Contract) -> Acts:
    yield at("2026-03-04 10:00")
    released = contract.performance_decisions.of_period(PERIOD)
    assert released is not None
    invoice = Invoice(
        number=f"2614{1:016d}", on=core_now().date(), amount_fen=released.amount_fen, file_name="发票-绩效部分.pdf"
    )
    payout = request_performance_payout(contract.pk, period=PERIOD, invoice=invoice, by=world.people["hexie"])
    yield at("2026-03-06 10:00")
    # The approver published the rating; the payment it releases is another person's to approve.
    approve_payout(payout.pk, by=world.people["finance2"])
    send_payout(payout.pk, order_number="国库支付-0004", by=office.finance)
    yield at("2026-03-11 16:00")
    confirm_payout_paid(payout.pk, voucher="凭证-000004", by=office.finance)
