"""Statements of the treasury or the bank: every line agrees with a payment, or somebody is told how it differs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from core.database.promises import AppendOnly
from core.transitions import Machine, StateField
from projects.bank.queries import BankLineQuerySet, BankStatementQuerySet
from projects.bank.states import BANK_LINE_STATE_NAMES, WHAT_TO_DO, BankLineState, Difference


class BankStatement(AppendOnly):
    """One file of the bank, imported once."""

    buyer = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="bank_statements")
    name = models.CharField(_("file"), max_length=100)
    sha256 = models.CharField(max_length=64)
    # Where the bank's own file lies, outside the web; empty for what was imported before it was kept.
    path = models.CharField(_("place of the file"), max_length=200, blank=True)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    imported_at = models.DateTimeField(_("imported at"))

    objects = BankStatementQuerySet.as_manager()

    class Meta:
        app_label = "projects"
        verbose_name = _("bank statement")
        constraints = [
            models.UniqueConstraint(fields=["buyer", "sha256"], name="a_statement_is_imported_once"),
        ]

    def __str__(self) -> str:
        return self.name


class BankLine(Machine):
    """One line of a statement: an order of ours that was paid or sent back, under the bank's own serial number."""

    statement = models.ForeignKey(BankStatement, models.PROTECT, related_name="lines")
    buyer = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    row = models.PositiveIntegerField(_("row of the file"))
    booked_on = models.DateField(_("booked on"))
    serial = models.CharField(_("serial number of the bank"), max_length=40)
    order_number = models.CharField(_("payment order number"), max_length=40)
    amount_fen = models.BigIntegerField(_("amount (fen)"))
    payee_name = models.CharField(_("payee"), max_length=120, blank=True)
    is_returned = models.BooleanField(_("sent back"), default=False)
    remark = models.CharField(_("remark of the bank"), max_length=200, blank=True)
    payout = models.ForeignKey("projects.Payout", models.PROTECT, null=True, related_name="bank_lines")
    difference = models.CharField(_("difference"), max_length=10, choices=Difference.choices, blank=True)
    detail = models.TextField(_("in detail"), blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(_("settled at"), null=True)
    why = models.TextField(_("reason"), blank=True)
    state = StateField(
        _("state"), max_length=10, default=BankLineState.DIFFERENT, choices=BankLineState.choices, protected=True
    )

    INITIAL = frozenset({BankLineState.DIFFERENT})
    STATE_NAMES = BANK_LINE_STATE_NAMES

    objects = BankLineQuerySet.as_manager()

    class Meta:
        app_label = "projects"
        verbose_name = _("line of a bank statement")
        constraints = [
            models.UniqueConstraint(fields=["buyer", "serial"], name="a_bank_line_is_read_once"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="bank_line_amount_is_positive"),
            models.CheckConstraint(
                condition=Q(state=BankLineState.MATCHED, payout__isnull=False) | ~Q(state=BankLineState.MATCHED),
                name="matched_bank_line_has_its_payout",
            ),
            models.CheckConstraint(
                condition=Q(settled_by__isnull=True, settled_at__isnull=True)
                | Q(settled_by__isnull=False, settled_at__isnull=False),
                name="bank_line_settled_by_and_at",
            ),
        ]
        indexes = [models.Index(fields=["buyer", "id"], name="bank_line_differs", condition=Q(state="DIFFERENT"))]

    def __str__(self) -> str:
        return f"{self.serial} {self.order_number}"

    @property
    def ocid(self) -> str:
        """The purchase whose payment it is; "" where none is known."""
        return self.payout.ocid if self.payout else ""

    @property
    def what_to_do(self) -> Any:
        """What the finance officer can do about the difference."""
        return WHAT_TO_DO.get(self.difference, "")

    @transition(
        state,
        source=BankLineState.DIFFERENT,
        target=BankLineState.MATCHED,
        permission="projects.match_line",
        custom={"label": _("Compare again")},
    )
    def match(self, *, payout: Any) -> None:
        """Find that the line agrees with a payment, whose step follows from it."""
        self.payout, self.difference, self.detail = payout, "", ""

    @transition(
        state,
        source=BankLineState.DIFFERENT,
        target=BankLineState.SETTLED,
        permission="projects.settle_line",
        custom={"label": _("Settle by hand"), "needs_reason": True},
    )
    def settle(self, *, settled_by: Any, settled_at: datetime, why: str) -> None:
        """Close a line that belongs to no payment of ours, with the reason that the auditor will read."""
        self.settled_by, self.settled_at, self.why = settled_by, settled_at, why
