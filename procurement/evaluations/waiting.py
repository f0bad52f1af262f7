"""What waits in evaluations, read in a fixed number of queries however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q, QuerySet

from accounts.roles import BUYER_ROLES, organisations_of
from core.law.rulebook import rule
from core.time import today
from core.transitions import Text
from procurement.bids.states import BidState
from procurement.evaluations.models import BlindName, CommitteeMember, LowPriceQuery
from procurement.evaluations.sheet import apart_of
from procurement.evaluations.states import EvaluationState
from procurement.evaluations.todo import Todo
from procurement.tenders.models import Lot, Tender
from procurement.tenders.states import LotState, TenderState


def tenders_to_start(user: Any) -> QuerySet[Tender]:
    """Opened tenders of the user's buyers in which every bid is checked and every lot has enough that qualify."""
    lots = Lot.objects.filter(state=LotState.OPENED).annotate(
        waiting=Count("bids", filter=Q(bids__state=BidState.OPENED)),
        good=Count("bids", filter=Q(bids__state=BidState.QUALIFIED)),
    )
    unready = lots.filter(Q(waiting__gt=0) | Q(good__lt=rule("bidders_tender").whole))
    rows = Tender.objects.filter(state=TenderState.OPENED, buyer__in=organisations_of(user, *BUYER_ROLES))
    opened = Lot.objects.filter(state=LotState.OPENED).values("tender")
    return rows.filter(pk__in=opened).exclude(pk__in=unready.values("tender")).order_by("pk")


def todos_of(user: Any) -> Iterator[tuple[CommitteeMember, Text]]:
    """Yield what the user's seats ask for now, at most one thing a seat."""
    seats = list(CommitteeMember.objects.seats_at_work(user))
    if not seats:
        return
    day = today()
    scoring = [seat.evaluation_id for seat in seats if seat.evaluation.state == EvaluationState.SCORING]
    frozen = [seat.evaluation_id for seat in seats if seat.evaluation.state == EvaluationState.FROZEN]
    names = BlindName.objects.filter(evaluation__in=scoring, bid__state=BidState.QUALIFIED)
    unchecked = set(names.values_list("evaluation", flat=True)) if scoring else set()
    apart = {one.evaluation_id for one in apart_of(frozen, user.pk)} if frozen else set()
    undecided = LowPriceQuery.objects.undecided().filter(evaluation__in=frozen)
    low = set(undecided.values_list("evaluation", flat=True)) if frozen else set()
    for seat in seats:
        evaluation = seat.evaluation
        todo = Todo(
            has_come=evaluation.review_on <= day,
            unchecked=evaluation.pk in unchecked,
            apart=evaluation.pk in apart,
            low=evaluation.pk in low,
        ).of(seat)
        if todo:
            yield seat, todo
