"""Help with bathing in Zinan: paid in time, rated badly, and the supplier has to pay a part back."""

from __future__ import annotations

from datetime import timedelta

from core.money import fen
from core.time import today
from demo.office import Offer, Office
from demo.player import Acts, at
from demo.stories.straight import Course, contracted
from demo.stories.told import Told
from demo.world import World
from projects.arrears.models import Repayment
from projects.arrears.services import report_repayment
from projects.contracts.models import Contract
from projects.milestones.guards import names_of_outputs
from projects.milestones.models import Milestone
from projects.milestones.services import accept_milestone, submit_milestone, witness_milestone
from projects.payouts.services import Invoice, approve_payout, confirm_payout_paid, request_payout, send_payout
from projects.ratings.collecting import rate
from projects.ratings.models import Beneficiary
from projects.ratings.services import Served, open_round, publish_round, review_round, token_for

WINNER = "xintian"
COURSE = Course(
    sheet="bathing",
    title="紫南社区上门助浴服务",
    catalogue="A0801",
    budget_fen=fen("60000.00"),
    offers=(
        Offer(WINNER, fen("57600.00"), "0.88"),
        Offer("fenhe", fen("58200.00"), "0.78"),
        Offer("hexie", fen("58900.00"), "0.76"),
    ),
    # The published rule of a tender in Longhua: from 90 points on in full, below (90 − score)/90 is deducted.
    filled={"payout_policy": {"policy": "shenzhen_90"}},
)
SERVED = slice(30, 60)  # residents, of those who answer by themselves
PERIOD = "2025-07/2025-12"
LEVELS = (4, 3, 2, 4, 3, 3, 2, 4, 1, 3, 4, 3, 5, 2, 4, 3, 4, 3, 2, 4, 3, 4)


def play(world: World, told: Told) -> Acts:
    """Play the story up to the present day: the supplier says that it has paid back, and finance looks for it."""
    office = Office.of(world, "ludong")
    contract = yield from contracted(world, office, COURSE)
    half, _second = Milestone.objects.filter(contract=contract).order_by("order")
    yield at("2025-12-29 10:00")
    _delivered(world, office, half)
    yield from _paid(world, office, half)
    yield from _rated(world, office, contract)
    yield at("2026-03-13 10:30")
    repayment = Repayment.objects.get(contract=contract)
    report_repayment(repayment.pk, transfer="退款-新田-0001", by=world.people[WINNER])


def _delivered(world: World, office: Office, milestone: Milestone) -> None:
    report = dict.fromkeys(names_of_outputs(milestone.outputs), "助浴338次")
    submit_milestone(milestone.pk, delivered=report, evidence=["助浴签字表.xlsx"], by=world.people[WINNER])
    witness_milestone(milestone.pk, opinion="人很好，可时间老是改。", by=world.neighbours[9])
    accept_milestone(milestone.pk, certificate="次数达到合同要求，验收合格；改约较多，已提醒。", by=office.officer)


def _paid(world: World, office: Office, milestone: Milestone) -> Acts:
    yield at("2025-12-30 10:00")
    invoice = Invoice(
        number=f"2616{1:016d}", on=today(), amount_fen=milestone.base_fen, file_name="发票-助浴上半年.pdf"
    )
    payout = request_payout(milestone.pk, invoice=invoice, by=world.people[WINNER])
    yield at("2026-01-06 10:00")
    approve_payout(payout.pk, by=office.approver)
    send_payout(payout.pk, order_number="国库支付-0201", by=office.finance)
    yield at("2026-01-09 16:00")
    confirm_payout_paid(payout.pk, voucher="凭证-000201", by=office.finance)


def _rated(world: World, office: Office, contract: Contract) -> Acts:
    frame = [Served(f"bathing-{resident.pk}", "self", resident.pk) for resident in world.residents[SERVED]]
    yield at("2026-01-12 09:00")
    closing = at("2026-01-26 18:00")
    asked = open_round(contract.pk, period=PERIOD, frame=frame, closes_at=closing, by=office.officer)
    people = list(Beneficiary.objects.filter(round=asked).order_by("pk"))
    for number, (one, level) in enumerate(zip(people, LEVELS, strict=False)):
        yield at("2026-01-13 08:30") + timedelta(hours=13 * number, minutes=7 * number)
        rate(token_for(asked, one.person_key), level=level, reason_tag="上门时间常变" if level <= 2 else "")
    yield at("2026-01-28 10:00")
    review_round(asked.pk, by=office.officer)
    yield at("2026-01-29 09:00")
    publish_round(asked.pk, by=office.approver)
