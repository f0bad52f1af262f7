"""Meals for the old in Zinan: a contract in its third quarter, with payments under way and residents to be asked."""

from __future__ import annotations

from collections.abc import Generator
from datetime import date, datetime, timedelta

from core.money import fen
from core.time import today
from demo.office import (
    Offer,
    Office,
    drafted,
    judged,
    only_lot,
    opened,
    planned,
    published,
    qualified,
    sealed,
    seats,
    with_keys,
)
from demo.player import Acts, at
from demo.stories.told import Told
from demo.world import World
from procurement.awards.models import Award
from procurement.awards.services import confirm_award, publish_award
from procurement.evaluations.services.declaring import declare_interests
from procurement.evaluations.services.forming import draw_committee, start_evaluation
from procurement.evaluations.services.scoring import freeze_scores
from procurement.evaluations.services.settling import settle_evaluation, sign_report
from procurement.tenders.services.publication import submit_tender
from projects.contracts.models import Contract
from projects.contracts.services import file_contract, offer_contract, publish_contract, sign_contract
from projects.contracts.states import Party
from projects.contracts.text import statement_for
from projects.milestones.guards import names_of_outputs
from projects.milestones.models import Milestone
from projects.milestones.services import accept_milestone, submit_milestone, witness_milestone
from projects.payouts.models import Payout
from projects.payouts.services import Invoice, approve_payout, confirm_payout_paid, request_payout, send_payout
from projects.ratings.collecting import rate
from projects.ratings.models import Beneficiary
from projects.ratings.services import Served, hold_ballot, open_round, token_for

ZINAN = "141081001001"
WINNER = "xintian"
OFFERS = (
    Offer(WINNER, fen("276000.00"), "0.90"),
    Offer("hexie", fen("281000.00"), "0.80"),
    Offer("fenhe", fen("279500.00"), "0.74"),
)
SERVED = 30  # residents, of those who answer by themselves
LEVELS = (5, 5, 4, 5, 3, 4, 5, 4, 2, 5, 5, 5)  # the last two are held


def play(world: World, told: Told) -> Acts:
    """Play the story up to the present day; it is beside the five that are told from their first word."""
    office = Office.of(world, "ludong")
    contract = yield from _contracted(world, office)
    first, second, third, _fourth = Milestone.objects.filter(contract=contract).order_by("order")
    yield at("2025-09-25 10:00")
    _delivered(world, office, first, 5_412)
    payout = _invoiced(world, first, 1)
    yield at("2025-10-15 10:00")
    approve_payout(payout.pk, by=office.approver)
    send_payout(payout.pk, order_number="国库支付-0101", by=office.finance)
    yield at("2025-10-20 16:00")
    confirm_payout_paid(payout.pk, voucher="凭证-000101", by=office.finance)
    yield at("2026-03-03 10:00")
    _delivered(world, office, second, 5_468)
    payout = _invoiced(world, second, 2)
    yield from _rated(world, office, contract)
    yield at("2026-03-13 15:00")
    approve_payout(payout.pk, by=office.approver)
    _delivered(world, office, third, 5_390)
    _invoiced(world, third, 3)


def _contracted(world: World, office: Office) -> Generator[datetime, None, Contract]:
    yield at("2025-04-08 10:00")
    item = planned(
        office,
        area_id=world.areas[ZINAN].pk,
        year=2025,
        quarter=2,
        title="紫南社区助餐配送服务",
        kind="elder_care",
        catalogue="A0801",
        budget={"FINANCE": fen("288000.00")},
    )
    yield at("2025-05-12 10:00")
    tender = drafted(office, item, "meals")
    submit_tender(tender.pk, by=office.officer)
    with_keys(office, tender)
    yield at("2025-05-15 09:00")
    published(office, tender, at("2025-06-10 09:30"))
    lot = only_lot(tender)
    yield at("2025-06-09 16:00")
    for offer in OFFERS:
        sealed(world, lot, offer)
    yield at("2025-06-10 09:40")
    opened(office, tender)
    qualified(office, lot)
    [evaluation] = start_evaluation(tender.pk, by=office.officer, review_on=date(2025, 6, 12))
    evaluation = draw_committee(lot.pk, by=office.officer, representatives=[office.officer.pk])
    yield at("2025-06-12 09:00")
    for member in seats(evaluation):
        evaluation = declare_interests(evaluation.pk, interest=False, by=member.user)
    judged(evaluation, OFFERS, world)
    for member in seats(evaluation):
        evaluation = freeze_scores(evaluation.pk, by=member.user)
    settle_evaluation(evaluation.pk, by=evaluation.members.get(is_leader=True).user)
    for member in seats(evaluation):
        evaluation = sign_report(evaluation.pk, by=member.user)
    yield at("2025-06-16 10:00")
    award = confirm_award(Award.objects.get(lot=lot).pk, by=office.officer)
    publish_award(award.pk, by=office.approver)
    yield at("2025-06-25 10:00")
    contract = offer_contract(Contract.objects.get(lot=lot).pk, starts_on=date(2025, 7, 1), by=office.officer)
    sign_contract(contract.pk, statement=statement_for(contract, Party.SUPPLIER), by=world.people[WINNER])
    sign_contract(contract.pk, statement=statement_for(contract, Party.BUYER), by=office.approver)
    contract = publish_contract(contract.pk, by=office.officer)
    file_contract(contract.pk, by=office.officer)
    return contract


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
