"""Meals for the old in Zinan: a contract in its third quarter, with payments under way and residents to be asked."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from core.money import fen
from core.time import today
from demo.office import Offer, Office
from demo.player import Acts, at
from demo.stories.straight import Course, contracted
from demo.stories.told import Told
from demo.world import World
from projects.contracts.models import Contract
from projects.milestones.guards import names_of_outputs
from projects.milestones.models import Milestone
from projects.milestones.services import accept_milestone, submit_milestone, witness_milestone
from projects.payouts.models import Payout
from projects.payouts.services import Invoice, approve_payout, confirm_payout_paid, request_payout, send_payout
from projects.ratings.collecting import rate
from projects.ratings.models import Beneficiary
from projects.ratings.services import Served, hold_ballot, open_round, token_for

WINNER = "xintian"
OFFERS = (
    Offer(WINNER, fen("276000.00"), "0.90"),
    Offer("hexie", fen("281000.00"), "0.80"),
    Offer("fenhe", fen("279500.00"), "0.74"),
)
COURSE = Course(
    sheet="meals",
    title="紫南社区助餐配送服务",
    catalogue="A0801",
    budget_fen=fen("288000.00"),
    offers=OFFERS,
    overdue_percent=Decimal("3.65"),
)
SERVED = 30  # residents, of those who answer by themselves
LEVELS = (5, 5, 4, 5, 3, 4, 5, 4, 2, 5, 5, 5)  # the last two are held


def play(world: World, told: Told) -> Acts:
    """Play the story up to the present day; it is beside the five that are told from their first word."""
    office = Office.of(world, "ludong")
    contract = yield from contracted(world, office, COURSE)
    first, second, third, _fourth = Milestone.objects.filter(contract=contract).order_by("order")
    yield at("2025-09-25 10:00")
    _delivered(world, office, first, 5_412)
    payout = _invoiced(world, first, 1)
    yield at("2025-10-15 10:00")
    approve_payout(payout.pk, by=office.approver)
    send_payout(payout.pk, order_number="国库支付-0101", by=office.finance)
    # Eleven days after the last day to pay: the interest that the contract has agreed is owed from now on.
    yield at("2025-11-05 16:00")
    confirm_payout_paid(payout.pk, voucher="凭证-000101", by=office.finance)
    yield at("2026-03-03 10:00")
    _delivered(world, office, second, 5_468)
    payout = _invoiced(world, second, 2)
    yield from _rated(world, office, contract)
    yield at("2026-03-13 15:00")
    approve_payout(payout.pk, by=office.approver)
    _delivered(world, office, third, 5_390)
    _invoiced(world, third, 3)


def _delivered(world: World, office: Office, milestone: Milestone, meals: int) -> None:
    """The supplier reports the quarter, a resident says that the meals came, and the officer accepts."""
    report = dict.fromkeys(names_of_outputs(milestone.outputs), f"送餐{meals:,}份")
    submit_milestone(milestone.pk, delivered=report, evidence=["送餐签收表.xlsx"], by=world.people[WINNER])
    witness_milestone(milestone.pk, opinion="饭菜是热的，每天都准时。", by=world.neighbours[8])
    accept_milestone(milestone.pk, certificate="签收表与抽查相符，验收合格。", by=office.officer)


def _invoiced(world: World, milestone: Milestone, number: int) -> Payout:
    invoice = Invoice(
        number=f"2615{number:016d}",
        on=today(),
        amount_fen=milestone.base_fen,
        file_name=f"发票-助餐第{number}季度.pdf",
    )
    return request_payout(milestone.pk, invoice=invoice, by=world.people[WINNER])


def _rated(world: World, office: Office, contract: Contract) -> Acts:
    """One round is closed with two ballots that wait for a decision; the next has just begun."""
    frame = [Served(f"meals-{resident.pk}", "self", resident.pk) for resident in world.residents[:SERVED]]
    yield at("2026-03-05 09:00")
    closing = at("2026-03-13 12:00")
    asked = open_round(contract.pk, period="2025-07/2026-02", frame=frame, closes_at=closing, by=office.officer)
    people = list(Beneficiary.objects.filter(round=asked).order_by("pk"))
    yield at("2026-03-11 10:00")
    ballots = [rate(token_for(asked, one.person_key), level=level) for one, level in zip(people, LEVELS, strict=False)]
    for ballot in ballots[-2:]:
        hold_ballot(ballot.pk, reason="两位老人说没有收到过送餐", by=world.people["supervisor"])
    yield closing + timedelta(hours=1)
    until = at("2026-03-31 18:00")
    open_round(contract.pk, period="2026-03", frame=frame, closes_at=until, by=office.officer)
