"""Interest on late payments and repayments, in every state."""

from __future__ import annotations

from decimal import Decimal

import factory

from accounts.roles import Role
from projects.arrears.models import OverdueInterest, Repayment
from projects.arrears.states import InterestState, RepaymentState
from tests.factories.accounts import member
from tests.factories.base import MachineFactory
from tests.factories.contracts import WHILE_RUNNING
from tests.factories.payouts import PayoutFactory, PerformanceDecisionFactory


class OverdueInterestFactory(MachineFactory):
    """Ten days on a payment, owed; every other state is a trait."""

    class Meta:
        model = OverdueInterest

    payout = factory.SubFactory(PayoutFactory, paid=True)
    contract = factory.SelfAttribute("payout.contract")
    days = 10
    daily_rate = Decimal("0.0005")
    amount_fen = 45_000
    owed_at = WHILE_RUNNING
    state = InterestState.OWED

    class Params:
        seconded = factory.Trait(
            approved_by=factory.LazyAttribute(lambda made: member(made.contract.buyer, Role.APPROVER)),
            approved_at=WHILE_RUNNING,
        )
        approved = factory.Trait(seconded=True, state=InterestState.APPROVED)
        paid = factory.Trait(
            seconded=True,
            state=InterestState.PAID,
            voucher_number=factory.Sequence(lambda n: f"LX{n:06d}"),
            paid_by=factory.LazyAttribute(lambda made: member(made.contract.buyer, Role.FINANCE)),
            paid_at=WHILE_RUNNING,
        )


class RepaymentFactory(MachineFactory):
    """A repayment that a rating asks for; every other state is a trait."""

    class Meta:
        model = Repayment

    decision = factory.SubFactory(PerformanceDecisionFactory, amount_fen=0, claw_back_fen=250_000)
    contract = factory.SelfAttribute("decision.contract")
    amount_fen = factory.SelfAttribute("decision.claw_back_fen")
    demanded_at = WHILE_RUNNING
    state = RepaymentState.DEMANDED

    class Params:
        told = factory.Trait(
            transfer_number=factory.Sequence(lambda n: f"HK{n:06d}"),
            reported_by=factory.LazyAttribute(lambda made: member(made.contract.supplier, Role.SUPPLIER)),
            reported_at=WHILE_RUNNING,
        )
        reported = factory.Trait(told=True, state=RepaymentState.REPORTED)
        received = factory.Trait(
            told=True,
            state=RepaymentState.RECEIVED,
            voucher_number=factory.Sequence(lambda n: f"SK{n:06d}"),
            received_by=factory.LazyAttribute(lambda made: member(made.contract.buyer, Role.FINANCE)),
            received_at=WHILE_RUNNING,
        )
