"""The card rail: what we ask of the provider, what was paid, what it told us, and where we differ.

Every row names what it is for by an opaque reference, never by purchase, lot or supplier.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.database.promises import AppendOnly, promise
from core.money import CURRENCY
from payments.rail.queries import (
    DifferenceQuerySet,
    OrderQuerySet,
    PayeeAccountQuerySet,
    PaymentQuerySet,
    ProviderEventQuerySet,
)


class Purpose(models.TextChoices):
    """What money is for; whoever settles it is registered under this name."""

    DEPOSIT = "DEPOSIT", _("Deposit")
    SHARE = "SHARE", _("Resident's share")
    PAYOUT = "PAYOUT", _("Payout")


class OrderKind(models.TextChoices):
    """What we ask of the provider; and what came in by bank, which goes back by bank."""

    CHECKOUT = "CHECKOUT", _("Page to pay on")
    REFUND = "REFUND", _("Refund")
    TRANSFER = "TRANSFER", _("Transfer")
    RECEIPT = "RECEIPT", _("Bank transfer received")


class Order(models.Model):
    """One thing asked of the provider, under an idempotency key that is kept for ever."""

    key = models.CharField(_("idempotency key"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=OrderKind.choices)
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose.choices)
    reference = models.CharField(_("reference"), max_length=40, db_index=True)
    amount_fen = models.BigIntegerField(_("amount (fen)"))
    currency = models.CharField(_("currency"), max_length=3, default=CURRENCY)
    # What the call needs besides: addresses of pages, an account. Nothing that names a purchase or a payer.
    facts = models.JSONField(default=dict)
    payment = models.ForeignKey("payments.CardPayment", models.PROTECT, null=True, related_name="refunds")
    created_at = models.DateTimeField(_("created at"))
    attempts = models.PositiveIntegerField(default=0)
    # Whoever sends it holds it until then; a sender that was killed lets go of it by itself.
    claimed_until = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)  # a transfer's first question; from then on its money may have gone
    done_at = models.DateTimeField(_("answered at"), null=True)
    provider_id = models.CharField(_("number at the provider"), max_length=120, blank=True, db_index=True)
    answer = models.JSONField(default=dict)
    # A page is paid or has ended; a refund or transfer has arrived.
    closed_at = models.DateTimeField(null=True)
    # Also of what had arrived and came back.
    refused_at = models.DateTimeField(_("refused at"), null=True)
    # Nothing that the provider is asked for: a transfer that came in, a refund that the bank pays.
    by_bank = models.BooleanField(default=False)
    error = models.TextField(blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        app_label = "payments"
        verbose_name = _("order to the card provider")
        indexes = [
            models.Index(
                fields=["id"], name="order_waiting", condition=Q(done_at__isnull=True, refused_at__isnull=True)
            ),
            models.Index(fields=["kind", "id"], name="order_not_closed", condition=Q(closed_at__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="order_amount_is_positive"),
            models.CheckConstraint(condition=~Q(key="") & ~Q(reference=""), name="order_has_key_and_reference"),
            models.CheckConstraint(
                condition=Q(kind=OrderKind.REFUND) ^ Q(payment__isnull=True), name="refund_has_its_payment"
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | ~Q(provider_id=""), name="answered_order_has_number"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(done_at__isnull=False), name="closed_order_was_answered"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class CardPayment(AppendOnly):
    """Money that came in for something: once per payment, whoever tells of it and however often.

    The provider took it, or two persons have confirmed a bank transfer.
    """

    payment_id = models.CharField(_("number at the provider"), max_length=120, unique=True)
    order = models.ForeignKey(Order, models.PROTECT, related_name="payments")
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose.choices)
    reference = models.CharField(_("reference"), max_length=40, db_index=True)
    amount_fen = models.BigIntegerField(_("amount (fen)"))
    currency = models.CharField(_("currency"), max_length=3, default=CURRENCY)
    paid_at = models.DateTimeField(_("paid at"))

    objects = PaymentQuerySet.as_manager()

    class Meta:
        app_label = "payments"
        verbose_name = _("card payment")
        constraints = [models.CheckConstraint(condition=Q(amount_fen__gt=0), name="card_payment_is_positive")]

    def __str__(self) -> str:
        return self.payment_id


class ProviderEvent(models.Model):
    """One webhook: kept once by the provider's number, acted on once."""

    event_id = models.CharField(_("number of the event"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=80)
    body = models.JSONField()
    received_at = models.DateTimeField(_("received at"))
    acted_at = models.DateTimeField(_("acted on at"), null=True)
    error = models.TextField(blank=True)

    objects = ProviderEventQuerySet.as_manager()

    class Meta:
        app_label = "payments"
        verbose_name = _("event of the card provider")
        indexes = [models.Index(fields=["id"], name="event_to_act_on", condition=Q(acted_at__isnull=True))]

    def __str__(self) -> str:
        return self.event_id


class ProviderBalance(models.Model):
    """What the provider said last that it can pay out; one row."""

    only = models.BooleanField(default=True, unique=True)
    available_fen = models.BigIntegerField(_("can be paid out (fen)"))
    read_at = models.DateTimeField(_("asked at"))

    class Meta:
        app_label = "payments"
        verbose_name = _("balance at the card provider")
        constraints = [models.CheckConstraint(condition=Q(only=True), name="provider_balance_is_one_row")]

    def __str__(self) -> str:
        return f"{self.available_fen}"

    def covers(self, amount_fen: int) -> bool:
        """Whether an amount could be paid out of it."""
        return self.available_fen >= amount_fen


class DifferenceKind(models.TextChoices):
    """How our books and the provider's list differ."""

    UNKNOWN_PAYMENT = "UNKNOWN_PAYMENT", _("The provider took a payment that we know nothing of")
    UNKNOWN_REFUND = "UNKNOWN_REFUND", _("The provider sent money back that we did not ask for")
    UNKNOWN_TRANSFER = "UNKNOWN_TRANSFER", _("The provider made a transfer that we did not ask for")
    OTHER_AMOUNT = "OTHER_AMOUNT", _("The provider has another amount than our books")
    CAME_BACK = "CAME_BACK", _("What had arrived is back at the provider")
    NOT_AT_PROVIDER = "NOT_AT_PROVIDER", _("Our books hold something that the provider does not list")
    REFUSED = "REFUSED", _("The provider refuses what we asked")


WHAT_TO_DO = {
    DifferenceKind.UNKNOWN_PAYMENT: _("Look the payment up at the provider; send it back there if it is not ours."),
    DifferenceKind.UNKNOWN_REFUND: _("Ask who sent it back at the provider; then correct the books by a booking."),
    DifferenceKind.UNKNOWN_TRANSFER: _("Ask who made it at the provider; have it reversed there if it is not ours."),
    DifferenceKind.OTHER_AMOUNT: _("Compare both; correct the books by a booking of their own, never by a change."),
    DifferenceKind.CAME_BACK: _("The books have it as owed again. Ask the payee why, and pay another way."),
    DifferenceKind.NOT_AT_PROVIDER: _("Ask the provider for it by its number before anything is paid again."),
    DifferenceKind.REFUSED: _("Read the provider's reason; pay by bank transfer where the card takes no refund."),
}


class Difference(models.Model):
    """One difference found by comparing with the provider's list; it stays until a person has settled it."""

    kind = models.CharField(_("kind"), max_length=20, choices=DifferenceKind.choices)
    reference = models.CharField(_("reference"), max_length=40, blank=True)
    provider_id = models.CharField(_("number at the provider"), max_length=120)
    buyer = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, related_name="+")
    ours_fen = models.BigIntegerField(_("our books (fen)"), null=True)
    theirs_fen = models.BigIntegerField(_("the provider (fen)"), null=True)
    detail = models.TextField(blank=True)
    # About a deposit that nobody may know of yet: shown to nobody until the opening.
    is_sealed = models.BooleanField(default=False)
    found_at = models.DateTimeField(_("found at"))
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    note = models.TextField(_("note"), blank=True)

    objects = DifferenceQuerySet.as_manager()

    class Meta:
        app_label = "payments"
        verbose_name = _("difference with the card provider")
        constraints = [
            models.UniqueConstraint(fields=["kind", "provider_id"], name="a_difference_is_noted_once"),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None, note="")
                | (Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(note="")),
                name="difference_settled_who_when_and_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.provider_id}"

    @property
    def what_to_do(self) -> str:
        """What a person does about it."""
        return str(WHAT_TO_DO[DifferenceKind(self.kind)])


class PayeeStatus(models.TextChoices):
    """How an organisation's account at the provider stands."""

    NONE = "NONE", _("No account yet")
    BEGUN = "BEGUN", _("Begun, not finished")
    CHECKED = "CHECKED", _("Being checked by the card provider")
    READY = "READY", _("Ready: it can be paid")
    REFUSED = "REFUSED", _("Refused by the card provider")
    HELD_UP = "HELD_UP", _("The card provider wants to know more")


class PayeeAccount(models.Model):
    """An organisation's account at the provider, to which payouts by card rail go."""

    organisation = models.OneToOneField("accounts.Organisation", models.PROTECT, related_name="card_account")
    reference = models.CharField(_("reference"), max_length=40, unique=True)
    account_id = models.CharField(_("number at the provider"), max_length=120, blank=True, db_index=True)
    is_submitted = models.BooleanField(default=False)
    may_be_paid = models.BooleanField(default=False)
    hindrance = models.CharField(_("the provider's reason"), max_length=80, blank=True)
    created_at = models.DateTimeField(_("created at"))

    objects = PayeeAccountQuerySet.as_manager()

    class Meta:
        app_label = "payments"
        verbose_name = _("account at the card provider")

    def __str__(self) -> str:
        return self.account_id

    @property
    def status(self) -> PayeeStatus:
        """How it stands, by what the provider has told last."""
        if not self.account_id:
            return PayeeStatus.NONE
        if self.may_be_paid:
            return PayeeStatus.READY
        if self.hindrance.startswith("rejected"):
            return PayeeStatus.REFUSED
        if not self.is_submitted:
            return PayeeStatus.BEGUN
        return PayeeStatus.HELD_UP if self.hindrance == "requirements.past_due" else PayeeStatus.CHECKED


# Whoever writes: what goes back of a payment is never more than the payment. The lock makes two refunds take turns.
promise(
    "payments",
    "refunds_within_payment",
    """
    CREATE OR REPLACE FUNCTION payments_refunds_within_payment() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        paid bigint;
        back bigint;
    BEGIN
        IF NEW.payment_id IS NULL OR NEW.refused_at IS NOT NULL THEN RETURN NEW; END IF;
        PERFORM pg_advisory_xact_lock(7203005, NEW.payment_id::integer);
        SELECT amount_fen INTO paid FROM payments_cardpayment WHERE id = NEW.payment_id;
        SELECT COALESCE(sum(amount_fen), 0) INTO back FROM payments_order
            WHERE payment_id = NEW.payment_id AND refused_at IS NULL AND id <> NEW.id;
        IF back + NEW.amount_fen > paid THEN
            RAISE EXCEPTION 'refunds of payment % would exceed it', NEW.payment_id USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE OR REPLACE TRIGGER refunds_within_payment BEFORE INSERT OR UPDATE ON payments_order
        FOR EACH ROW EXECUTE FUNCTION payments_refunds_within_payment();
    """,
)
