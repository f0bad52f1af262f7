"""Rating rounds in every state, their frame and their ballots."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import factory

from accounts.roles import Role
from core.time import SHANGHAI
from projects.ratings.models import Ballot, Beneficiary, RatingRound, Stratum, token_hash
from projects.ratings.states import Channel, Promised, RatingRoundState
from tests.factories.accounts import UserFactory, member
from tests.factories.base import MachineFactory
from tests.factories.contracts import WHILE_RUNNING, ContractFactory

CLOSES_AT = datetime(2026, 6, 26, 18, 0, tzinfo=SHANGHAI)


class RatingRoundFactory(MachineFactory):
    """An open round without anybody in it; every other state is a trait."""

    class Meta:
        model = RatingRound

    contract = factory.SubFactory(ContractFactory, in_force=True)
    period = factory.Sequence(lambda n: f"2026-H{n}")
    closes_at = CLOSES_AT
    target = Decimal(75)
    floor = Decimal(50)
    opened_by = factory.LazyAttribute(lambda made: member(made.contract.buyer, Role.BUYER_OFFICER))
    opened_at = WHILE_RUNNING
    state = RatingRoundState.OPEN

    class Params:
        checked = factory.Trait(
            reviewed_by=factory.LazyAttribute(lambda made: member(made.contract.buyer, Role.BUYER_OFFICER))
        )
        closed = factory.Trait(state=RatingRoundState.CLOSED)
        reviewed = factory.Trait(checked=True, state=RatingRoundState.REVIEWED)
        published = factory.Trait(checked=True, state=RatingRoundState.PUBLISHED, result={"counted": {"n": 0}})


class StratumFactory(factory.django.DjangoModelFactory):
    """Those who rate by themselves: one person."""

    class Meta:
        model = Stratum

    round = factory.SubFactory(RatingRoundFactory)
    key = factory.Sequence(lambda n: f"stratum{n}")
    order = factory.LazyAttribute(lambda made: made.round.strata.count())
    population = 1


class BeneficiaryFactory(factory.django.DjangoModelFactory):
    """A person served, alone in the stratum."""

    class Meta:
        model = Beneficiary

    stratum = factory.SubFactory(StratumFactory)
    round = factory.SelfAttribute("stratum.round")
    person_key = factory.Sequence(lambda n: f"person{n}")
    token_hash = factory.LazyAttribute(lambda made: token_hash(made.person_key))


class BallotFactory(factory.django.DjangoModelFactory):
    """A rating of level 4 that the person gave; `assisted` is one that somebody took down."""

    class Meta:
        model = Ballot

    beneficiary = factory.SubFactory(BeneficiaryFactory)
    level = 4
    took_place = Promised.YES
    channel = Channel.LINK
    given_at = WHILE_RUNNING
    receipt = factory.Sequence(lambda n: f"R{n:09d}")

    class Params:
        assisted = factory.Trait(channel=Channel.HELPER, collector=factory.SubFactory(UserFactory))
        held = factory.Trait(
            held_by=factory.SubFactory(UserFactory), held_at=WHILE_RUNNING, held_reason="同一采集人全部为最高档"
        )
