"""A rating round: who was served, who answered what, and what may be said of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from core.database.promises import promise
from core.transitions import Machine, StateField
from projects.ratings import guards
from projects.ratings.queries import BallotQuerySet, RatingRoundQuerySet
from projects.ratings.states import RATING_ROUND_STATE_NAMES, Channel, Promised, RatingRoundState


class RatingRound(Machine):
    """The rating of one contract in one period, among a frame of people taken from the service records."""

    contract = models.ForeignKey("projects.Contract", models.PROTECT, related_name="rating_rounds")
    period = models.CharField(_("period"), max_length=40)
    closes_at = models.DateTimeField(_("closes at"))
    # Index points: the interval of the rating is held against them to pay the performance part.
    target = models.DecimalField(_("target"), max_digits=5, decimal_places=2)
    floor = models.DecimalField(_("floor"), max_digits=5, decimal_places=2)
    is_last = models.BooleanField(_("last period"), default=False)
    # The last day on which those are asked once more who did not answer in the last period; empty where it is over.
    back_check_until = models.DateField(_("Back-check until"), null=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # The rulebook's answer at publication, with and without the ballots that were held and not counted.
    result = models.JSONField(default=dict)
    state = StateField(
        _("state"), default=RatingRoundState.OPEN, choices=RatingRoundState.choices, protected=True, db_index=True
    )

    objects = RatingRoundQuerySet.as_manager()

    INITIAL = frozenset({RatingRoundState.OPEN})
    STATE_NAMES = RATING_ROUND_STATE_NAMES

    class Meta:
        app_label = "projects"
        verbose_name = _("rating round")
        constraints = [
            models.UniqueConstraint(fields=["contract", "period"], name="one_rating_round_per_period"),
            models.CheckConstraint(
                condition=Q(floor__gte=0, target__gt=models.F("floor"), target__lte=100),
                name="rating_target_above_floor",
            ),
        ]
        indexes = [models.Index(fields=["state", "closes_at"], name="rating_rounds_to_close")]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.period}"

    @property
    def ocid(self) -> str:
        """The purchase that is rated."""
        return self.contract.ocid

    @property
    def asked(self) -> int:
        """How many people the frame names; one question to the database."""
        return sum(stratum.population for stratum in self.strata.all())

    def ballots(self) -> BallotQuerySet:
        """The effective ballots of this round."""
        return Ballot.objects.of_round(self.pk)

    @transition(
        state,
        source=RatingRoundState.OPEN,
        target=RatingRoundState.CLOSED,
        conditions=[guards.closing_time_has_come],
        custom={"clock": True, "label": _("Close")},
    )
    def close(self) -> None:
        """No rating is taken or replaced any more."""

    @transition(
        state,
        source=RatingRoundState.CLOSED,
        target=RatingRoundState.REVIEWED,
        conditions=[guards.no_ballot_is_undecided, guards.back_check_is_over],
        permission="projects.review_rating_round",
        custom={"label": _("Finish the review")},
    )
    def review(self, *, reviewer: Any) -> None:
        """Every held ballot has been decided by two people; the figures can be drawn up."""
        self.reviewed_by = reviewer

    @transition(
        state,
        source=RatingRoundState.REVIEWED,
        target=RatingRoundState.PUBLISHED,
        permission="projects.publish_rating_round",
        custom={"label": _("Publish")},
    )
    def publish(self, *, result: dict[str, Any]) -> None:
        """Anyone can read the result, with how many were asked and how many answered."""
        self.result = result


class Stratum(models.Model):
    """A part of the frame: those who rate by themselves, or with help; its size is known before the first answer."""

    round = models.ForeignKey(RatingRound, models.CASCADE, related_name="strata")
    key = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField()
    population = models.PositiveIntegerField()

    class Meta:
        app_label = "projects"
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["round", "key"], name="one_stratum_per_key"),
            models.UniqueConstraint(fields=["round", "order"], name="strata_are_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.population})"


class Beneficiary(models.Model):
    """A person served, as the service records name them; holds only the token's hash."""

    round = models.ForeignKey(RatingRound, models.CASCADE, related_name="beneficiaries")
    stratum = models.ForeignKey(Stratum, models.CASCADE, related_name="beneficiaries")
    person_key = models.CharField(max_length=64)
    resident = models.ForeignKey("accounts.Resident", models.PROTECT, null=True, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)

    class Meta:
        app_label = "projects"
        constraints = [models.UniqueConstraint(fields=["round", "person_key"], name="one_place_in_the_frame")]

    def __str__(self) -> str:
        return f"beneficiary {self.pk}"


class Ballot(models.Model):
    """One answer. A person has one that is effective; earlier ones stay, without effect."""

    beneficiary = models.ForeignKey(Beneficiary, models.PROTECT, related_name="ballots")
    level = models.PositiveSmallIntegerField(_("level"))
    took_place = models.CharField(_("took place as promised"), max_length=6, choices=Promised.choices)
    reason_tag = models.CharField(_("reason"), max_length=40, blank=True)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    collector = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField()
    is_effective = models.BooleanField(default=True)
    # The person's receipt: it will say counted, held or replaced, and never the level.
    receipt = models.CharField(max_length=20, unique=True)
    held_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    held_at = models.DateTimeField(null=True)
    held_reason = models.CharField(max_length=200, blank=True)
    counts = models.BooleanField(null=True)
    first_decider = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    second_decider = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = BallotQuerySet.as_manager()

    class Meta:
        app_label = "projects"
        verbose_name = _("ballot")
        constraints = [
            models.UniqueConstraint(
                fields=["beneficiary"], condition=Q(is_effective=True), name="one_effective_ballot_per_person"
            ),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=5), name="ballot_level_is_one_to_five"),
            models.CheckConstraint(
                condition=Q(held_by__isnull=True, held_at__isnull=True)
                | Q(held_by__isnull=False, held_at__isnull=False),
                name="ballot_held_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(second_decider__isnull=True, decided_at__isnull=True)
                | Q(second_decider__isnull=False, decided_at__isnull=False, counts__isnull=False),
                name="ballot_decided_by_two_and_at",
            ),
            models.CheckConstraint(
                condition=Q(second_decider__isnull=True) | ~Q(second_decider=models.F("first_decider")),
                name="ballot_deciders_are_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"ballot {self.pk}"

    @property
    def is_assisted(self) -> bool:
        """Whether somebody else took the answer down."""
        return self.collector_id is not None


def token_hash(token: str) -> str:
    """Return what is stored of a token; the token itself never is."""
    return salted_hmac("projects.ratings.token_hash", token, algorithm="sha256").hexdigest()


# What was asked and answered stays: a ballot is replaced or held, never rewritten; the terms of a round are fixed.
promise(
    "projects",
    "ratings_are_frozen",
    """
    CREATE OR REPLACE FUNCTION projects_ballot_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF linli_is_exempt() THEN RETURN OLD; END IF;
            RAISE EXCEPTION 'ballot %: a ballot is held, never deleted', OLD.id USING ERRCODE = 'restrict_violation';
        END IF;
        IF (NEW.beneficiary_id, NEW.level, NEW.took_place, NEW.reason_tag, NEW.channel, NEW.collector_id, NEW.given_at,
            NEW.receipt) IS DISTINCT FROM
           (OLD.beneficiary_id, OLD.level, OLD.took_place, OLD.reason_tag, OLD.channel, OLD.collector_id, OLD.given_at,
            OLD.receipt)
        OR (NEW.is_effective AND NOT OLD.is_effective)
        OR (OLD.held_at IS NOT NULL AND (NEW.held_at, NEW.held_by_id, NEW.held_reason)
            IS DISTINCT FROM (OLD.held_at, OLD.held_by_id, OLD.held_reason))
        OR (OLD.decided_at IS NOT NULL AND (NEW.decided_at, NEW.counts, NEW.first_decider_id, NEW.second_decider_id)
            IS DISTINCT FROM (OLD.decided_at, OLD.counts, OLD.first_decider_id, OLD.second_decider_id)) THEN
            RAISE EXCEPTION 'ballot %: an answer is replaced by another one, never rewritten', OLD.id
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE OR REPLACE TRIGGER ballot_is_frozen BEFORE UPDATE OR DELETE ON projects_ballot
        FOR EACH ROW EXECUTE FUNCTION projects_ballot_is_frozen();
    CREATE OR REPLACE FUNCTION projects_frame_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND linli_is_exempt() THEN RETURN OLD; END IF;
        RAISE EXCEPTION 'the frame of a rating round is not changed: %', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END $$;
    CREATE OR REPLACE TRIGGER frame_is_frozen BEFORE UPDATE OR DELETE ON projects_stratum
        FOR EACH ROW EXECUTE FUNCTION projects_frame_is_frozen();
    CREATE OR REPLACE TRIGGER frame_is_frozen BEFORE UPDATE OR DELETE ON projects_beneficiary
        FOR EACH ROW EXECUTE FUNCTION projects_frame_is_frozen();
    CREATE OR REPLACE FUNCTION projects_rating_round_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF (NEW.contract_id, NEW.period, NEW.closes_at, NEW.target, NEW.floor, NEW.is_last, NEW.opened_by_id,
            NEW.opened_at) IS DISTINCT FROM
           (OLD.contract_id, OLD.period, OLD.closes_at, OLD.target, OLD.floor, OLD.is_last, OLD.opened_by_id,
            OLD.opened_at)
        OR (NEW.result IS DISTINCT FROM OLD.result AND NOT (OLD.state = 'REVIEWED' AND NEW.state = 'PUBLISHED')) THEN
            RAISE EXCEPTION 'rating round %: what was asked and what was published is not changed', OLD.id
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE OR REPLACE TRIGGER rating_round_is_frozen BEFORE UPDATE ON projects_ratinground
        FOR EACH ROW EXECUTE FUNCTION projects_rating_round_is_frozen();
    """,
)
