"""The scoring sheet as pages show it: its lines, what a member wrote, and how far everybody has come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Expert, Membership, User
from core.law.amounts import two_decimals
from core.time import today
from procurement.bids.states import BidState
from procurement.evaluations.agreement import Outlier, outliers
from procurement.evaluations.models import BlindName, CommitteeMember, Evaluation, Score
from procurement.evaluations.services.filling import sheet_items
from procurement.evaluations.services.recusal import bidders_of, openers_of
from procurement.evaluations.services.scoring import BlindBid, blind_bids
from procurement.tenders.models import ScoringItem
from procurement.tenders.models_sheet import ItemKind

JUDGED = frozenset({BidState.QUALIFIED, BidState.VALID})


def plain(points: Decimal | None) -> str:
    """Return points as people write them: 15, 7.5, 12.25."""
    return "–" if points is None else f"{points.normalize():f}"


def in_full(points: Decimal | None) -> str:
    """Return what was computed from points with both its decimals, so that a column of it stands straight: 77.20."""
    return "–" if points is None else f"{two_decimals(points)}"


def named(item: Any) -> str:
    """Return what a line of the sheet is called in the reader's language."""
    return item.name_zh if (get_language() or "").startswith("zh") else item.name_en or item.name_zh


def scale_in_words(item: ScoringItem) -> list[str]:
    """Return the printed scale of an item, one sentence an entry, with the points that a percentage is worth."""
    weight = item.weight or Decimal(0)
    lines = []
    for entry in item.scale:
        condition = str(entry.get("condition_zh") or entry.get("fact") or "")
        try:
            points = plain((Decimal(str(entry["points_percent"])) * weight / 100).quantize(Decimal("0.01")))
        except (KeyError, ArithmeticError):
            lines.append(condition)
            continue
        if entry.get("mode") == "each":
            lines.append(_("%(condition)s: %(points)s each") % {"condition": condition, "points": points})
        else:
            lines.append(_("%(condition)s: %(points)s") % {"condition": condition, "points": points})
    return lines


@dataclass(frozen=True)
class Desk:
    """One member's desk in one evaluation: the bids as letters, the sheet, and what the member gave."""

    evaluation: Evaluation
    member: CommitteeMember
    bids: list[BlindBid]
    judged: list[ScoringItem]
    objective: list[ScoringItem]
    states: Mapping[str, str]
    notes: Mapping[tuple[str, int], str] = field(default_factory=dict)
    # The objective points, by letter and item, that the register gave.
    from_register: frozenset[tuple[str, int]] = frozenset()

    @property
    def standing(self) -> list[BlindBid]:
        """The bids that are still being judged."""
        return [bid for bid in self.bids if self.states[bid.letter] in JUDGED]

    @property
    def wanted(self) -> int:
        """How many numbers the member writes."""
        return len(self.standing) * len(self.judged)

    @property
    def given(self) -> int:
        """How many numbers the member has written."""
        return sum(1 for bid in self.standing for item in self.judged if item.pk in bid.own_points)

    @property
    def unchecked(self) -> list[str]:
        """The letters of the bids whose conformity the leader has not checked."""
        return [bid.letter for bid in self.bids if self.states[bid.letter] == BidState.QUALIFIED]

    def lacking_objective(self, bid: BlindBid) -> list[ScoringItem]:
        """The objective items of a bid for which the register knew nothing and the leader has entered nothing."""
        return [item for item in self.objective if item.pk not in bid.objective]

    def bid(self, letter: str) -> BlindBid | None:
        """The bid of a letter."""
        return next((bid for bid in self.bids if bid.letter == letter), None)

    def scored(self, bid: BlindBid) -> int:
        """How many numbers the member has written for a bid."""
        return sum(1 for item in self.judged if item.pk in bid.own_points)

    def matrix(self) -> list[dict[str, Any]]:
        """What the member gave, item by item, with the sum of each bid at the end."""
        rows = [
            {
                "name": named(item),
                "weight": plain(item.weight),
                "shared": item.kind == ItemKind.OBJECTIVE,
                "points": [
                    plain((bid.objective if item.kind == ItemKind.OBJECTIVE else bid.own_points).get(item.pk))
                    for bid in self.standing
                ],
            }
            for item in [*self.judged, *self.objective]
        ]
        sums = [sum([*bid.own_points.values(), *bid.objective.values()], Decimal(0)) for bid in self.standing]
        weight = sum((item.weight or Decimal(0) for item in [*self.judged, *self.objective]), Decimal(0))
        rows.append(
            {
                "name": _("Together, without the price"),
                "weight": plain(weight),
                "is_sum": True,
                "points": [plain(one) for one in sums],
            }
        )
        return rows


def desk_for(evaluation: Evaluation, member: CommitteeMember) -> Desk:
    """Return a member's desk; empty before the declaration of interests."""
    items = sheet_items(evaluation, *ItemKind.values)
    bids = blind_bids(evaluation, member, items)
    return Desk(
        evaluation=evaluation,
        member=member,
        bids=bids,
        judged=[item for item in items if item.kind == ItemKind.SUBJECTIVE],
        objective=[item for item in items if item.kind == ItemKind.OBJECTIVE],
        states={bid.letter: bid.state for bid in bids},
        notes={(bid.letter, item): note for bid in bids for item, note in bid.own_notes.items()},
        from_register=frozenset((bid.letter, item) for bid in bids for item in bid.from_register),
    )


@dataclass(frozen=True)
class Apart:
    """A frozen score that stands apart from the others' and has no note yet."""

    score: Score
    outlier: Outlier
    evaluation_id: int
    letter: str = ""


def apart_of(evaluation_ids: Sequence[int], user_id: int | None = None) -> list[Apart]:
    """Return the unexplained scores of some evaluations, in two queries; of one person where one is named."""
    by_evaluation: dict[int, dict[tuple[int, int, int], Score]] = {}
    for score in Score.objects.compared(evaluation_ids):
        place = (score.member_id, score.bid_id, score.item_id)
        by_evaluation.setdefault(score.member.evaluation_id, {})[place] = score
    names = BlindName.objects.filter(evaluation__in=evaluation_ids).values_list("evaluation_id", "bid_id", "letter")
    letters = {(evaluation, bid): letter for evaluation, bid, letter in names} if by_evaluation else {}
    found = []
    for evaluation, scores in by_evaluation.items():
        weights = {score.item_id: score.item.weight or Decimal(0) for score in scores.values()}
        for outlier in outliers({place: score.points for place, score in scores.items()}, weights):
            score = scores[outlier.member, outlier.bid, outlier.item]
            if not hasattr(score, "explanation") and user_id in (None, score.member.user_id):
                found.append(Apart(score, outlier, evaluation, letters.get((evaluation, outlier.bid), "")))
    return found


def committee_candidates(evaluation: Evaluation) -> list[User]:
    """Return the buyer's people who may sit beside the experts: no custodian, nobody who acts for a bidder."""
    lot, day = evaluation.lot, today()
    bidders = bidders_of(lot)
    aside = openers_of(lot) | set(Membership.objects.people(bidders, day=day))
    people = set(Membership.objects.people([lot.tender.buyer_id], day=day)) - aside
    tied = {
        expert.user_id for expert in Expert.objects.filter(user__in=people) if expert.reasons_to_recuse(bidders, day)
    }
    return sorted(User.objects.in_bulk(people - tied).values(), key=lambda user: user.pk)


def progress(members: Iterable[CommitteeMember]) -> dict[str, int]:
    """Return how many members sit, have declared, frozen and signed."""
    sitting = [member for member in members if member.recused_at is None]
    return {
        "seats": len(sitting),
        "declared": sum(member.declared_at is not None for member in sitting),
        "frozen": sum(member.frozen_at is not None for member in sitting),
        "signed": sum(member.signed_at is not None for member in sitting),
    }
