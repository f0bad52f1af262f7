"""What belongs to one bid in an evaluation: its letter, its objective points, the low-price question, its result."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from core.database.promises import AppendOnly
from procurement.evaluations.queries import LowPriceQueryQuerySet, OfBidQuerySet, ResultLineQuerySet


class BlindName(AppendOnly):
    """The letter under which the members meet a bid."""

    evaluation = models.ForeignKey("procurement.Evaluation", models.PROTECT, related_name="blind_names")
    bid = models.ForeignKey("procurement.Bid", models.PROTECT, related_name="blind_names")
    letter = models.CharField(max_length=3)

    class Meta:
        app_label = "procurement"
        ordering = ["letter"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "bid"], name="one_letter_per_bid"),
            models.UniqueConstraint(fields=["evaluation", "letter"], name="one_bid_per_letter"),
        ]

    def __str__(self) -> str:
        return self.letter


class ObjectiveScore(models.Model):
    """The points of an objective item: the same for all members, from the register or entered once by the leader."""

    evaluation = models.ForeignKey("procurement.Evaluation", models.PROTECT, related_name="objective_scores")
    bid = models.ForeignKey("procurement.Bid", models.PROTECT, related_name="objective_scores")
    item = models.ForeignKey("procurement.ScoringItem", models.PROTECT, related_name="+")
    points = models.DecimalField(max_digits=5, decimal_places=2)
    # What the points rest on: the register's facts as text, or the leader's reason.
    source = models.TextField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = OfBidQuerySet.as_manager()

    class Meta:
        app_label = "procurement"
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "bid", "item"], name="one_objective_score_per_bid_and_item"),
            models.CheckConstraint(condition=models.Q(points__gte=0), name="objective_score_is_not_negative"),
        ]

    def __str__(self) -> str:
        return str(self.points)


class LowPriceQuery(models.Model):
    """A question to a bidder whose price looks too low to be kept, its answer, and the committee's decision."""

    evaluation = models.ForeignKey("procurement.Evaluation", models.PROTECT, related_name="low_price_queries")
    bid = models.ForeignKey("procurement.Bid", models.PROTECT, related_name="low_price_queries")
    # Rules that the price met: mean, second_lowest, ceiling; or judgement.
    rules = models.JSONField()
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    accepted = models.BooleanField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)

    objects = LowPriceQueryQuerySet.as_manager()

    class Meta:
        app_label = "procurement"
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "bid"], name="one_low_price_query_per_bid"),
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True, answered_by__isnull=True)
                | models.Q(answered_at__isnull=False, answered_by__isnull=False),
                name="low_price_answered_who_and_when",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_at__isnull=True, decided_by__isnull=True, accepted__isnull=True)
                | models.Q(decided_at__isnull=False, decided_by__isnull=False, accepted__isnull=False),
                name="low_price_decided_who_and_when",
            ),
            # Only an answer can convince.
            models.CheckConstraint(
                condition=~models.Q(accepted=True) | models.Q(answered_at__isnull=False),
                name="low_price_accepted_with_an_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bid}: {', '.join(self.rules)}"

    @property
    def ocid(self) -> str:
        """The purchase this question belongs to."""
        return self.evaluation.ocid

    def audit_confinement(self) -> tuple[str, str]:
        """Read by the buyer only until the result notice, as everything of the evaluation."""
        return self.evaluation.audit_confinement()


class ResultLine(AppendOnly):
    """What came of one bid: its points per item, total and rank, or why it is out."""

    evaluation = models.ForeignKey("procurement.Evaluation", models.PROTECT, related_name="lines")
    bid = models.ForeignKey("procurement.Bid", models.PROTECT, related_name="result_lines")
    adjusted_price_fen = models.BigIntegerField(null=True)
    price_score = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    total = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    # Equal bids share a rank; `place` puts them in one row by the draw.
    rank = models.PositiveSmallIntegerField(null=True)
    place = models.PositiveSmallIntegerField(null=True)
    # {item id: mean points as text}, in the order of the sheet.
    points = models.JSONField(default=dict)
    out_reason = models.TextField(blank=True)

    objects = ResultLineQuerySet.as_manager()

    class Meta:
        app_label = "procurement"
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "bid"], name="one_result_line_per_bid"),
            models.UniqueConstraint(fields=["evaluation", "place"], name="one_bid_per_place"),
            models.CheckConstraint(
                condition=models.Q(rank__isnull=True, place__isnull=True) & ~models.Q(out_reason="")
                | models.Q(rank__isnull=False, place__isnull=False, out_reason=""),
                name="result_line_is_ranked_or_out",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rank or '-'} {self.bid} {self.total or ''}"
