"""Forming a committee: the seed, the draw, and the seats."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import Expert
from core.audit.outbox import announce
from core.audit.record import record
from core.kept import kept
from core.law.calendar import load_calendar
from core.law.committees import committee_size
from core.law.rulebook import rule
from core.money import yuan
from core.time import core_now, today
from core.transitions import CLOCK, check, move, refuse
from procurement.bids.models import Bid
from procurement.bids.states import BidState
from procurement.evaluations.draw import commitment_of, draw_order, new_seed
from procurement.evaluations.models import CommitteeMember, DrawSeed, Evaluation
from procurement.evaluations.services.locks import take
from procurement.evaluations.services.recusal import reason_of_representative, reasons_of_experts
from procurement.evaluations.states import EvaluationState, MemberKind
from procurement.tenders.models import Lot, Tender
from procurement.tenders.states import LotState


def commit_seed(lot: Lot, attempt: int = 1) -> DrawSeed:
    """Make and commit the seed of a lot's next draw, or return the one that is committed already."""
    found = DrawSeed.objects.filter(lot=lot, attempt=attempt).first()
    if found is not None:
        return found
    seed = new_seed()
    return DrawSeed.objects.create(
        lot=lot, attempt=attempt, seed=seed, commitment=commitment_of(seed), committed_at=core_now()
    )


@transaction.atomic
def start_evaluation(tender_id: int, *, by: Any, review_on: date | None = None) -> list[Evaluation]:
    """Hand every opened lot over to a committee that is still to be drawn; the review sits on `review_on`, else today.

    Refused while a bid still waits for its qualification, or while a lot has fewer qualified bids than the law asks.
    """
    tender = Tender.objects.select_for_update(of=("self",)).get(pk=tender_id)
    lots = list(Lot.objects.select_for_update(of=("self",)).filter(tender=tender, state=LotState.OPENED).order_by("pk"))
    move(tender.start_evaluation, by=by)
    if not lots:
        raise refuse(_("No lot of this tender has been opened."))
    evaluations = []
    for lot in lots:
        _refuse_unqualified(lot)
        move(lot.start_evaluation, by=by)
        evaluations.append(_form(lot, 1, review_on or today(), by))
    return evaluations


@transaction.atomic
def restart_evaluation(lot_id: int, *, by: Any, review_on: date | None = None) -> Evaluation:
    """Form a new committee after a void evaluation; all opinions of the former one stay void (87§49)."""
    lot = Lot.objects.select_for_update(of=("self",)).get(pk=lot_id)
    check("procurement.start_evaluation", by=by, thing=lot)
    if lot.state != LotState.EVALUATING or lot.evaluations.standing().exists():
        raise refuse(_("A new committee is formed only after a void evaluation of a lot that is still in evaluation."))
    return _form(lot, lot.evaluations.count() + 1, review_on or today(), by)


def _refuse_unqualified(lot: Lot) -> None:
    bids = Bid.objects.filter(lot=lot)
    if bids.filter(state=BidState.OPENED).exists():
        raise refuse(_("Qualify or disqualify every bid of the lot first."), "bidders_tender")
    if bids.filter(state=BidState.QUALIFIED).count() < rule("bidders_tender").whole:
        raise refuse(_("Too few bidders of this lot are qualified; it may not be evaluated."), "bidders_tender")


def _form(lot: Lot, attempt: int, review_on: date, by: Any) -> Evaluation:
    tender = lot.tender
    if review_on < today():
        raise refuse(_("The day of the review lies in the past."))
    lawful = committee_size(tender.method, yuan(tender.budget_fen or 0), is_complex=tender.is_complex).result
    seed = commit_seed(lot, attempt)
    evaluation = Evaluation.objects.create(
        lot=lot,
        attempt=attempt,
        review_on=review_on,
        size=lawful.size,
        experts_min=lawful.experts_min,
        seed_commitment=seed.commitment,
        seed=seed.seed,
    )
    record(
        evaluation,
        verb="form_committee",
        by=by,
        role="procurement.start_evaluation",
        after=EvaluationState.FORMING,
        detail={"seed_commitment": seed.commitment, "size": lawful.size, "experts_min": lawful.experts_min},
    )
    return evaluation


@transaction.atomic
def draw_committee(lot_id: int, *, by: Any, representatives: Sequence[int] = ()) -> Evaluation:
    """Draw the committee of a lot from the register of experts by the committed seed; see draw.py for the replay.

    `representatives` are ids of the buyer's people who sit beside the experts, at most a third of the seats. Refused
    earlier than two working days before the review, and where the register is too small.
    """
    evaluation = take(Evaluation.objects.standing().values_list("pk", flat=True).get(lot=lot_id))
    check("procurement.draw_committee", by=by, thing=evaluation)
    lot, day = evaluation.lot, today()
    if evaluation.state != EvaluationState.FORMING or evaluation.drawn_at:
        raise refuse(_("The committee of this lot has been drawn already."), "committee_draw")
    if day < load_calendar().subtract_workdays(evaluation.review_on, rule("committee_draw_earliest").whole):
        raise refuse(
            _("It is too early: the draw is at most two working days before the review."), "committee_draw_earliest"
        )
    people = _lawful_representatives(evaluation, representatives, day)

    tender = lot.tender
    register = {
        expert.pk: expert
        for expert in Expert.objects.drawable(tender.plan_item.service_kind, tender.plan_item.area).exclude(
            user__in=people
        )
    }
    reasons = reasons_of_experts(register.values(), lot, day)
    evaluation.register_snapshot = sorted(register)
    evaluation.draw_order = draw_order(evaluation.seed, evaluation.pk, register)
    evaluation.passed_over = [
        {"expert": number, "reason": reasons[number]} for number in evaluation.draw_order if number in reasons
    ]
    if len(register) - len(reasons) < evaluation.size - len(people):
        raise refuse(
            _("The register has too few experts of this field and area who are free of ties to the bidders."),
            "committee_draw",
        )
    evaluation.drawn_at, evaluation.drawn_by = core_now(), by
    evaluation.save()
    record(
        evaluation,
        verb="draw_committee",
        by=by,
        role="procurement.draw_committee",
        detail={"snapshot": evaluation.register_snapshot, "order": evaluation.draw_order, "seats": evaluation.size},
    )
    for person in people:
        _seat(evaluation, person, MemberKind.BUYER_REP, None, None)
    fill_seats(evaluation)
    return evaluation


def _lawful_representatives(evaluation: Evaluation, given: Sequence[int], day: date) -> list[int]:
    people = list(dict.fromkeys(given))
    if len(people) > evaluation.size - evaluation.experts_min:
        raise refuse(_("Experts hold at least two thirds of the seats; send fewer people."), "committee_experts")
    for person in people:
        reason = reason_of_representative(person, evaluation.lot, day)
        if reason:
            raise refuse(
                _("A person you named may not sit in the committee: %(reason)s") % {"reason": reason}, "recusal"
            )
    return people


def fill_seats(evaluation: Evaluation) -> bool:
    """Give every empty seat to the next expert of the draw; return whether all seats are taken."""
    taken = {member.expert_id for member in evaluation.members.all()}
    aside = {row["expert"] for row in evaluation.passed_over}
    empty = evaluation.size - evaluation.members.sitting().count()
    users = Expert.objects.in_bulk(evaluation.draw_order)
    for position, number in enumerate(evaluation.draw_order, start=1):
        if empty and number not in taken and number not in aside:
            _seat(evaluation, users[number].user_id, MemberKind.EXPERT, number, position)
            empty -= 1
    return empty == 0


def _seat(evaluation: Evaluation, user_id: int, kind: str, expert_id: int | None, position: int | None) -> None:
    member = CommitteeMember.objects.create(
        evaluation=evaluation,
        user_id=user_id,
        expert_id=expert_id,
        kind=kind,
        draw_position=position,
        seated_at=core_now(),
    )
    announce("evaluation.seated", str(member.pk), member=member.pk, evaluation=evaluation.pk, people=[user_id])


def refill_or_end(evaluation: Evaluation) -> None:
    """Let the next of the draw move up into an empty seat; where nobody is left the evaluation is void (87§49)."""
    if not fill_seats(evaluation):
        why = kept(gettext_noop("A member fell away and the draw has nobody left."))
        move(evaluation.run_short, by=CLOCK, reason=why, void_reason=why)


@transaction.atomic
def void_evaluation(evaluation_id: int, *, reason: str, by: Any) -> Evaluation:
    """Declare an evaluation void, with its reason; all its opinions are void and the lot gets a new committee."""
    evaluation = take(evaluation_id)
    check("procurement.void_evaluation", by=by, thing=evaluation)
    if not reason.strip():
        raise refuse(_("Say why the evaluation is void."))
    move(evaluation.declare_void, by=by, reason=reason, void_reason=reason)
    return evaluation


@transaction.atomic
def lapse_evaluations(tender_id: int) -> int:
    """End the evaluations of lots that were cancelled with their tender; return how many."""
    found = (
        Evaluation.objects.standing()
        .select_for_update(of=("self",))
        .filter(lot__tender=tender_id, lot__state=LotState.CANCELLED)
    )
    why = kept(gettext_noop("The tender was cancelled."))
    ended = [evaluation for evaluation in found if evaluation.state != EvaluationState.REPORTED]
    for evaluation in ended:
        move(evaluation.lapse, by=CLOCK, reason=why, void_reason=why)
    return len(ended)
