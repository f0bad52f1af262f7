"""Payouts in every state, and decisions on the performance part."""

from __future__ import annotations

from datetime import date

import factory

from accounts.roles import Role
from projects.payouts.models import Part, Payout, PerformanceDecision
from projects.payouts.states import PayoutState
from tests.factories.accounts import member
from tests.factories.base import MachineFactory
from tests.factories.contracts import WHILE_RUNNING, ContractFactory
from tests.factories.milestones import MilestoneFactory


class PerformanceDecisionFactory(factory.django.DjangoModelFactory):
    """A rating that released all of 10,000 yuan at stake."""

    class Meta:
        model = PerformanceDecision

    contract = factory.SubFactory(ContractFactory, in_force=True)
    period = factory.Sequence(lambda n: f"2026-H{n}")
    stake_fen = 1_000_000
    amount_fen = 1_000_000
    lines = factory.LazyFunction(lambda: [{"text": "绩效部分", "amount": "¥10,000.00"}])
    by = factory.LazyAttribute(lambda made: member(made.contract.buyer, Role.BUYER_OFFICER))
    at = WHILE_RUNNING

    class Params:
        deferral = factory.Trait(is_deferral=True, stake_fen=0, amount_fen=0)


class PayoutFactory(MachineFactory):
    """A requested base part of an accepted milestone; every other state is a trait, and so is the performance part."""

    class Meta:
        model = Payout

    milestone = factory.SubFactory(MilestoneFactory, accepted=True)
    decision = None
    contract = factory.SelfAttribute("milestone.contract")
    payee = factory.SelfAttribute("contract.supplier")
    part = Part.BASE
    amount_fen = factory.SelfAttribute("milestone.base_fen")
    invoice_number = factory.Sequence(lambda n: f"{24_000_000 + n}")
    invoice_on = date(2026, 6, 15)
    invoice_fen = factory.SelfAttribute("amount_fen")
    invoice_file = "发票.pdf"
    requested_by = factory.LazyAttribute(lambda made: member(made.payee, Role.SUPPLIER))
    requested_at = WHILE_RUNNING
    pay_by = date(2026, 7, 15)
    state = PayoutState.REQUESTED

    class Params:
        performance = factory.Trait(
            part=Part.PERFORMANCE,
            milestone=None,
            decision=factory.SubFactory(PerformanceDecisionFactory),
            contract=factory.SelfAttribute("decision.contract"),
            amount_fen=factory.SelfAttribute("decision.amount_fen"),
        )
        seconded = factory.Trait(
            approved_by=factory.LazyAttribute(lambda made: member(made.contract.buyer, Role.APPROVER)),
            approved_at=WHILE_RUNNING,
        )
        ordered = factory.Trait(
            seconded=True,
            order_number=factory.Sequence(lambda n: f"ZF{n:06d}"),
            sent_by=factory.LazyAttribute(lambda made: member(made.contract.buyer, Role.FINANCE)),
            sent_at=WHILE_RUNNING,
        )
        approved = factory.Trait(seconded=True, state=PayoutState.APPROVED)
        sent = factory.Trait(ordered=True, state=PayoutState.SENT)
        paid = factory.Trait(
            ordered=True,
            state=PayoutState.PAID,
            voucher_number=factory.Sequence(lambda n: f"PZ{n:06d}"),
            paid_by=factory.SelfAttribute("sent_by"),
            paid_at=WHILE_RUNNING,
        )
        failed = factory.Trait(ordered=True, state=PayoutState.FAILED, why="账号有误。")
        deferred = factory.Trait(state=PayoutState.DEFERRED, why="预算指标尚未下达。")
        cancelled = factory.Trait(state=PayoutState.CANCELLED, why="发票有误。")
