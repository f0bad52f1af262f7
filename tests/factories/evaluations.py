"""Evaluations in every state: a lot with three bids, a committee of five, and scores where the state has them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import factory

from core.time import SHANGHAI
from procurement.bids.models import Bid
from procurement.evaluations.draw import commitment_of, draw_order
from procurement.evaluations.models import (
    BlindName,
    CommitteeMember,
    DrawSeed,
    Evaluation,
    LowPriceQuery,
    ObjectiveScore,
    ResultLine,
    Score,
)
from procurement.evaluations.services.filling import sheet_items
from procurement.evaluations.states import EvaluationState, MemberKind
from tests.factories.accounts import ExpertFactory, UserFactory
from tests.factories.base import MachineFactory, fixture_mode
from tests.factories.bids import BidFactory
from tests.factories.tenders import LotFactory

REVIEW_ON = date(2026, 4, 15)
REVIEWED_AT = datetime(2026, 4, 15, 10, 0, tzinfo=SHANGHAI)
SEED = "5eed" * 16
LETTERS = "ABCDEFGH"


class DrawSeedFactory(factory.django.DjangoModelFactory):
    """A seed that was committed before the bids."""

    class Meta:
        model = DrawSeed

    lot = factory.SubFactory(LotFactory)
    attempt = 1
    seed = SEED
    commitment = commitment_of(SEED)
    committed_at = REVIEWED_AT - timedelta(days=20)


class CommitteeMemberFactory(MachineFactory):
    """An expert who has a seat and has not declared yet."""

    class Meta:
        model = CommitteeMember

    evaluation = factory.SubFactory("tests.factories.evaluations.EvaluationFactory", members=0)
    expert = factory.SubFactory(ExpertFactory)
    user = factory.LazyAttribute(lambda made: made.expert.user if made.expert else UserFactory.create())
    kind = MemberKind.EXPERT
    draw_position = factory.Sequence(lambda n: n + 1)
    seated_at = REVIEWED_AT

    class Params:
        declared = factory.Trait(declared_at=REVIEWED_AT)
        recused = factory.Trait(declared_at=REVIEWED_AT, recused_at=REVIEWED_AT, interest="曾在投标人处任职。")
        representative = factory.Trait(kind=MemberKind.BUYER_REP, expert=None, draw_position=None)


class EvaluationFactory(MachineFactory):
    """An evaluation whose committee is not drawn yet; every other state is a trait, with what belongs to it.

    `members=5` seats experts (by default when the state has a committee), `bids=3` bids in the lot.
    """

    class Meta:
        model = Evaluation
        skip_postgeneration_save = True

    lot = factory.SubFactory(LotFactory, evaluating=True)
    state = EvaluationState.FORMING
    review_on = REVIEW_ON
    size = 5
    experts_min = 4
    seed = SEED
    seed_commitment = commitment_of(SEED)

    class Params:
        drawn = factory.Trait(drawn_at=REVIEWED_AT, drawn_by=factory.SubFactory(UserFactory))
        scoring = factory.Trait(drawn=True, state=EvaluationState.SCORING)
        frozen = factory.Trait(drawn=True, state=EvaluationState.FROZEN)
        settled = factory.Trait(
            drawn=True,
            state=EvaluationState.SETTLED,
            settled_at=REVIEWED_AT,
            report=factory.LazyFunction(dict),
            report_sha256="00" * 32,
        )
        reported = factory.Trait(settled=True, state=EvaluationState.REPORTED, reported_at=REVIEWED_AT)
        void = factory.Trait(state=EvaluationState.VOID, void_reason="评审委员会无法补足。")

    @factory.post_generation
    def bids(made: Evaluation, create: bool, given: Any, **facts: Any) -> None:
        """Gives the lot its bids: three, a number of them, or those given."""
        if isinstance(given, list):
            return
        state = {"qualified": True} if made.state == EvaluationState.FORMING else {"valid": True}
        for number in range(3 if given is None else given):
            BidFactory.create(lot=made.lot, **{**state, "price_fen": 390_000_000 + number * 1_000_000, **facts})

    @factory.post_generation
    def members(made: Evaluation, create: bool, count: int | None, **facts: Any) -> None:
        """Gives the evaluation its committee, letters, scores and lines, as far as its state has them."""
        drawn = made.drawn_at is not None
        count = (made.size if drawn else 0) if count is None else count
        begun = made.state not in (EvaluationState.FORMING, EvaluationState.VOID)
        done = begun and made.state != EvaluationState.SCORING
        for place in range(count):
            CommitteeMemberFactory.create(
                evaluation=made,
                draw_position=place + 1,
                is_leader=begun and place == 0,
                **{
                    "declared": begun,
                    "frozen_at": REVIEWED_AT if done else None,
                    "signed_at": REVIEWED_AT if made.state == EvaluationState.REPORTED else None,
                    **facts,
                },
            )
        if count and drawn:
            with fixture_mode():
                numbers = list(made.members.values_list("expert_id", flat=True))
                Evaluation.objects.filter(pk=made.pk).update(
                    register_snapshot=sorted(numbers), draw_order=draw_order(made.seed, made.pk, numbers)
                )
        if begun:
            give_letters(made)
        if done:
            give_scores(made)
        if made.state in (EvaluationState.SETTLED, EvaluationState.REPORTED):
            give_lines(made)


def give_letters(evaluation: Evaluation) -> None:
    """Give the lot's bids their letters, in the order of their ids."""
    for letter, bid in zip(LETTERS, evaluation.lot.bids.order_by("pk"), strict=False):
        BlindName.objects.create(evaluation=evaluation, bid=bid, letter=letter)


def give_scores(evaluation: Evaluation) -> None:
    """Give every member's points: the first bid gets full points, each later one ten percent less."""
    with fixture_mode():
        for place, bid in enumerate(evaluation.lot.bids.order_by("pk")):
            share = Decimal(10 - place) / 10
            for item in sheet_items(evaluation, "objective"):
                ObjectiveScore.objects.create(
                    evaluation=evaluation, bid=bid, item=item, points=item.weight * share, source="4A"
                )
            for item in sheet_items(evaluation, "subjective"):
                for member in evaluation.members.all():
                    Score.objects.create(member=member, bid=bid, item=item, points=item.weight * share)


def give_lines(evaluation: Evaluation) -> None:
    """Give the lines of the result: places in the order of the bids' ids."""
    for place, bid in enumerate(evaluation.lot.bids.order_by("pk"), start=1):
        share = Decimal(11 - place) / 10
        ResultLine.objects.create(
            evaluation=evaluation,
            bid=bid,
            adjusted_price_fen=bid.price_fen,
            price_score=Decimal(10),
            total=10 + 90 * share,
            rank=place,
            place=place,
            points={
                str(item.pk): str(item.weight * share) for item in sheet_items(evaluation, "objective", "subjective")
            },
        )


class LowPriceQueryFactory(MachineFactory):
    """A question that waits for the bidder's explanation."""

    class Meta:
        model = LowPriceQuery

    evaluation = factory.SubFactory(EvaluationFactory, frozen=True)
    bid = factory.LazyAttribute(lambda made: Bid.objects.filter(lot=made.evaluation.lot).order_by("pk").first())
    rules = factory.LazyFunction(lambda: ["ceiling"])
    asked_at = REVIEWED_AT
    due_at = REVIEWED_AT + timedelta(minutes=30)
