"""The evaluation of one lot: its draw, its committee, and what each member scored."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from core.database.promises import AppendOnly, promise
from core.kept import KeptField
from core.transitions import Machine, StateField
from procurement.bids.states import BidState
from procurement.evaluations import guards
from procurement.evaluations.agreement import Outlier, outliers
from procurement.evaluations.frozen import FROZEN_SCORES
from procurement.evaluations.models_results import BlindName, LowPriceQuery, ObjectiveScore, ResultLine
from procurement.evaluations.queries import CommitteeMemberQuerySet, EvaluationQuerySet, ScoreQuerySet
from procurement.evaluations.states import EVALUATION_STATE_NAMES, EvaluationState, MemberKind

__all__ = [
    "BlindName",
    "CommitteeMember",
    "DrawSeed",
    "Evaluation",
    "LowPriceQuery",
    "ObjectiveScore",
    "ResultLine",
    "Score",
    "ScoreNote",
]


class DrawSeed(AppendOnly):
    """The seed of a lot's draw: made before any bid is known, shown as a commitment, revealed with the result."""

    lot = models.ForeignKey("procurement.Lot", models.PROTECT, related_name="draw_seeds")
    attempt = models.PositiveSmallIntegerField()
    commitment = models.CharField(max_length=64)
    seed = models.CharField(max_length=64)
    committed_at = models.DateTimeField()

    class Meta:
        app_label = "procurement"
        constraints = [models.UniqueConstraint(fields=["lot", "attempt"], name="draw_seed_once_per_attempt")]

    def __str__(self) -> str:
        return self.commitment


class Evaluation(Machine):
    """How one lot's bids are judged. After a void one the lot may have another: its next attempt."""

    state = StateField(default=EvaluationState.FORMING, choices=EvaluationState.choices, protected=True)
    lot = models.ForeignKey("procurement.Lot", models.PROTECT, related_name="evaluations")
    attempt = models.PositiveSmallIntegerField(default=1)
    # The day on which the committee sits; the draw is not earlier than two working days before it.
    review_on = models.DateField()
    size = models.PositiveSmallIntegerField()
    experts_min = models.PositiveSmallIntegerField()
    seed_commitment = models.CharField(max_length=64)
    seed = models.CharField(max_length=64)
    # Numbers of the experts as the register stood, the draw's order of them, and who was passed over and why.
    register_snapshot = models.JSONField(default=list)
    draw_order = models.JSONField(default=list)
    passed_over = models.JSONField(default=list)
    drawn_at = models.DateTimeField(null=True)
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # Kendall's W of the members over the bids; null where it cannot be computed.
    agreement = models.DecimalField(max_digits=4, decimal_places=3, null=True)
    report = models.JSONField(null=True)
    report_sha256 = models.CharField(max_length=64, blank=True)
    settled_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    void_reason = KeptField(blank=True)

    INITIAL = frozenset({EvaluationState.FORMING})
    STATE_NAMES = EVALUATION_STATE_NAMES

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        app_label = "procurement"
        verbose_name = _("evaluation")
        constraints = [
            models.UniqueConstraint(
                fields=["lot"], condition=~models.Q(state=EvaluationState.VOID), name="one_evaluation_not_void_per_lot"
            ),
            models.UniqueConstraint(fields=["lot", "attempt"], name="evaluation_once_per_attempt"),
            models.CheckConstraint(
                condition=models.Q(drawn_at__isnull=True, drawn_by__isnull=True)
                | models.Q(drawn_at__isnull=False, drawn_by__isnull=False),
                name="evaluation_drawn_who_and_when",
            ),
            models.CheckConstraint(
                condition=models.Q(experts_min__lte=models.F("size"), experts_min__gt=0), name="evaluation_experts_fit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lot} #{self.attempt}"

    @property
    def ocid(self) -> str:
        """The purchase this evaluation belongs to."""
        return self.lot.tender.ocid

    def audit_confinement(self) -> tuple[str, str]:
        """The list of members is secret until the result notice: until then only the buyer reads the rows."""
        return f"evaluation:{self.pk}", str(self.lot.tender.buyer_id)

    def counting_scores(self) -> Any:
        """Return the scores that count, with `letter`, the member and the note of each."""
        scores = Score.objects.counting().filter(member__evaluation=self).select_related("member__user", "explanation")
        return scores.with_letters(self).select_related("member__user", "explanation", "item")

    def unexplained_scores(self) -> list[tuple[Score, Outlier]]:
        """Return the scores that stand apart and have no note yet."""
        scores = list(
            Score.objects.counting()
            .filter(member__evaluation=self, bid__state=BidState.VALID)
            .select_related("item", "explanation")
            .order_by("pk")
        )
        by_place = {(score.member_id, score.bid_id, score.item_id): score for score in scores}
        apart = outliers(
            {place: score.points for place, score in by_place.items()},
            {score.item_id: score.item.weight for score in scores},
        )
        found = [(by_place[outlier.member, outlier.bid, outlier.item], outlier) for outlier in apart]
        return [(score, outlier) for score, outlier in found if not hasattr(score, "explanation")]

    @transition(
        state,
        source=EvaluationState.FORMING,
        target=EvaluationState.SCORING,
        conditions=[guards.committee_stands, guards.review_day_has_come],
        permission="procurement.declare_interests",
        custom={"label": _("Begin scoring")},
    )
    def begin_scoring(self) -> None:
        """Names become letters; from now on each member scores alone and blind."""

    @transition(
        state,
        source=EvaluationState.SCORING,
        target=EvaluationState.FROZEN,
        conditions=[guards.every_bid_is_checked, guards.enough_bids_are_valid, guards.every_member_has_frozen],
        permission="procurement.freeze_scores",
        custom={"label": _("Freeze scores")},
    )
    def freeze(self) -> None:
        """No score changes any more; the committee sees the prices and one another's scores."""

    @transition(
        state,
        source=EvaluationState.FROZEN,
        target=EvaluationState.SETTLED,
        conditions=[guards.enough_bids_are_valid, guards.low_prices_are_decided, guards.outliers_are_explained],
        permission="procurement.settle_evaluation",
        custom={"label": _("Settle the ranking")},
    )
    def settle(self, *, at: Any, report: dict[str, Any], report_sha256: str, agreement: Any) -> None:
        """Totals and ranks are computed by the rulebook and stand in the report."""
        self.settled_at, self.report, self.report_sha256, self.agreement = at, report, report_sha256, agreement

    @transition(
        state,
        source=EvaluationState.SETTLED,
        target=EvaluationState.REPORTED,
        conditions=[guards.everyone_has_signed],
        permission="procurement.sign_report",
        custom={"label": _("Sign the report")},
    )
    def hand_over(self, *, at: Any) -> None:
        """The signed report lies with the buyer, who confirms the winner in ranked order."""
        self.reported_at = at

    @transition(
        state,
        source=[EvaluationState.FORMING, EvaluationState.SCORING],
        target=EvaluationState.VOID,
        conditions=[guards.no_one_is_left_to_draw],
        custom={"clock": True, "label": _("End for want of members")},
    )
    def run_short(self, *, void_reason: str) -> None:
        """The register has nobody left for an empty seat; a new committee is formed from the start."""
        self.void_reason = void_reason

    @transition(
        state,
        source=[EvaluationState.SCORING, EvaluationState.FROZEN],
        target=EvaluationState.VOID,
        conditions=[guards.too_few_bids_are_valid],
        custom={"clock": True, "label": _("End for want of valid bids")},
    )
    def run_out_of_bids(self, *, void_reason: str) -> None:
        """Fewer than three bids are valid: the lot fails, nobody is ranked."""
        self.void_reason = void_reason

    @transition(
        state,
        source=[EvaluationState.FORMING, EvaluationState.SCORING, EvaluationState.FROZEN, EvaluationState.SETTLED],
        target=EvaluationState.VOID,
        conditions=[guards.lot_is_cancelled],
        custom={"clock": True, "label": _("End with the tender")},
    )
    def lapse(self, *, void_reason: str) -> None:
        """The tender was cancelled, and its evaluation ends with it."""
        self.void_reason = void_reason

    @transition(
        state,
        source=[EvaluationState.FORMING, EvaluationState.SCORING, EvaluationState.FROZEN, EvaluationState.SETTLED],
        target=EvaluationState.VOID,
        permission="procurement.void_evaluation",
        custom={"label": _("Declare void")},
    )
    def declare_void(self, *, void_reason: str) -> None:
        """All opinions so far are void; the lot gets a new committee."""
        self.void_reason = void_reason


class CommitteeMember(models.Model):
    """A person who was given a seat. A recused member stays on record, their opinion does not count."""

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="committee_seats")
    expert = models.ForeignKey("accounts.Expert", models.PROTECT, null=True, related_name="committee_seats")
    kind = models.CharField(max_length=10, choices=MemberKind.choices)
    # Place in the order of the draw, from 1; null for the buyer's representatives.
    draw_position = models.PositiveIntegerField(null=True)
    seated_at = models.DateTimeField()
    declared_at = models.DateTimeField(null=True)
    interest = models.TextField(blank=True)
    recused_at = models.DateTimeField(null=True)
    is_leader = models.BooleanField(default=False)
    frozen_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    dissent = models.TextField(blank=True)

    objects = CommitteeMemberQuerySet.as_manager()

    class Meta:
        app_label = "procurement"
        ordering = ["seated_at", "pk"]
        verbose_name = _("committee member")
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "user"], name="one_seat_per_person_and_evaluation"),
            models.UniqueConstraint(
                fields=["evaluation"], condition=models.Q(is_leader=True), name="one_leader_per_evaluation"
            ),
            models.CheckConstraint(
                condition=models.Q(is_leader=False) | models.Q(kind=MemberKind.EXPERT), name="leader_is_an_expert"
            ),
            models.CheckConstraint(
                condition=models.Q(kind=MemberKind.EXPERT, expert__isnull=False, draw_position__isnull=False)
                | models.Q(kind=MemberKind.BUYER_REP, expert__isnull=True, draw_position__isnull=True),
                name="member_is_drawn_or_sent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_kind_display()})"


class Score(models.Model):
    """What one member gave one bid on one item; frozen with the member."""

    member = models.ForeignKey(CommitteeMember, models.PROTECT, related_name="scores")
    bid = models.ForeignKey("procurement.Bid", models.PROTECT, related_name="scores")
    item = models.ForeignKey("procurement.ScoringItem", models.PROTECT, related_name="+")
    points = models.DecimalField(max_digits=5, decimal_places=2)
    note = models.TextField(blank=True)

    objects = ScoreQuerySet.as_manager()

    class Meta:
        app_label = "procurement"
        constraints = [
            models.UniqueConstraint(fields=["member", "bid", "item"], name="one_score_per_member_bid_and_item"),
            models.CheckConstraint(condition=models.Q(points__gte=0), name="score_is_not_negative"),
        ]

    def __str__(self) -> str:
        return str(self.points)


class ScoreNote(AppendOnly):
    """Why a frozen score stands apart from the others', in its member's words."""

    score = models.OneToOneField(Score, models.PROTECT, related_name="explanation")
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        app_label = "procurement"

    def __str__(self) -> str:
        return self.text


promise("procurement", "frozen_scores", FROZEN_SCORES)
