"""Money by bank transfer, each by two persons: the account to pay to, what came in, what went to the card provider.

What came in is known by the opaque reference that its payer quotes, never by purchase, lot or supplier.
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
from payments.transfers.queries import OfficeAccountQuerySet, VouchedQuerySet
from payments.transfers.states import (
    OFFICE_ACCOUNT_STATE_NAMES,
    VOUCHED_STATE_NAMES,
    OfficeAccountState,
    VouchedState,
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


class Vouched(Machine):
    """Money that has moved on a bank's voucher: one person records it, another confirms, and it counts then."""

    INITIAL = frozenset({VouchedState.RECORDED})

    buyer = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    amount_fen = models.BigIntegerField(_("amount (fen)"))
    voucher_number = models.CharField(_("voucher number"), max_length=40)
    voucher_file = models.CharField(_("file of the voucher"), max_length=200)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    why = models.TextField(_("why the record was wrong"), blank=True)
    state = StateField(
        _("state"), max_length=10, default=VouchedState.RECORDED, choices=VouchedState.choices, protected=True
    )

    objects = VouchedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="%(class)s_is_positive"),
            models.UniqueConstraint(
                fields=["buyer", "voucher_number"],
                condition=~Q(state=VouchedState.DROPPED),
                name="%(class)s_voucher_counts_once",
            ),
            models.CheckConstraint(
                condition=~Q(voucher_number="") & ~Q(voucher_file=""), name="%(class)s_has_its_voucher"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="%(class)s_confirmed_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("recorded_by")), name="%(class)s_takes_two_people"
            ),
            models.CheckConstraint(
                condition=Q(state=VouchedState.CONFIRMED) ^ Q(confirmed_by=None), name="%(class)s_confirmed_says_who"
            ),
        ]

    def __str__(self) -> str:
        return self.voucher_number

    @transition(
        state,
        source=VouchedState.RECORDED,
        target=VouchedState.CONFIRMED,
        permission="payments.confirm_voucher",
        custom={"label": _("Confirm the transfer")},
    )
    def confirm(self, *, confirmed_by: Any, confirmed_at: datetime) -> None:
        """Confirm as a second person that this money is there; it is booked and counts from then on."""
        self.confirmed_by, self.confirmed_at = confirmed_by, confirmed_at

    @transition(
        state,
        source=VouchedState.RECORDED,
        target=VouchedState.DROPPED,
        permission="payments.drop_voucher",
        custom={"label": _("Drop the record"), "needs_reason": True},
    )
    def drop(self, *, why: str) -> None:
        """The record was wrong: it counts for nothing, and the transfer can be recorded again."""
        self.why = why


class BankReceipt(Vouched):
    """One transfer that came in, under the reference that its payer quoted."""

    STATE_NAMES = VOUCHED_STATE_NAMES

    reference = models.CharField(_("reference"), max_length=40, db_index=True)
    arrived_on = models.DateField(_("day on which the money arrived"))

    # Under which seal the record of acts keeps it, and who reads it there; set by whoever acts.
    sealed: tuple[str, str] = ("", "")

    class Meta(Vouched.Meta):
        app_label = "payments"
        verbose_name = _("bank transfer received")

    def audit_confinement(self) -> tuple[str, str]:
        """What concerns a sealed deposit is read by its payer alone until the opening."""
        return self.sealed


class TopUp(Vouched):
    """Money that the treasury has sent to the office's account at the card provider, for payouts by card rail."""

    STATE_NAMES = VOUCHED_STATE_NAMES

    class Meta(Vouched.Meta):
        app_label = "payments"
        verbose_name = _("money sent to the card provider")
