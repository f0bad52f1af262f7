"""What waits in evaluations, read in a fixed number of queries however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.roles import BUYER_ROLES, organisations_of
from core.law.rulebook import rule
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
    names = BlindName.objects.filter(evaluation=OuterRef("evaluation"), bid__state=BidState.QUALIFIED)
    undecided = LowPriceQuery.objects.undecided().filter(evaluation=OuterRef("evaluation"))
    rows: Any = CommitteeMember.objects.seats_at_work(user)
    seats = list(rows.annotate(unchecked=Exists(names), low=Exists(undecided)))
    if not seats:
        return
    frozen = [seat.evaluation_id for seat in seats if seat.evaluation.state == EvaluationState.FROZEN]
    apart = {one.evaluation_id for one in apart_of(frozen, user.pk)} if frozen else set()
    for seat in seats:
        todo = Todo(
            unchecked=seat.unchecked,
            apart=seat.evaluation_id in apart,
            low=seat.low,
        ).of(seat)
        if todo:
            yield seat, todo
