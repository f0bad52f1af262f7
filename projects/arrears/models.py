"""What is owed besides the payments: interest on those that came late, and what a supplier pays back.

Both are money of their own, booked and paid by themselves: no later payment is silently made greater or smaller.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from core.transitions import Machine, StateField
from projects.arrears import guards
from projects.arrears.queries import InterestQuerySet, RepaymentQuerySet
from projects.arrears.states import INTEREST_STATE_NAMES, REPAYMENT_STATE_NAMES, InterestState, RepaymentState


class OverdueInterest(Machine):
    """What a payment that arrived after its last day costs the buyer."""

    payout = models.OneToOneField("projects.Payout", models.PROTECT, related_name="interest")
    contract = models.ForeignKey("projects.Contract", models.PROTECT, related_name="overdue_interests")
    days = models.PositiveIntegerField(_("days overdue"))
    daily_rate = models.DecimalField(_("rate a day"), max_digits=12, decimal_places=10)
    amount_fen = models.BigIntegerField(_("amount (fen)"))
    owed_at = models.DateTimeField(_("owed since"))
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(_("approved at"), null=True)
    voucher_number = models.CharField(_("voucher number"), max_length=40, blank=True)
    voucher_file = models.CharField(_("file of the voucher"), max_length=200, blank=True)
    paid_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    paid_at = models.DateTimeField(_("paid at"), null=True)
    state = StateField(
        _("state"), max_length=8, default=InterestState.OWED, choices=InterestState.choices, protected=True
    )

    INITIAL = frozenset({InterestState.OWED})
    STATE_NAMES = INTEREST_STATE_NAMES

    objects = InterestQuerySet.as_manager()

    class Meta:
        app_label = "projects"
        verbose_name = _("interest on a late payment")
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0, days__gt=0), name="overdue_interest_is_positive"),
            models.UniqueConstraint(
                fields=["voucher_number"], condition=~Q(voucher_number=""), name="interest_voucher_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(paid_by__isnull=True) | ~Q(paid_by=F("approved_by")), name="interest_takes_two_people"
            ),
            models.CheckConstraint(
                condition=Q(paid_at__isnull=True, paid_by__isnull=True, voucher_number="")
                | (Q(paid_at__isnull=False, paid_by__isnull=False) & ~Q(voucher_number="")),
                name="interest_paid_who_when_how",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="interest_approved_by_and_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payout_id} {self.amount_fen}"

    @property
    def ocid(self) -> str:
        """The purchase of the payment."""
        return self.contract.ocid

    @transition(
        state,
        source=InterestState.OWED,
        target=InterestState.APPROVED,
        permission="projects.approve_interest",
        custom={"label": _("Approve the interest")},
    )
    def approve(self, *, approved_by: Any, approved_at: datetime) -> None:
        """Confirm as a second person that days and rate are right."""
        self.approved_by, self.approved_at = approved_by, approved_at

    @transition(
        state,
        source=InterestState.APPROVED,
        target=InterestState.PAID,
        conditions=[guards.has_voucher],
        permission="projects.pay_interest",
        custom={"label": _("Record the voucher of the interest")},
    )
    def pay(self, *, paid_by: Any, paid_at: datetime) -> None:
        """Record the treasury's voucher: the interest has left; the payment is booked."""
        self.paid_by, self.paid_at = paid_by, paid_at


class Repayment(Machine):
    """What a rating has clawed back beyond the part that waited: the supplier pays it to the treasury."""

    decision = models.OneToOneField("projects.PerformanceDecision", models.PROTECT, related_name="repayment")
    contract = models.ForeignKey("projects.Contract", models.PROTECT, related_name="repayments")
    amount_fen = models.BigIntegerField(_("amount (fen)"))
    demanded_at = models.DateTimeField(_("asked for at"))
    transfer_number = models.CharField(_("number of the transfer"), max_length=40, blank=True)
    transfer_file = models.CharField(_("receipt of the transfer"), max_length=200, blank=True)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reported_at = models.DateTimeField(_("reported at"), null=True)
    voucher_number = models.CharField(_("voucher number"), max_length=40, blank=True)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField(_("received at"), null=True)
    why = models.TextField(_("why it was not found"), blank=True)
    state = StateField(
        _("state"), max_length=8, default=RepaymentState.DEMANDED, choices=RepaymentState.choices, protected=True
    )

    INITIAL = frozenset({RepaymentState.DEMANDED})
    STATE_NAMES = REPAYMENT_STATE_NAMES

    objects = RepaymentQuerySet.as_manager()

    class Meta:
        app_label = "projects"
        verbose_name = _("repayment")
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="repayment_is_positive"),
            models.UniqueConstraint(
                fields=["voucher_number"], condition=~Q(voucher_number=""), name="repayment_voucher_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(received_at__isnull=True, received_by__isnull=True, voucher_number="")
                | (Q(received_at__isnull=False, received_by__isnull=False) & ~Q(voucher_number="")),
                name="repayment_received_who_when_how",
            ),
            models.CheckConstraint(
                condition=Q(received_by__isnull=True) | ~Q(received_by=F("reported_by")),
                name="repayment_takes_two_people",
            ),
            models.CheckConstraint(
                condition=Q(reported_by__isnull=True, reported_at__isnull=True)
                | Q(reported_by__isnull=False, reported_at__isnull=False),
                name="repayment_reported_by_and_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.amount_fen}"

    @property
    def ocid(self) -> str:
        """The purchase that it comes from."""
        return self.contract.ocid

    @transition(
        state,
        source=RepaymentState.DEMANDED,
        target=RepaymentState.REPORTED,
        conditions=[guards.has_transfer_number],
        permission="projects.report_repayment",
        custom={"label": _("We have paid it back")},
    )
    def report(self, *, reported_by: Any, reported_at: datetime) -> None:
        """Say for the supplier that the money is on its way, with the bank's number and receipt."""
        self.reported_by, self.reported_at, self.why = reported_by, reported_at, ""

    @transition(
        state,
        source=RepaymentState.REPORTED,
        target=RepaymentState.RECEIVED,
        conditions=[guards.has_voucher],
        permission="projects.receive_repayment",
        custom={"label": _("Record that it has arrived")},
    )
    def receive(self, *, received_by: Any, received_at: datetime) -> None:
        """Record the treasury's voucher: the money is back, and the claim is booked off."""
        self.received_by, self.received_at = received_by, received_at

    @transition(
        state,
        source=RepaymentState.REPORTED,
        target=RepaymentState.DEMANDED,
        permission="projects.miss_repayment",
        custom={"label": _("It has not arrived"), "needs_reason": True},
    )
    def miss(self, *, why: str) -> None:
        """Tell the supplier that no such money has come; the amount is still asked for."""
        self.why = why
