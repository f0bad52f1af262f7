"""Scoring: what a member sees and enters alone, the leader's check of conformity, and the freeze."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit.record import record
from core.time import core_now
from core.transitions import check, move, refuse
from procurement.bids.models import Bid
from procurement.bids.states import BidState
from procurement.evaluations import guards
from procurement.evaluations.blinding import blinded_answers
from procurement.evaluations.models import (
    BlindName,
    CommitteeMember,
    Evaluation,
    ObjectiveScore,
    Score,
    ScoreNote,
)
from procurement.evaluations.rules import seat_of
from procurement.evaluations.services.filling import sheet_items
from procurement.evaluations.services.locks import take
from procurement.evaluations.services.low_prices import ask_about_low_prices
from procurement.evaluations.states import EvaluationState
from procurement.tenders.models import ScoringItem
from procurement.tenders.models_sheet import ItemKind

FINEST = Decimal("0.01")


@dataclass(frozen=True)
class BlindBid:
    """A bid as a member meets it: a letter and answers; the price only once the member's scores are frozen."""

    letter: str
    answers: dict[str, str]
    objective: dict[int, Decimal]
    price_fen: int | None = None
    own_points: dict[int, Decimal] = field(default_factory=dict)
    own_notes: dict[int, str] = field(default_factory=dict)
    state: str = ""
    from_register: frozenset[int] = frozenset()  # the objective items whose points the register gave


def blind_bids(
    evaluation: Evaluation, member: CommitteeMember, items: Iterable[ScoringItem] | None = None
) -> list[BlindBid]:
    """Return the bids as a member may see them: letters, answers to what is judged, and the member's own points.

    Nothing before the member has declared; nothing of who is behind a letter; no price before the member's freeze.
    `items` is the sheet, where the caller has read it.
    """
    if member.evaluation_id != evaluation.pk or member.recused_at or not member.declared_at:
        return []
    shared = {
        key
        for item in (sheet_items(evaluation, *ItemKind.values) if items is None else items)
        if item.kind in (ItemKind.OBJECTIVE, ItemKind.PRICE)
        for key in (str(item.pk), item.name_zh, item.name_en)
    }
    objective: dict[int, dict[int, Decimal]] = {}
    registered: dict[int, set[int]] = {}
    for score in ObjectiveScore.objects.filter(evaluation=evaluation):
        objective.setdefault(score.bid_id, {})[score.item_id] = score.points
        if score.entered_by_id is None:
            registered.setdefault(score.bid_id, set()).add(score.item_id)
    own: dict[int, dict[int, Decimal]] = {}
    notes: dict[int, dict[int, str]] = {}
    for given in Score.objects.of_member(member):
        own.setdefault(given.bid_id, {})[given.item_id] = given.points
        notes.setdefault(given.bid_id, {})[given.item_id] = given.note
    return [
        BlindBid(
            letter=name.letter,
            answers={key: text for key, text in blinded_answers(name.bid, name.letter).items() if key not in shared},
            objective=objective.get(name.bid_id, {}),
            price_fen=name.bid.price_fen if member.frozen_at else None,
            own_points=own.get(name.bid_id, {}),
            own_notes=notes.get(name.bid_id, {}),
            state=name.bid.state,
            from_register=frozenset(registered.get(name.bid_id, ())),
        )
        for name in evaluation.blind_names.select_related("bid__supplier").order_by("letter")
    ]


@transaction.atomic
def enter_scores(
    evaluation_id: int,
    *,
    letter: str,
    points: Mapping[int, Decimal],
    by: Any,
    notes: Mapping[int, str] | None = None,
) -> None:
    """Enter or change one's own points on one bid, by item, until one freezes; each from 0 to the item's weight."""
    evaluation = take(evaluation_id)
    check("procurement.enter_scores", by=by, thing=evaluation)
    member = _scoring_member(evaluation, by)
    bid = bid_behind(evaluation, letter)
    items = {item.pk: item for item in sheet_items(evaluation, ItemKind.SUBJECTIVE)}
    _refuse_unlawful(points, items)
    for item_id, given in points.items():
        Score.objects.update_or_create(
            member=member, bid=bid, item_id=item_id, defaults={"points": given, "note": (notes or {}).get(item_id, "")}
        )
    record(
        evaluation,
        verb="enter_scores",
        by=by,
        role="procurement.enter_scores",
        detail={"letter": letter, "items": sorted(points)},
    )


@transaction.atomic
def enter_objective(evaluation_id: int, *, letter: str, points: Mapping[int, Decimal], source: str, by: Any) -> None:
    """Enter the points of objective items of one bid once for all members; `source` says what they rest on.

    What the register has filled stays as it is.
    """
    evaluation = take(evaluation_id)
    check("procurement.enter_objective", by=by, thing=evaluation)
    if (
        evaluation.state != EvaluationState.SCORING
        or evaluation.members.sitting().filter(frozen_at__isnull=False).exists()
    ):
        raise refuse(_("Objective points are entered before the first member freezes."), "rescoring")
    if not source.strip():
        raise refuse(_("Say what the points rest on."), "rescoring")
    bid = bid_behind(evaluation, letter)
    items = {item.pk: item for item in sheet_items(evaluation, ItemKind.OBJECTIVE)}
    _refuse_unlawful(points, items)
    filled = ObjectiveScore.objects.filter(evaluation=evaluation, bid=bid, item__in=list(points), entered_by=None)
    if filled.exists():
        raise refuse(_("These points come from the register; nobody enters them by hand."), "rescoring")
    for item_id, given in points.items():
        ObjectiveScore.objects.update_or_create(
            evaluation=evaluation,
            bid=bid,
            item_id=item_id,
            defaults={"points": given, "source": source, "entered_by": by},
        )
    record(
        evaluation,
        verb="enter_objective",
        by=by,
        role="procurement.enter_objective",
        reason=source,
        detail={"letter": letter, "items": sorted(points)},
    )


def _refuse_unlawful(points: Mapping[int, Decimal], items: Mapping[int, ScoringItem]) -> None:
    for item_id, given in points.items():
        item = items.get(item_id)
        if item is None or item.weight is None:
            raise refuse(_("This item of the sheet is not scored here."), "independent_scores")
        if not isinstance(given, Decimal) or not given.is_finite() or given != given.quantize(FINEST):
            raise refuse(_("Points are numbers with at most two decimals."), "independent_scores")
        if not 0 <= given <= item.weight:
            raise refuse(
                _("Points for “%(item)s” lie between 0 and %(weight)s.")
                % {"item": item.name_zh, "weight": item.weight.normalize()},
                "rescoring",
            )


def bid_behind(evaluation: Evaluation, letter: str) -> Bid:
    """Return the bid behind a letter; refused for a letter that no bid has, or whose bid is out."""
    name = BlindName.objects.filter(evaluation=evaluation, letter=letter).select_related("bid__supplier").first()
    if name is None or name.bid.state not in (BidState.QUALIFIED, BidState.VALID):
        raise refuse(_("No bid that is being judged has the letter “%(letter)s”.") % {"letter": letter})
    return name.bid


def _scoring_member(evaluation: Evaluation, by: Any) -> CommitteeMember:
    seat = seat_of(by, evaluation)
    assert seat is not None  # the right was asked before
    member = CommitteeMember.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    if evaluation.state != EvaluationState.SCORING or not member.declared_at:
        raise refuse(_("Scores are entered after the declaration of interests and before the freeze."))
    if member.frozen_at:
        raise refuse(_("Your scores are frozen; they are not changed any more."), "rescoring")
    return member


@transaction.atomic
def freeze_scores(evaluation_id: int, *, by: Any) -> Evaluation:
    """Freeze one's own scores for good; the last member's freeze opens prices and scores to the committee.

    Refused while a valid bid lacks a score, or while the leader has not checked every bid.
    """
    evaluation = take(evaluation_id)
    check("procurement.freeze_scores", by=by, thing=evaluation)
    member = _scoring_member(evaluation, by)
    for question in (guards.every_bid_is_checked, guards.enough_bids_are_valid):
        if not question(evaluation):
            raise refuse(question.sentence, question.rule_key)  # type: ignore[attr-defined]
    _refuse_incomplete(evaluation, member)
    member.frozen_at = core_now()
    member.save()
    record(
        evaluation,
        verb="freeze_scores",
        by=by,
        role="procurement.freeze_scores",
        detail={"member": member.pk},
    )
    if guards.every_member_has_frozen(evaluation):
        move(evaluation.freeze, by=by)
        ask_about_low_prices(evaluation)
    return evaluation


def valid_bids(evaluation: Evaluation) -> dict[int, str]:
    """Return the letters of the valid bids, by bid id."""
    names = evaluation.blind_names.filter(bid__state=BidState.VALID).order_by("letter")
    return dict(names.values_list("bid_id", "letter"))


def _refuse_incomplete(evaluation: Evaluation, member: CommitteeMember) -> None:
    letters = valid_bids(evaluation)
    wanted = [
        (Score.objects.filter(member=member), sheet_items(evaluation, ItemKind.SUBJECTIVE), _("your score")),
        (
            ObjectiveScore.objects.filter(evaluation=evaluation),
            sheet_items(evaluation, ItemKind.OBJECTIVE),
            _("the objective points that the leader enters"),
        ),
    ]
    for scores, items, what in wanted:
        given = set(scores.filter(bid__in=list(letters)).values_list("bid_id", "item_id"))
        for bid_id, letter in letters.items():
            for item in items:
                if (bid_id, item.pk) not in given:
                    raise refuse(
                        _("For bid %(letter)s, “%(item)s” lacks %(what)s.")
                        % {"letter": letter, "item": item.name_zh, "what": what}
                    )


@transaction.atomic
def note_score(evaluation_id: int, *, letter: str, item_id: int, text: str, by: Any) -> ScoreNote:
    """Say why one's own frozen score stands apart from the others'; the score itself stays."""
    evaluation = take(evaluation_id)
    check("procurement.enter_scores", by=by, thing=evaluation)
    if evaluation.state != EvaluationState.FROZEN:
        raise refuse(_("Notes are written after the freeze and before the ranking is settled."))
    if not text.strip():
        raise refuse(_("Say why you scored so."), "rescoring")
    score = Score.objects.filter(
        member__evaluation=evaluation,
        member__user=by,
        member__recused_at=None,
        bid__blind_names__evaluation=evaluation,
        bid__blind_names__letter=letter,
        item=item_id,
    ).first()
    if score is None:
        raise refuse(_("You have no score there."))
    if hasattr(score, "explanation"):
        raise refuse(_("This score has its note already."))
    note = ScoreNote.objects.create(score=score, text=text.strip(), at=core_now())
    record(
        evaluation,
        verb="note_score",
        by=by,
        role="procurement.enter_scores",
        reason=text.strip(),
        detail={"letter": letter, "item": item_id},
    )
    return note
