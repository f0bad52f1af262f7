"""Declaring interests on the list of names; then names become letters and scoring begins."""

from __future__ import annotations

import itertools
import secrets
import string
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit.record import record
from core.time import core_now, today
from core.transitions import check, move, refusal, refuse
from procurement.bids.models import Bid
from procurement.bids.states import BidState
from procurement.evaluations import guards
from procurement.evaluations.models import BlindName, CommitteeMember, Evaluation
from procurement.evaluations.rules import seat_of
from procurement.evaluations.services.filling import fill_objective_items
from procurement.evaluations.services.forming import refill_or_end
from procurement.evaluations.services.locks import take
from procurement.evaluations.services.recusal import reasons_of_experts
from procurement.evaluations.states import EvaluationState, MemberKind

JUDGED = (BidState.QUALIFIED, BidState.VALID)


def bidder_names(evaluation: Evaluation, member: CommitteeMember) -> list[str]:
    """Return the names on which a member declares; once declared a member meets letters only."""
    if member.evaluation_id != evaluation.pk or member.recused_at or member.declared_at:
        return []
    return sorted(Bid.objects.filter(lot=evaluation.lot, state__in=JUDGED).values_list("supplier__name", flat=True))


@transaction.atomic
def declare_interests(evaluation_id: int, *, interest: bool, by: Any, reason: str = "") -> Evaluation:
    """Declare whether one has an interest in a bidder; who has makes room for the next of the draw.

    What the register knows counts as declared. The last declaration of a full committee begins the scoring.
    """
    evaluation = take(evaluation_id)
    check("procurement.declare_interests", by=by, thing=evaluation)
    member = _own_seat(evaluation, by)
    if evaluation.state not in (EvaluationState.FORMING, EvaluationState.SCORING) or member.declared_at:
        raise refuse(_("You have declared your interests already."), "recusal")
    if interest and not reason.strip():
        raise refuse(_("Say which interest you have."), "recusal")
    known = (
        ""
        if member.expert is None
        else reasons_of_experts([member.expert], evaluation.lot, today()).get(member.expert.pk, "")
    )
    member.declared_at = core_now()
    if interest or known:
        member.interest = reason.strip() or known
        member.recused_at = member.declared_at
    member.save()
    record(
        evaluation,
        verb="declare_interests",
        by=by,
        role="procurement.declare_interests",
        detail={"member": member.pk, "recused": member.recused_at is not None},
    )
    if member.recused_at:
        refill_or_end(evaluation)
    elif evaluation.state == EvaluationState.FORMING:
        if guards.committee_stands(evaluation) and guards.review_day_has_come(evaluation):
            _begin(evaluation, by)
    else:
        elect_leader(evaluation)
    return evaluation


@transaction.atomic
def begin_scoring(evaluation_id: int, *, by: Any) -> Evaluation:
    """Begin the scoring on the day of the review, where the committee had declared before it."""
    evaluation = take(evaluation_id)
    refused = refusal(evaluation.begin_scoring, by=by)
    if refused:  # before a bid gets a second letter
        raise refused
    _begin(evaluation, by)
    return evaluation


def _begin(evaluation: Evaluation, by: Any) -> None:
    elect_leader(evaluation)
    bids = list(Bid.objects.filter(lot=evaluation.lot, state__in=JUDGED).select_related("supplier").order_by("pk"))
    # Not from the seed of the draw: whoever learns that may not learn who is behind a letter.
    secrets.SystemRandom().shuffle(bids)
    BlindName.objects.bulk_create(
        [BlindName(evaluation=evaluation, bid=bid, letter=letter) for bid, letter in zip(bids, letters(), strict=False)]
    )
    fill_objective_items(evaluation, bids)
    leader = evaluation.members.get(is_leader=True)
    move(evaluation.begin_scoring, by=by, detail={"leader": leader.pk, "leader_by": "first expert of the draw"})


def letters() -> Iterator[str]:
    """Yield A to Z, then AA, AB and so on."""
    for length in itertools.count(1):
        for found in itertools.product(string.ascii_uppercase, repeat=length):
            yield "".join(found)


def elect_leader(evaluation: Evaluation) -> None:
    """Make the first expert of the draw who sits and has declared the leader, where nobody leads.

    The law lets the members elect; the draw stands for the election, so that nobody has a say in it. A buyer's
    representative never leads (87§45).
    """
    if evaluation.members.filter(is_leader=True).exists():
        return
    first = (
        evaluation.members.sitting()
        .filter(kind=MemberKind.EXPERT, declared_at__isnull=False)
        .order_by("draw_position")
        .first()
    )
    if first is not None:
        first.is_leader = True
        first.save()


@transaction.atomic
def replace_member(evaluation_id: int, *, member_id: int, reason: str, by: Any) -> Evaluation:
    """Replace a member who stays away or has to stand aside; that opinion is void, the next of the draw moves up."""
    evaluation = take(evaluation_id)
    check("procurement.replace_member", by=by, thing=evaluation)
    if evaluation.state not in (EvaluationState.FORMING, EvaluationState.SCORING):
        raise refuse(_("The scores are frozen; a committee without this member would need a new evaluation."))
    if not reason.strip():
        raise refuse(_("Say why the member is replaced."), "committee_refill")
    member = evaluation.members.sitting().select_for_update(of=("self",)).filter(pk=member_id).first()
    if member is None:
        raise refuse(_("This person has no seat in the committee."))
    member.recused_at, member.interest, member.is_leader = core_now(), reason, False
    member.save()
    record(
        evaluation,
        verb="replace_member",
        by=by,
        role="procurement.replace_member",
        reason=reason,
        detail={"member": member.pk},
    )
    refill_or_end(evaluation)
    if evaluation.state == EvaluationState.SCORING:
        elect_leader(evaluation)
    return evaluation


def _own_seat(evaluation: Evaluation, by: Any) -> CommitteeMember:
    seat = seat_of(by, evaluation)
    assert seat is not None  # the right was asked before
    return CommitteeMember.objects.select_for_update(of=("self",)).get(pk=seat.pk)
