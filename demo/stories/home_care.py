"""Home care for the aged in Zinan: the whole thread, from a resident's wish to the published rating."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime

from core.money import fen
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
    taken_up,
    wished,
    with_keys,
)
from demo.player import Acts, at
from demo.stories.delivery import delivered_and_paid
from demo.stories.told import Told
from demo.stories.voices import rated
from demo.world import World
from procurement.awards.models import Award
from procurement.awards.services import confirm_award, publish_award
from procurement.evaluations.services.declaring import declare_interests
from procurement.evaluations.services.forming import draw_committee, start_evaluation
from procurement.evaluations.services.scoring import freeze_scores
from procurement.evaluations.services.settling import settle_evaluation, sign_report
from procurement.plans.models import PlanItem
from procurement.tenders.services.comments import answer_comment, ask_public, comment_on_clause, settle_tender
from procurement.tenders.services.publication import submit_tender
from procurement.tenders.services.questions import answer_question, ask_question
from projects.contracts.models import Contract
from projects.contracts.services import (
    complete_contract,
    file_contract,
    offer_contract,
    publish_contract,
    sign_contract,
)
from projects.contracts.states import Party
from projects.contracts.text import statement_for

ZINAN = "141081001001"
OFFERS = (
    Offer("hexie", fen("598000.00"), "0.90"),
    Offer("xintian", fen("612000.00"), "0.82"),
    Offer("fenhe", fen("575500.00"), "0.78"),
    Offer("kangning", fen("566000.00"), "0.66", small_micro=True),
)


def play(world: World, told: Told) -> Acts:
    """Play the story; told in the order in which it happened, 2024-09 to 2026-03."""
    office = Office.of(world, "ludong")
    yield at("2024-09-10 09:20")
    need = wished(
        world,
        area=ZINAN,
        kind="elder_care",
        title="希望有人定期上门照看独居老人",
        text="我们楼里有好几位八十多岁的老人一个人住，子女在外地，希望有人定期上门看看、帮忙做饭和量血压。",
        voices=14,
    )
    yield at("2024-09-25 10:00")
    need = taken_up(office, need)
    yield at("2024-10-16 14:30")
    item = planned(
        office,
        area_id=world.areas[ZINAN].pk,
        year=2025,
        quarter=1,
        title="紫南社区居家养老上门服务",
        kind="elder_care",
        catalogue="A0801",
        # 57 % self-raised, 22 % public finance, 21 % co-construction: the shares that Huzhou's communities report.
        budget={"SELF_RAISED": fen("376200.00"), "FINANCE": fen("145200.00"), "CO_CONSTRUCTION": fen("138600.00")},
        needs=[need],
    )
    told.begins("home_care", item)
    yield from _tendered(world, office, item)
    contract = yield from _contracted(world, office)
    yield from delivered_and_paid(world, office, contract)
    yield from rated(world, office, contract)
    yield at("2026-03-12 10:00")
    complete_contract(contract.pk, by=office.officer)


def _tendered(world: World, office: Office, item: PlanItem) -> Acts:
    yield at("2024-11-04 09:40")
    tender = drafted(office, item, "home_care")
    yield at("2024-11-05 15:10")
    submit_tender(tender.pk, by=office.officer)
    ask_public(tender.pk, until=at("2024-11-19 18:00"), by=office.officer)
    yield at("2024-11-08 19:30")
    comment = comment_on_clause(
        tender.pk, clause="requirements", text="上门次数能不能写清楚每月至少两次？", by=world.neighbours[3]
    )
    yield at("2024-11-19 18:05")
    answer_comment(
        comment.pk,
        outcome="partly",
        reason="全年不少于30次已写入要求；冬季和节日前后会更密，不按月平均。",
        by=office.officer,
    )
    settle_tender(tender.pk, by=office.officer)
    with_keys(office, tender)
    yield at("2024-12-02 09:00")
    published(office, tender, at("2024-12-24 09:30"))
    yield at("2024-12-05 11:00")
    question = ask_question(tender.pk, text="助餐是否包括节假日？", by=world.people["xintian"])
    yield at("2024-12-06 10:00")
    answer_question(question.pk, answer="包括，节假日照常送餐。", by=office.officer)
    lot = only_lot(tender)
    for offer, when in zip(
        OFFERS, ("2024-12-18 16:00", "2024-12-20 10:30", "2024-12-23 09:10", "2024-12-24 08:55"), strict=True
    ):
        yield at(when)
        sealed(world, lot, offer)
    yield at("2024-12-24 09:35")
    opened(office, tender)
    yield at("2024-12-24 14:00")
    qualified(office, lot)
    yield from _evaluated(world, office, tender.pk)


def _evaluated(world: World, office: Office, tender_id: int) -> Acts:
    yield at("2024-12-25 09:00")
    [evaluation] = start_evaluation(tender_id, by=office.officer, review_on=at("2024-12-26 09:00").date())
    evaluation = draw_committee(evaluation.lot_id, by=office.officer, representatives=[office.officer.pk])
    yield at("2024-12-26 09:00")
    for member in seats(evaluation):
        evaluation = declare_interests(evaluation.pk, interest=False, by=member.user)
    yield at("2024-12-26 10:00")
    judged(evaluation, OFFERS, world)
    for member in seats(evaluation):
        evaluation = freeze_scores(evaluation.pk, by=member.user)
    yield at("2024-12-26 15:00")
    leader = evaluation.members.get(is_leader=True).user
    settle_evaluation(evaluation.pk, by=leader)
    for member in seats(evaluation):
        evaluation = sign_report(evaluation.pk, by=member.user)
    yield at("2024-12-30 10:00")
    award = Award.objects.get(lot=evaluation.lot_id)
    confirm_award(award.pk, by=office.officer)
    yield at("2024-12-31 09:00")
    publish_award(award.pk, by=office.approver)


def _contracted(world: World, office: Office) -> Generator[datetime, None, Contract]:
    yield at("2025-01-15 09:30")
    contract = Contract.objects.get(buyer=office.buyer)
    contract = offer_contract(contract.pk, starts_on=at("2025-02-05 09:00").date(), by=office.officer)
    yield at("2025-01-16 10:00")
    winner = contract.supplier.memberships.get().person
    sign_contract(contract.pk, statement=statement_for(contract, Party.SUPPLIER), by=winner)
    yield at("2025-01-17 11:00")
    sign_contract(contract.pk, statement=statement_for(contract, Party.BUYER), by=office.approver)
    yield at("2025-01-17 16:00")
    contract = publish_contract(contract.pk, by=office.officer)
    file_contract(contract.pk, by=office.officer)
    return contract
