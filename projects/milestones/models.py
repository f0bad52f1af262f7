"""Milestones: what is delivered, who saw it, and what it is worth."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from core.database.promises import AppendOnly, promise
from core.transitions import Machine, StateField
from projects.milestones import guards
from projects.milestones.queries import MilestoneQuerySet, WitnessOpinionQuerySet
from projects.milestones.states import MILESTONE_STATE_NAMES, MilestoneState


class Milestone(Machine):
    """One delivery of a contract: its base part is paid on acceptance, its performance part waits for the rating."""

    contract = models.ForeignKey("projects.Contract", models.PROTECT, related_name="milestones")
    order = models.PositiveSmallIntegerField(_("order"))
    title = models.CharField(_("title"), max_length=300)
    percent = models.DecimalField(_("share of the contract (%)"), max_digits=7, decimal_places=4, null=True)
    amendment = models.OneToOneField("projects.Amendment", models.PROTECT, null=True, related_name="milestone")
    amount_fen = models.BigIntegerField(_("amount (fen)"))
    base_fen = models.BigIntegerField(_("base part (fen)"))
    performance_fen = models.BigIntegerField(_("performance part (fen)"))
    starts_on = models.DateField(_("begins on"))
    due_on = models.DateField(_("due on"))
    outputs = models.JSONField(_("planned outputs"), default=list)
    delivered = models.JSONField(_("delivered outputs"), default=dict)
    evidence = models.JSONField(_("evidence"), default=list)
    # How often it was submitted: an opinion speaks about one submission only.
    submission = models.PositiveSmallIntegerField(_("submission"), default=0)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(_("submitted at"), null=True)
    first_submitted_on = models.DateField(_("first submitted on"), null=True)
    rectifications = models.PositiveSmallIntegerField(_("rectifications"), default=0)
    rectification = models.TextField(_("what has to be rectified"), blank=True)
    certificate = models.TextField(_("acceptance certificate"), blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(_("accepted at"), null=True)
    state = StateField(
        _("state"), max_length=12, default=MilestoneState.PLANNED, choices=MilestoneState.choices, protected=True
    )

    INITIAL = frozenset({MilestoneState.PLANNED})
    STATE_NAMES = MILESTONE_STATE_NAMES

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        app_label = "projects"
        verbose_name = _("milestone")
        constraints = [
            models.UniqueConstraint(fields=["contract", "order"], name="milestone_order_is_unique"),
            models.CheckConstraint(
                condition=Q(amount_fen=F("base_fen") + F("performance_fen")), name="milestone_parts_make_the_whole"
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0, base_fen__gte=0, performance_fen__gte=0),
                name="milestone_is_worth_something",
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("starts_on")), name="milestone_is_due_after_it_begins"),
            models.CheckConstraint(
                condition=Q(percent__isnull=True, amendment__isnull=False)
                | Q(percent__gt=0, percent__lte=100, amendment__isnull=True),
                name="milestone_is_planned_or_supplement",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{act}_by__isnull": True, f"{act}_at__isnull": True})
                    | Q(**{f"{act}_by__isnull": False, f"{act}_at__isnull": False}),
                    name=f"milestone_{act}_by_and_at",
                )
                for act in ("submitted", "accepted")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id}/{self.order} {self.title}"

    @property
    def ocid(self) -> str:
        """The purchase this milestone belongs to."""
        return self.contract.ocid

    def may_start(self) -> bool:
        """Whether the contract runs and the first day of the work has come."""
        return guards.contract_is_in_force(self) and guards.has_begun(self)

    @property
    def is_paid(self) -> bool:
        """Whether the base part has arrived."""
        return bool(self.state == MilestoneState.PAID)

    @property
    def is_on_time(self) -> bool | None:
        """Whether the first submission came by the day it was due; None before it."""
        return None if self.first_submitted_on is None else self.first_submitted_on <= self.due_on

    @transition(
        state,
        source=MilestoneState.PLANNED,
        target=MilestoneState.DUE,
        conditions=[guards.contract_is_in_force, guards.has_begun],
        custom={"clock": True, "label": _("Begin")},
    )
    def start(self) -> None:
        """The work begins on the planned day."""

    @transition(
        state,
        source=[MilestoneState.DUE, MilestoneState.RECTIFYING],
        target=MilestoneState.SUBMITTED,
        conditions=[guards.contract_is_in_force, guards.every_output_is_reported, guards.has_evidence],
        permission="projects.submit_milestone",
        custom={"label": _("Submit for acceptance")},
    )
    def submit(self, *, submitted_by: Any, submitted_at: datetime, first_submitted_on: date) -> None:
        """Report what was delivered, with evidence, and ask the buyer to accept it."""
        self.submitted_by, self.submitted_at = submitted_by, submitted_at
        self.first_submitted_on = first_submitted_on
        self.submission += 1

    @transition(
        state,
        source=MilestoneState.SUBMITTED,
        target=MilestoneState.ACCEPTED,
        conditions=[guards.contract_is_in_force, guards.service_user_gave_an_opinion, guards.has_certificate],
        permission="projects.accept_milestone",
        custom={"label": _("Accept")},
    )
    def accept(self, *, accepted_by: Any, accepted_at: datetime) -> None:
        """Certify in writing that the service was delivered; the result is public and the base part may be paid."""
        self.accepted_by, self.accepted_at = accepted_by, accepted_at

    @transition(
        state,
        source=MilestoneState.SUBMITTED,
        target=MilestoneState.RECTIFYING,
        conditions=[guards.contract_is_in_force],
        permission="projects.send_back_milestone",
        custom={"label": _("Send back"), "needs_reason": True},
    )
    def send_back(self, *, rectification: str) -> None:
        """Ask the supplier to rectify what the buyer names, and to submit again."""
        self.rectification = rectification
        self.rectifications += 1

    @transition(
        state,
        source=MilestoneState.ACCEPTED,
        target=MilestoneState.PAID,
        conditions=[guards.base_part_is_paid],
        permission="projects.pay_milestone",
        custom={"label": _("Mark as paid")},
    )
    def pay(self) -> None:
        """Note that the base part has arrived at the supplier's account."""

    @transition(
        state,
        source=MilestoneState.PAID,
        target=MilestoneState.ACCEPTED,
        custom={"clock": True, "who": _("the card provider"), "label": _("The payment came back")},
    )
    def unpay(self) -> None:
        """The base part did not stay at the supplier's account; it is invoiced and paid again."""


class WitnessOpinion(AppendOnly):
    """What a service user says about one submission of a milestone."""

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="opinions")
    submission = models.PositiveSmallIntegerField(_("submission"))
    resident = models.ForeignKey("accounts.Resident", models.PROTECT, related_name="+")
    agrees = models.BooleanField(_("agrees that the service took place"))
    opinion = models.TextField(_("opinion"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    objects = WitnessOpinionQuerySet.as_manager()

    class Meta:
        app_label = "projects"
        verbose_name = _("service user's opinion")
        constraints = [
            models.UniqueConstraint(fields=["milestone", "submission", "resident"], name="one_opinion_per_submission"),
            models.CheckConstraint(condition=~Q(opinion=""), name="opinion_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.milestone_id} {self.submission}"


# The parts of a milestone were signed with the contract; a payout is measured against them.
promise(
    "projects",
    "milestone_amounts_are_frozen",
    """
    CREATE OR REPLACE FUNCTION projects_milestone_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF (NEW.contract_id, NEW.amendment_id, NEW.percent, NEW.amount_fen, NEW.base_fen, NEW.performance_fen)
            IS DISTINCT FROM
           (OLD.contract_id, OLD.amendment_id, OLD.percent, OLD.amount_fen, OLD.base_fen, OLD.performance_fen) THEN
            RAISE EXCEPTION 'milestone %: its amounts are not changed any more', OLD.id
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE OR REPLACE TRIGGER milestone_is_frozen BEFORE UPDATE ON projects_milestone
        FOR EACH ROW EXECUTE FUNCTION projects_milestone_is_frozen();
    """,
)
