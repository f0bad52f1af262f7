"""Awards in every state, on a reported evaluation with three ranked bids."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import factory

from accounts.roles import Role
from core.database.promises import announce_move
from core.time import SHANGHAI
from procurement.awards.models import Award, ResultNotice
from procurement.awards.states import AwardState
from procurement.bids.models import Bid
from procurement.bids.states import BidState
from procurement.tenders.models import Lot, Tender
from procurement.tenders.states import LotState, TenderState
from tests.factories.accounts import UserFactory, member
from tests.factories.base import MachineFactory, fixture_mode
from tests.factories.evaluations import EvaluationFactory
from tests.factories.tenders import LotFactory

PROPOSED_AT = datetime(2026, 4, 15, 16, 0, tzinfo=SHANGHAI)
CONFIRMED_AT = datetime(2026, 4, 16, 9, 0, tzinfo=SHANGHAI)
PUBLISHED_AT = datetime(2026, 4, 16, 15, 0, tzinfo=SHANGHAI)
# 1 working day of notice to 04-17, then 7: 04-20 … 04-24, 04-27, 04-28.
CHALLENGE_UNTIL = date(2026, 4, 28)


def put(model: Any, pk: int, state: str, **facts: Any) -> None:
    """Put a row into a state, as its transition would have."""
    row = model.objects.get(pk=pk)
    if row.state != state:
        announce_move(model._meta.db_table, pk, row.state, state)
    model.objects.filter(pk=pk).update(state=state, **facts)


class AwardFactory(MachineFactory):
    """A proposed award of the first of three bids; every other state is a trait, lot, bids and tender following."""

    class Meta:
        model = Award
        skip_postgeneration_save = True

    lot = factory.SubFactory(LotFactory, evaluating=True)
    evaluation = factory.LazyAttribute(lambda made: EvaluationFactory.create(lot=made.lot, reported=True))
    bid = factory.LazyAttribute(lambda made: made.evaluation.lines.order_by("place").first().bid)
    place = 1
    amount_fen = factory.SelfAttribute("bid.price_fen")
    state = AwardState.PROPOSED
    proposed_at = PROPOSED_AT

    class Params:
        decided = factory.Trait(
            confirmed_by=factory.LazyAttribute(lambda made: member(made.lot.tender.buyer, Role.BUYER_OFFICER)),
            confirmed_at=CONFIRMED_AT,
        )
        shown = factory.Trait(
            decided=True,
            published_by=factory.LazyAttribute(lambda made: member(made.lot.tender.buyer, Role.APPROVER)),
            published_at=PUBLISHED_AT,
            challenge_until=CHALLENGE_UNTIL,
        )
        confirmed = factory.Trait(decided=True, state=AwardState.CONFIRMED)
        published = factory.Trait(shown=True, state=AwardState.PUBLISHED)
        final = factory.Trait(shown=True, state=AwardState.FINAL)
        revoked = factory.Trait(
            state=AwardState.REVOKED,
            revoked_by=factory.SubFactory(UserFactory),
            revoked_at=PUBLISHED_AT,
            revoke_reason="中标人拒绝签订合同。",
        )

    @factory.post_generation
    def consequences(made: Award, create: bool, given: Any, **kwargs: Any) -> None:
        """Puts bids, lot, tender and notice where the award's state has brought them."""
        if made.confirmed_at is None:
            return
        with fixture_mode():
            put(Lot, made.lot_id, LotState.AWARDED, noticed_at=made.published_at)
            put(Tender, made.lot.tender_id, TenderState.CONCLUDED if made.published_at else TenderState.DECIDED)
            for bid in made.lot.bids.all():
                put(Bid, bid.pk, BidState.WON if bid.pk == made.bid_id else BidState.LOST)
        made.lot = Lot.objects.get(pk=made.lot_id)
        made.bid = Bid.objects.get(pk=made.bid_id)
        if made.published_at:
            ResultNotice.objects.create(
                award=made, lot=made.lot, content={}, published_at=made.published_at, ends_on=date(2026, 4, 17)
            )
