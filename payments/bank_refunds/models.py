"""A refund paid by bank transfer: one person orders it, another records the voucher.

The card did not take it, or the money had come by bank transfer and goes back to the account that had sent it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from core.transitions import Machine, StateField
from payments.bank_refunds import guards
from payments.bank_refunds.queries import BankRefundQuerySet
from payments.bank_refunds.states import BANK_REFUND_STATE_NAMES, BankRefundState


class BankRefund(Machine):
    """One refund by bank transfer: to an account that its owner has named, or back along the transfer that came in."""

    INITIAL = frozenset({BankRefundState.ASKED})
    STATE_NAMES = BANK_REFUND_STATE_NAMES

    order = models.ForeignKey("payments.Order", models.PROTECT, related_name="bank_refunds")
    buyer = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    holder = models.CharField(_("account holder"), max_length=120, blank=True)
    bank = models.CharField(_("bank and branch"), max_length=120, blank=True)
    account_number = models.CharField(_("account number"), max_length=40, blank=True)
    # The voucher of the transfer that goes back: the bank knows the account, and nobody here has to learn it.
    origin = models.CharField(_("voucher of the transfer that goes back"), max_length=40, blank=True)
    # About a deposit that nobody but its payer may know of yet: for those alone who handle the money.
    is_sealed = models.BooleanField(default=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    order_number = models.CharField(_("payment order number"), max_length=40, blank=True)
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ordered_at = models.DateTimeField(_("ordered at"), null=True)
    voucher_number = models.CharField(_("voucher number"), max_length=40, blank=True)
    paid_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    paid_at = models.DateTimeField(_("paid at"), null=True)
    why = models.TextField(_("reason of the failure"), blank=True)
    state = StateField(
        _("state"), max_length=10, default=BankRefundState.ASKED, choices=BankRefundState.choices, protected=True
    )

    # Under which seal the record of acts keeps it, and who reads it there; set by whoever acts.
    sealed: tuple[str, str] = ("", "")

    objects = BankRefundQuerySet.as_manager()

    class Meta:
        app_label = "payments"
        verbose_name = _("refund by bank transfer")
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=~Q(state=BankRefundState.FAILED), name="one_bank_refund_per_order"
            ),
            models.UniqueConstraint(
                fields=["buyer", "order_number"], condition=~Q(order_number=""), name="bank_refund_order_is_unique"
            ),
            models.UniqueConstraint(
                fields=["buyer", "voucher_number"],
                condition=~Q(voucher_number=""),
                name="bank_refund_voucher_is_unique",
            ),
            models.CheckConstraint(
                condition=Q(origin="", asked_by__isnull=False) & ~Q(holder="") & ~Q(bank="") & ~Q(account_number="")
                | ~Q(origin="") & Q(asked_by=None, holder="", bank="", account_number=""),
                name="bank_refund_knows_where",
            ),
            models.CheckConstraint(
                condition=Q(ordered_by=None, ordered_at=None, order_number="")
                | (Q(ordered_by__isnull=False, ordered_at__isnull=False) & ~Q(order_number="")),
                name="bank_refund_ordered_who_when_how",
            ),
            models.CheckConstraint(
                condition=Q(paid_by=None, paid_at=None, voucher_number="")
                | (Q(paid_by__isnull=False, paid_at__isnull=False) & ~Q(voucher_number="")),
                name="bank_refund_paid_who_when_how",
            ),
            models.CheckConstraint(
                condition=Q(paid_by=None) | ~Q(paid_by=F("ordered_by")), name="bank_refund_takes_two_people"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order.reference} {self.account_number or self.origin}"

    @property
    def whither(self) -> str:
        """Whom it goes to, as a line names it."""
        if self.origin:
            return gettext("To the account that sent transfer %(voucher)s") % {"voucher": self.origin}
        return self.holder

    def audit_confinement(self) -> tuple[str, str]:
        """What concerns a sealed deposit is read by its payer alone until the opening."""
        return self.sealed

    @transition(
        state,
        source=BankRefundState.ASKED,
        target=BankRefundState.ORDERED,
        conditions=[guards.has_order_number],
        permission="payments.order_bank_refund",
        custom={"label": _("Order the bank transfer")},
    )
    def order_transfer(self, *, ordered_by: Any, ordered_at: datetime) -> None:
        """Hand the payment order to the treasury; a second person records the voucher."""
        self.ordered_by, self.ordered_at = ordered_by, ordered_at

    @transition(
        state,
        source=BankRefundState.ORDERED,
        target=BankRefundState.PAID,
        conditions=[guards.has_voucher],
        permission="payments.pay_bank_refund",
        custom={"label": _("Record the voucher")},
    )
    def pay(self, *, paid_by: Any, paid_at: datetime) -> None:
        """Record as a second person that the money has left; it is booked, and the refund is done."""
        self.paid_by, self.paid_at = paid_by, paid_at

    @transition(
        state,
        source=BankRefundState.ORDERED,
        target=BankRefundState.FAILED,
        permission="payments.fail_bank_refund",
        custom={"label": _("Record a failure"), "needs_reason": True},
    )
    def fail(self, *, why: str) -> None:
        """Record that the bank sent it back; another account has to be named."""
        self.why = why
