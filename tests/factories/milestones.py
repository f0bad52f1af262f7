"""Milestones in every state, with the opinions of service users."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import factory

from accounts.roles import Role
from projects.milestones.models import Milestone, WitnessOpinion
from projects.milestones.states import MilestoneState
from tests.factories.accounts import ResidentFactory, member
from tests.factories.base import MachineFactory
from tests.factories.contracts import STARTS_ON, WHILE_RUNNING, ContractFactory

VISITS = {"zh": "上门服务", "en": "Home visits", "target": "540", "unit": "次"}


class MilestoneFactory(MachineFactory):
    """A planned milestone of 100,000 yuan of a contract in force, a tenth of it for the rating; states are traits."""

    class Meta:
        model = Milestone

    contract = factory.SubFactory(ContractFactory, in_force=True)
    order = factory.LazyAttribute(lambda made: made.contract.milestones.count())
    title = factory.Sequence(lambda n: f"阶段{n}")
    percent = Decimal(25)
    amount_fen = 10_000_000
    base_fen = factory.LazyAttribute(lambda made: made.amount_fen - made.performance_fen)
    performance_fen = factory.LazyAttribute(lambda made: made.amount_fen // 10)
    starts_on = STARTS_ON
    due_on = date(2026, 6, 30)
    outputs = factory.LazyFunction(lambda: [dict(VISITS)])
    state = MilestoneState.PLANNED

    class Params:
        handed_in = factory.Trait(
            delivered={"上门服务": 540},
            evidence=["服务记录.xlsx"],
            submission=1,
            submitted_by=factory.LazyAttribute(lambda made: member(made.contract.supplier, Role.SUPPLIER)),
            submitted_at=WHILE_RUNNING,
            first_submitted_on=WHILE_RUNNING.date(),
        )
        certified = factory.Trait(
            handed_in=True,
            certificate="已逐项核对，服务符合合同约定。",
            accepted_by=factory.LazyAttribute(lambda made: member(made.contract.buyer, Role.BUYER_OFFICER)),
            accepted_at=WHILE_RUNNING,
        )
        due = factory.Trait(state=MilestoneState.DUE)
        submitted = factory.Trait(handed_in=True, state=MilestoneState.SUBMITTED)
        rectifying = factory.Trait(
            handed_in=True, state=MilestoneState.RECTIFYING, rectification="补充缺失的服务记录。", rectifications=1
        )
        accepted = factory.Trait(certified=True, state=MilestoneState.ACCEPTED)
        paid = factory.Trait(certified=True, state=MilestoneState.PAID)


class WitnessOpinionFactory(factory.django.DjangoModelFactory):
    """A resident of the area who agrees that the service took place."""

    class Meta:
        model = WitnessOpinion

    milestone = factory.SubFactory(MilestoneFactory, submitted=True)
    submission = factory.SelfAttribute("milestone.submission")
    resident = factory.LazyAttribute(
        lambda made: ResidentFactory.create(community=made.milestone.contract.lot.tender.plan_item.area)
    )
    agrees = True
    opinion = "护理员每周都来，很准时。"
    by = factory.SelfAttribute("resident.user")
    at = WHILE_RUNNING
