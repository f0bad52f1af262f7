"""The award of one lot, and the notice that tells everybody."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from core.database.promises import AppendOnly
from core.transitions import Machine, StateField
from procurement.awards import guards
from procurement.awards.queries import AwardQuerySet, ResultNoticeQuerySet
from procurement.awards.states import AWARD_STATE_NAMES, AwardState

PUBLIC = [AwardState.PUBLISHED, AwardState.FINAL]


class Award(Machine):
    """Who gets the lot, for which amount; the amount is the bid as it was made, without any deduction."""

    INITIAL = frozenset({AwardState.PROPOSED})
    STATE_NAMES = AWARD_STATE_NAMES

    state = StateField(default=AwardState.PROPOSED, choices=AwardState.choices, protected=True)
    lot = models.ForeignKey("procurement.Lot", models.PROTECT, related_name="awards")
    bid = models.ForeignKey("procurement.Bid", models.PROTECT, related_name="awards")
    evaluation = models.ForeignKey("procurement.Evaluation", models.PROTECT, related_name="awards")
    # The bid's place in the row of candidates, from 1.
    place = models.PositiveSmallIntegerField()
    amount_fen = models.BigIntegerField()
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    # The last day on which the result may be challenged, in Shanghai.
    challenge_until = models.DateField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoke_reason = models.TextField(blank=True)

    objects = AwardQuerySet.as_manager()

    class Meta:
        app_label = "procurement"
        verbose_name = _("award")
        indexes = [models.Index(fields=["state", "challenge_until"], name="award_by_state_and_window")]
        constraints = [
            models.UniqueConstraint(
                fields=["lot"], condition=~Q(state=AwardState.REVOKED), name="one_award_not_revoked_per_lot"
            ),
            models.UniqueConstraint(fields=["evaluation", "bid"], name="one_award_per_evaluation_and_bid"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="award_amount_is_positive"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="award_confirmed_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None, challenge_until=None)
                | Q(published_at__isnull=False, published_by__isnull=False, challenge_until__isnull=False),
                name="award_published_who_when_and_until",
            ),
            models.CheckConstraint(
                condition=Q(published_by=None) | ~Q(published_by=models.F("confirmed_by")),
                name="award_published_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None, revoke_reason="")
                | (Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(revoke_reason="")),
                name="award_revoked_who_when_and_why",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["CONFIRMED", "PUBLISHED", "FINAL"]) | Q(confirmed_at__isnull=False),
                name="award_decided_is_confirmed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=PUBLIC) | Q(published_at__isnull=False), name="award_public_is_published"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lot}: {self.bid.supplier}"

    @property
    def ocid(self) -> str:
        """The purchase this award belongs to."""
        return self.lot.tender.ocid

    @transition(
        state,
        source=AwardState.PROPOSED,
        target=AwardState.CONFIRMED,
        conditions=[guards.ranked_order_is_kept, guards.bid_is_a_candidate, guards.winner_may_supply],
        permission="procurement.confirm_award",
        custom={"label": _("Confirm the winner")},
    )
    def confirm(self, *, confirmed_by: Any, confirmed_at: datetime) -> None:
        """The buyer follows the ranked order; a second person publishes the result within two working days."""
        self.confirmed_by, self.confirmed_at = confirmed_by, confirmed_at

    @transition(
        state,
        source=AwardState.CONFIRMED,
        target=AwardState.PUBLISHED,
        permission="procurement.publish_award",
        custom={"label": _("Publish the result")},
    )
    def publish(self, *, published_by: Any, published_at: datetime, challenge_until: date) -> None:
        """Notice and award letter go out together; every loser reads its own score and rank and may challenge."""
        self.published_by, self.published_at, self.challenge_until = published_by, published_at, challenge_until

    @transition(
        state,
        source=AwardState.PUBLISHED,
        target=AwardState.FINAL,
        conditions=[guards.challenge_window_is_over],
        custom={"clock": True, "label": _("Become final")},
    )
    def finalise(self) -> None:
        """The window for challenges is over; the award stands."""

    @transition(
        state,
        source=[AwardState.PROPOSED, AwardState.CONFIRMED, AwardState.PUBLISHED, AwardState.FINAL],
        target=AwardState.REVOKED,
        conditions=[guards.contract_is_not_signed],
        permission="procurement.revoke_award",
        custom={"label": _("Revoke")},
    )
    def revoke(self, *, revoked_by: Any, revoked_at: datetime, revoke_reason: str) -> None:
        """The award falls away with its reason; the next candidate is proposed, or the lot fails."""
        self.revoked_by, self.revoked_at, self.revoke_reason = revoked_by, revoked_at, revoke_reason


class ResultNotice(AppendOnly):
    """The notice of a lot's result as it was published: what the law wants in it, word for word."""

    award = models.OneToOneField(Award, models.PROTECT, related_name="notice")
    lot = models.ForeignKey("procurement.Lot", models.PROTECT, related_name="result_notices")
    content = models.JSONField()
    published_at = models.DateTimeField()
    ends_on = models.DateField()

    objects = ResultNoticeQuerySet.as_manager()

    class Meta:
        app_label = "procurement"
        ordering = ["-published_at"]
        verbose_name = _("notice of a result")

    def __str__(self) -> str:
        return f"{self.lot} {self.published_at:%Y-%m-%d}"

    @property
    def ocid(self) -> str:
        """The purchase this notice belongs to."""
        return self.lot.tender.ocid
