"""Residents' shares of paid services (有偿服务): a price list per catalogue entry, reductions by rule, receipts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from core.transitions import Machine, StateField
from payments.shares import guards
from payments.shares.queries import PriceQuerySet, ReductionQuerySet, ShareQuerySet
from payments.shares.states import SHARE_STATE_NAMES, ShareState

PROVIDER_SAYS = {"clock": True, "who": _("the card provider")}


class ServicePrice(models.Model):
    """What one unit of a service costs its user; a new price is a new row, the old one ends."""

    buyer = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="service_prices")
    catalogue_code = models.CharField(_("catalogue entry"), max_length=20)
    name = models.CharField(_("service"), max_length=120)
    unit = models.CharField(_("unit"), max_length=20)
    price_fen = models.BigIntegerField(_("price (fen)"))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("until"), null=True)

    objects = PriceQuerySet.as_manager()

    class Meta:
        app_label = "payments"
        verbose_name = _("price of a service")
        constraints = [
            models.UniqueConstraint(
                fields=["buyer", "catalogue_code", "name"], condition=Q(ended_at=None), name="one_price_in_force"
            ),
            models.CheckConstraint(condition=Q(price_fen__gt=0), name="service_price_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.catalogue_code} {self.name}"


class ShareReduction(models.Model):
    """A rule by which somebody pays less, or nothing: 100 percent off is a waiver."""

    buyer = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="share_reductions")
    name = models.CharField(_("who pays less"), max_length=120)
    basis = models.CharField(_("document that says so"), max_length=200)
    percent = models.PositiveSmallIntegerField(_("percent off"))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("until"), null=True)

    objects = ReductionQuerySet.as_manager()

    class Meta:
        app_label = "payments"
        verbose_name = _("reduction")
        constraints = [
            models.CheckConstraint(condition=Q(percent__gte=1, percent__lte=100), name="reduction_is_a_percentage"),
            models.CheckConstraint(condition=~Q(basis="") & ~Q(name=""), name="reduction_has_its_basis"),
        ]

    def __str__(self) -> str:
        return f"{self.name} −{self.percent}%"


class Share(Machine):
    """What one resident pays for one use of a service."""

    INITIAL = frozenset({ShareState.OWED})
    STATE_NAMES = SHARE_STATE_NAMES

    reference = models.CharField(_("reference"), max_length=40, unique=True)
    buyer = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="shares")
    resident = models.ForeignKey("accounts.Resident", models.PROTECT, related_name="shares")
    price = models.ForeignKey(ServicePrice, models.PROTECT, related_name="shares")
    used_on = models.DateField(_("used on"))
    quantity = models.PositiveIntegerField(_("quantity"))
    full_fen = models.BigIntegerField(_("full price (fen)"))
    reduction = models.ForeignKey(ShareReduction, models.PROTECT, null=True, related_name="shares")
    amount_fen = models.BigIntegerField(_("to be paid (fen)"))
    # What has gone back or is on its way back.
    returned_fen = models.BigIntegerField(_("paid back (fen)"), default=0)
    returned_why = models.TextField(_("why it was paid back"), blank=True)
    # What somebody has proposed to pay back; a second person decides.
    asked_back_fen = models.BigIntegerField(_("proposed to be paid back (fen)"), default=0)
    asked_back_why = models.TextField(_("reason to pay it back"), blank=True)
    asked_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_back_at = models.DateTimeField(_("proposed at"), null=True)
    state = StateField(_("state"), max_length=10, default=ShareState.OWED, choices=ShareState.choices, protected=True)
    charged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    charged_at = models.DateTimeField(_("asked at"))
    paid_at = models.DateTimeField(_("paid at"), null=True)
    payment = models.ForeignKey("payments.CardPayment", models.PROTECT, null=True, related_name="+")
    receipt_number = models.CharField(_("receipt number"), max_length=40, blank=True)

    objects = ShareQuerySet.as_manager()

    class Meta:
        app_label = "payments"
        verbose_name = _("resident's share")
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gte=1, full_fen__gt=0, amount_fen__gte=0, amount_fen__lte=F("full_fen")),
                name="share_amounts_make_sense",
            ),
            models.CheckConstraint(
                condition=Q(returned_fen__gte=0, returned_fen__lte=F("amount_fen")), name="share_returns_within_it"
            ),
            models.CheckConstraint(
                condition=Q(asked_back_fen=0, asked_back_why="", asked_back_by=None, asked_back_at=None)
                | Q(asked_back_fen__gt=0, asked_back_by__isnull=False, asked_back_at__isnull=False)
                & ~Q(asked_back_why=""),
                name="share_asked_back_who_when_why",
            ),
            models.CheckConstraint(
                condition=Q(reduction__isnull=False) | Q(amount_fen=F("full_fen")), name="share_is_less_only_by_rule"
            ),
            models.CheckConstraint(
                condition=Q(paid_at=None, receipt_number="") | (Q(paid_at__isnull=False) & ~Q(receipt_number="")),
                name="paid_share_has_receipt",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["PAID", "REFUNDED"]) | Q(paid_at__isnull=False), name="paid_share_says_when"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def left_fen(self) -> int:
        """What of the payment has neither gone back nor is on its way back."""
        return self.amount_fen - self.returned_fen

    @transition(
        state,
        source=ShareState.OWED,
        target=ShareState.PENDING,
        conditions=[guards.card_rail_is_on],
        permission="payments.pay_share",
        custom={"label": _("Pay by card")},
    )
    def pay(self) -> None:
        """You pay on the card provider's page, and find your receipt here afterwards."""

    @transition(
        state,
        source=ShareState.PENDING,
        target=ShareState.OWED,
        custom={**PROVIDER_SAYS, "label": _("The page to pay on has ended")},
    )
    def lapse(self) -> None:
        """Nothing was paid; it can be paid again."""

    @transition(
        state,
        source=ShareState.PENDING,
        target=ShareState.PAID,
        custom={**PROVIDER_SAYS, "label": _("The money is here")},
    )
    def receive(self) -> None:
        """It is paid, and the receipt is written."""

    @transition(
        state,
        source=ShareState.OWED,
        target=ShareState.WAIVED,
        permission="payments.charge_share",
        custom={"label": _("Waive by the rule")},
    )
    def waive(self) -> None:
        """The rule takes off all of it: nothing is paid."""

    @transition(
        state,
        source=ShareState.OWED,
        target=ShareState.CANCELLED,
        permission="payments.cancel_share",
        custom={"label": _("Ask no longer")},
    )
    def cancel(self) -> None:
        """It was asked by mistake; nothing is owed."""

    @transition(
        state,
        source=ShareState.PAID,
        target=ShareState.REFUNDED,
        custom={**PROVIDER_SAYS, "label": _("All of it went back")},
    )
    def refund(self) -> None:
        """All of it is back on the card that paid."""

    @transition(
        state,
        source=ShareState.REFUNDED,
        target=ShareState.PAID,
        custom={**PROVIDER_SAYS, "label": _("The refund came back")},
    )
    def return_failed(self) -> None:
        """The card took no money after all."""
