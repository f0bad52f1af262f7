"""Contracts in every state, with their signatures and supplements.

The story of these rows: the award letter is of 2026-05-06, the contract runs from 2026-06-01 to 2027-05-31. A test that
signs moves the clock to WHILE_SIGNING, one that delivers to WHILE_RUNNING.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import factory

from accounts.models import Area, Organisation
from accounts.roles import Role
from core.time import SHANGHAI
from procurement.awards.models import Award
from procurement.awards.states import AwardState
from procurement.evaluations.models import Evaluation
from procurement.evaluations.states import EvaluationState
from projects.contracts.models import Amendment, Contract, Signature
from projects.contracts.states import ContractState, Party
from projects.contracts.text import compose, fingerprint, statement_for
from tests.factories.accounts import BuyerFactory, CommunityFactory, OrganisationFactory, UserFactory, member
from tests.factories.base import MachineFactory, fixture_mode
from tests.factories.bids import PRICE_FEN, BidFactory
from tests.factories.plans import PlanItemFactory
from tests.factories.tenders import LotFactory, TenderFactory

LETTER = datetime(2026, 5, 6, 15, 0, tzinfo=SHANGHAI)
WHILE_SIGNING = datetime(2026, 5, 20, 10, 0, tzinfo=SHANGHAI)
WHILE_RUNNING = datetime(2026, 6, 15, 10, 0, tzinfo=SHANGHAI)
SIGN_BY = date(2026, 6, 5)
STARTS_ON = date(2026, 6, 1)
ENDS_ON = date(2027, 5, 31)


def published_award(
    *,
    community: Area | None = None,
    buyer: Organisation | None = None,
    supplier: Organisation | None = None,
    price_fen: int = PRICE_FEN,
    **tender: Any,
) -> Award:
    """Return the published award of a lot, its tender concluded; `tender` gives other facts of the document."""
    community = community or CommunityFactory.create()
    buyer = buyer or BuyerFactory.create(area=community.parent)
    item = PlanItemFactory.create(used=True, area=community, buyer=buyer)
    concluded = TenderFactory.create(concluded=True, plan_item=item, lots=(), **tender)
    lot = LotFactory.create(tender=concluded, state="AWARDED")
    bid = BidFactory.create(won=True, lot=lot, supplier=supplier or OrganisationFactory.create(), price_fen=price_fen)
    with fixture_mode():
        evaluation = Evaluation.objects.create(
            lot=lot, state=EvaluationState.REPORTED, size=5, experts_min=4, seed="00" * 32, review_on=LETTER.date()
        )
        return Award.objects.create(
            lot=lot,
            bid=bid,
            evaluation=evaluation,
            place=1,
            state=AwardState.PUBLISHED,
            amount_fen=price_fen,
            proposed_at=LETTER,
            confirmed_by=UserFactory.create(),
            confirmed_at=LETTER,
            published_by=UserFactory.create(),
            published_at=LETTER,
            challenge_until=date(2026, 5, 18),
        )


def sign_both(contract: Contract) -> None:
    """Put both signatures under a contract."""
    people = {
        Party.SUPPLIER: member(contract.supplier, Role.SUPPLIER),
        Party.BUYER: member(contract.buyer, Role.APPROVER),
    }
    for party, person in people.items():
        Signature.objects.create(
            contract=contract,
            party=party,
            by=person,
            statement=statement_for(contract, party),
            text_sha256=fingerprint(contract.text),
            at=WHILE_SIGNING,
        )


class ContractFactory(MachineFactory):
    """A draft on a published award; every other state is a trait. Milestones come from their own factory."""

    class Meta:
        model = Contract
        skip_postgeneration_save = True

    award = factory.LazyFunction(published_award)
    lot = factory.SelfAttribute("award.lot")
    buyer = factory.SelfAttribute("lot.tender.buyer")
    supplier = factory.SelfAttribute("award.bid.supplier")
    purchase_ocid = factory.SelfAttribute("lot.tender.ocid")
    amount_fen = factory.SelfAttribute("award.amount_fen")
    currency = "CNY"
    performance_percent = factory.SelfAttribute("lot.tender.performance_percent")
    payout_policy = factory.SelfAttribute("lot.tender.payout_policy")
    term_months = factory.SelfAttribute("lot.tender.term_months")
    starts_on = None
    ends_on = None
    sign_by = SIGN_BY
    payment_days = None
    overdue_percent = None
    text = factory.LazyAttribute(compose)
    state = ContractState.DRAFTED

    class Params:
        laid_open = factory.Trait(
            starts_on=STARTS_ON,
            ends_on=ENDS_ON,
            offered_by=factory.LazyAttribute(lambda made: member(made.buyer, Role.BUYER_OFFICER)),
            offered_at=WHILE_SIGNING,
        )
        bound = factory.Trait(laid_open=True, signed_at=WHILE_SIGNING, publish_by=date(2026, 5, 22))
        shown = factory.Trait(
            bound=True,
            published_by=factory.LazyAttribute(lambda made: member(made.buyer, Role.BUYER_OFFICER)),
            published_at=WHILE_SIGNING,
        )
        offered = factory.Trait(laid_open=True, state=ContractState.OFFERED)
        signed = factory.Trait(bound=True, state=ContractState.SIGNED)
        in_force = factory.Trait(shown=True, state=ContractState.IN_FORCE)
        suspended = factory.Trait(shown=True, state=ContractState.SUSPENDED)
        completed = factory.Trait(shown=True, state=ContractState.COMPLETED, ended_at=WHILE_RUNNING)
        terminated = factory.Trait(
            shown=True, state=ContractState.TERMINATED, ended_at=WHILE_RUNNING, end_reason="继续履行将损害公共利益。"
        )

    @factory.post_generation
    def signatures(made: Contract, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Puts both signatures under a contract that was signed."""
        if made.signed_at is not None:
            sign_both(made)


class AmendmentFactory(factory.django.DjangoModelFactory):
    """A supplement that waits for the supplier's agreement."""

    class Meta:
        model = Amendment

    contract = factory.SubFactory(ContractFactory, in_force=True)
    number = factory.LazyAttribute(lambda made: made.contract.amendments.count() + 1)
    title = factory.Sequence(lambda n: f"增加服务对象{n}")
    text = "按同一标准增加10名服务对象。"
    added_fen = 1_000_000
    due_on = date(2026, 9, 30)
    proposed_by = factory.LazyAttribute(lambda made: member(made.contract.buyer, Role.BUYER_OFFICER))
    proposed_at = WHILE_RUNNING

    class Params:
        agreed = factory.Trait(
            agreed_by=factory.LazyAttribute(lambda made: member(made.contract.supplier, Role.SUPPLIER)),
            agreed_at=WHILE_RUNNING,
        )
