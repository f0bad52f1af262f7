"""Deposits paid by bank transfer: the account to pay to, and the transfers that came in, each by two persons.

A transfer is known by the opaque reference that its payer quotes, never by purchase, lot or supplier.
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
from payments.transfers.queries import BankReceiptQuerySet, OfficeAccountQuerySet
from payments.transfers.states import (
    BANK_RECEIPT_STATE_NAMES,
    OFFICE_ACCOUNT_STATE_NAMES,
    BankReceiptState,
    OfficeAccountState,
)


class OfficeAccount(Machine):
    """An office's bank account for deposits. Whoever could change it alone could turn the money aside."""

    INITIAL = frozenset({OfficeAccountState.PROPOSED})
    STATE_NAMES = OFFICE_ACCOUNT_STATE_NAMES

    buyer = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="bank_accounts")
    holder = models.CharField(_("account holder"), max_length=120)
    bank = models.CharField(_("bank and branch"), max_length=120)
    account_number = models.CharField(_("account number"), max_length=40)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("proposed at"))
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    state = StateField(
        _("state"),
        max_length=10,
        default=OfficeAccountState.PROPOSED,
        choices=OfficeAccountState.choices,
        protected=True,
    )

    objects = OfficeAccountQuerySet.as_manager()

    class Meta:
        app_label = "payments"
        verbose_name = _("account for bank transfers")
        constraints = [
            models.UniqueConstraint(
                fields=["buyer"], condition=Q(state=OfficeAccountState.IN_FORCE), name="one_account_in_force"
            ),
            models.CheckConstraint(
                condition=~Q(holder="") & ~Q(bank="") & ~Q(account_number=""), name="office_account_is_whole"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="office_account_confirmed_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("proposed_by")),
                name="office_account_takes_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state=OfficeAccountState.IN_FORCE) | Q(confirmed_by__isnull=False),
                name="office_account_in_force_is_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder} {self.account_number}"

    @transition(
        state,
        source=OfficeAccountState.PROPOSED,
        target=OfficeAccountState.IN_FORCE,
        permission="payments.confirm_account",
        custom={"label": _("Confirm the account")},
    )
    def confirm(self, *, confirmed_by: Any, confirmed_at: datetime) -> None:
        """Suppliers are shown this account from now on; the one before it is no longer used."""
        self.confirmed_by, self.confirmed_at = confirmed_by, confirmed_at

    @transition(
        state,
        source=[OfficeAccountState.PROPOSED, OfficeAccountState.IN_FORCE],
        target=OfficeAccountState.ENDED,
        permission="payments.end_account",
        custom={"label": _("Stop using the account"), "needs_reason": True},
    )
    def end(self) -> None:
        """Suppliers are shown this account no longer."""


class BankReceipt(Machine):
    """One transfer that came in: the reference that its payer quoted, the amount, the bank's voucher."""

    INITIAL = frozenset({BankReceiptState.RECORDED})
    STATE_NAMES = BANK_RECEIPT_STATE_NAMES

    buyer = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    reference = models.CharField(_("reference"), max_length=40, db_index=True)
    amount_fen = models.BigIntegerField(_("amount (fen)"))
    arrived_on = models.DateField(_("day on which the money arrived"))
    voucher_number = models.CharField(_("voucher number"), max_length=40)
    voucher_file = models.CharField(_("file of the voucher"), max_length=200)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    why = models.TextField(_("why the record was wrong"), blank=True)
    state = StateField(
        _("state"),
        max_length=10,
        default=BankReceiptState.RECORDED,
        choices=BankReceiptState.choices,
        protected=True,
    )

    # Under which seal the record of acts keeps it, and who reads it there; set by whoever acts.
    sealed: tuple[str, str] = ("", "")

    objects = BankReceiptQuerySet.as_manager()

    class Meta:
        app_label = "payments"
        verbose_name = _("bank transfer received")
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="bank_receipt_is_positive"),
            models.UniqueConstraint(
                fields=["buyer", "voucher_number"],
                condition=~Q(state=BankReceiptState.DROPPED),
                name="bank_receipt_voucher_counts_once",
            ),
            models.CheckConstraint(
                condition=~Q(voucher_number="") & ~Q(voucher_file="") & ~Q(reference=""),
                name="bank_receipt_has_its_voucher",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="bank_receipt_confirmed_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("recorded_by")),
                name="bank_receipt_takes_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state=BankReceiptState.CONFIRMED) ^ Q(confirmed_by=None),
                name="confirmed_bank_receipt_says_who",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.voucher_number}"

    def audit_confinement(self) -> tuple[str, str]:
        """What concerns a sealed deposit is read by its payer alone until the opening."""
        return self.sealed

    @transition(
        state,
        source=BankReceiptState.RECORDED,
        target=BankReceiptState.CONFIRMED,
        permission="payments.confirm_receipt",
        custom={"label": _("Confirm the transfer")},
    )
    def confirm(self, *, confirmed_by: Any, confirmed_at: datetime) -> None:
        """Confirm as a second person that this money is here; it is booked, and its payer is told."""
        self.confirmed_by, self.confirmed_at = confirmed_by, confirmed_at

    @transition(
        state,
        source=BankReceiptState.RECORDED,
        target=BankReceiptState.DROPPED,
        permission="payments.drop_receipt",
        custom={"label": _("Drop the record"), "needs_reason": True},
    )
    def drop(self, *, why: str) -> None:
        """The record was wrong: it counts for nothing, and the transfer can be recorded again."""
        self.why = why
