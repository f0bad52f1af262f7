"""A purchase of the spring of 2025 that goes straight from its plan to a contract in force."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

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
from demo.player import at
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

ZINAN = "141081001001"


@dataclass(frozen=True)
class Course:
    """What is bought: its sheet, title and budget; who offers, the winner first; what is agreed beside the sheet."""

    sheet: str
    title: str
    catalogue: str
    budget_fen: int
    offers: tuple[Offer, ...]
    filled: dict[str, Any] = field(default_factory=dict)
    overdue_percent: Decimal | None = None


def contracted(world: World, office: Office, course: Course) -> Generator[datetime, None, Contract]:
    """Play it from the plan in April to the contract in June; the work begins in July."""
    yield at("2025-04-08 10:00")
    item = planned(
        office,
        area_id=world.areas[ZINAN].pk,
        year=2025,
        quarter=2,
        title=course.title,
        kind="elder_care",
        catalogue=course.catalogue,
        budget={"FINANCE": course.budget_fen},
    )
    yield at("2025-05-12 10:00")
    tender = drafted(office, item, course.sheet, **course.filled)
    submit_tender(tender.pk, by=office.officer)
    with_keys(office, tender)
    yield at("2025-05-15 09:00")
    published(office, tender, at("2025-06-10 09:30"))
    lot = only_lot(tender)
    yield at("2025-06-09 16:00")
    for offer in course.offers:
        sealed(world, lot, offer)
    yield at("2025-06-10 09:40")
    opened(office, tender)
    qualified(office, lot)
    [evaluation] = start_evaluation(tender.pk, by=office.officer, review_on=date(2025, 6, 12))
    evaluation = draw_committee(lot.pk, by=office.officer, representatives=[office.officer.pk])
    yield at("2025-06-12 09:00")
    for member in seats(evaluation):
        evaluation = declare_interests(evaluation.pk, interest=False, by=member.user)
    judged(evaluation, course.offers, world)
    for member in seats(evaluation):
        evaluation = freeze_scores(evaluation.pk, by=member.user)
    settle_evaluation(evaluation.pk, by=evaluation.members.get(is_leader=True).user)
    for member in seats(evaluation):
        evaluation = sign_report(evaluation.pk, by=member.user)
    yield at("2025-06-16 10:00")
    award = confirm_award(Award.objects.get(lot=lot).pk, by=office.officer)
    publish_award(award.pk, by=office.approver)
    yield at("2025-06-25 10:00")
    contract = offer_contract(
        Contract.objects.get(lot=lot).pk,
        starts_on=date(2025, 7, 1),
        overdue_percent=course.overdue_percent,
        by=office.officer,
    )
    winner = world.people[course.offers[0].supplier]
    sign_contract(contract.pk, statement=statement_for(contract, Party.SUPPLIER), by=winner)
    sign_contract(contract.pk, statement=statement_for(contract, Party.BUYER), by=office.approver)
    contract = publish_contract(contract.pk, by=office.officer)
    file_contract(contract.pk, by=office.officer)
    return contract
