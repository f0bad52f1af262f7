"""Admissions: tasks that departments hand down to communities, and the money that has to come with them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from core.time import core_now
from core.transitions import Machine, StateField
from procurement.admissions import guards
from procurement.admissions.queries import AdmissionQuerySet
from procurement.admissions.states import ADMISSION_STATE_NAMES, AdmissionState, TaskFamily

CLOSED_WITH_REASON = [AdmissionState.REFUSED, AdmissionState.REVOKED]


class Admission(Machine):
    """A department asks to hand a task down to an area; no task is admitted without its money."""

    INITIAL = frozenset({AdmissionState.APPLIED})
    STATE_NAMES = ADMISSION_STATE_NAMES

    state = StateField(_("state"), default=AdmissionState.APPLIED, choices=AdmissionState.choices, protected=True)
    department = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="admissions", verbose_name=_("department")
    )
    area = models.ForeignKey("accounts.Area", models.PROTECT, related_name="admissions", verbose_name=_("area"))
    title = models.CharField(_("title"), max_length=120)
    task_family = models.CharField(_("task family"), max_length=30, choices=TaskFamily.choices)
    reason = models.TextField(_("why the task is handed down"))
    money_fen = models.BigIntegerField(_("money in fen"), null=True, blank=True)
    money_source = models.CharField(_("where the money comes from"), max_length=120, blank=True)
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(_("applied at"), default=core_now)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    closing_reason = models.TextField(_("why it was refused or revoked"), blank=True)

    objects = AdmissionQuerySet.as_manager()

    class Meta:
        app_label = "procurement"
        verbose_name = _("admission")
        constraints = [
            models.CheckConstraint(
                condition=Q(money_fen__isnull=True) | Q(money_fen__gt=0), name="admission_money_above_zero"
            ),
            models.CheckConstraint(
                condition=~Q(state=AdmissionState.ADMITTED) | (Q(money_fen__gt=0) & ~Q(money_source="")),
                name="admission_admitted_with_money",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True, reviewed_at__isnull=True)
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
                name="admission_reviewed_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(state__in=CLOSED_WITH_REASON) ^ Q(closing_reason=""), name="admission_closed_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @transition(
        state,
        source=AdmissionState.APPLIED,
        target=AdmissionState.REVIEWED,
        permission="procurement.review_admission",
        custom={"label": _("Review")},
    )
    def review(self, by_id: int) -> None:
        """The street office has looked at the task and its cost; a second person decides."""
        self.reviewed_by_id = by_id
        self.reviewed_at = core_now()

    @transition(
        state,
        source=AdmissionState.REVIEWED,
        target=AdmissionState.ADMITTED,
        conditions=[guards.money_comes_with_the_task],
        permission="procurement.admit_admission",
        custom={"label": _("Admit")},
    )
    def admit(self) -> None:
        """The task is taken on, with the money that was named."""

    @transition(
        state,
        source=AdmissionState.REVIEWED,
        target=AdmissionState.REFUSED,
        permission="procurement.refuse_admission",
        custom={"label": _("Refuse")},
    )
    def refuse(self, why: str) -> None:
        """The task goes back to its department with the reason."""
        self.closing_reason = why

    @transition(
        state,
        source=AdmissionState.ADMITTED,
        target=AdmissionState.REVOKED,
        permission="procurement.revoke_admission",
        custom={"label": _("Revoke")},
    )
    def revoke(self, why: str) -> None:
        """The task is no longer taken on; no plan item may be approved for it any more."""
        self.closing_reason = why
