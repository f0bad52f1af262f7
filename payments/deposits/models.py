"""Deposits: what a supplier leaves as security, keyed by purchase, lot and supplier, with no key to a later stage."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from core.database.promises import secret_count
from core.money import CURRENCY
from core.transitions import Machine, StateField
from payments.deposits import guards
from payments.deposits.queries import DepositQuerySet, LateInterestQuerySet
from payments.deposits.states import DEPOSIT_STATE_NAMES, OVER, DepositKind, DepositState, WaiverRule

PROVIDER_SAYS = {"clock": True, "who": _("the card provider")}


class Deposit(Machine):
    """One supplier's deposit on one lot. Until the opening nobody but the payer knows of it."""

    INITIAL = frozenset({DepositState.REQUIRED})
    STATE_NAMES = DEPOSIT_STATE_NAMES

    # All that leaves this row before the opening: on ledger rows, at the card provider, in what is told.
    reference = models.CharField(_("reference"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=11, choices=DepositKind.choices)
    purchase_ocid = models.CharField("OCID", max_length=60, db_index=True)
    lot = models.BigIntegerField(_("number of the lot"), db_index=True)
    title = models.CharField(_("purchase and lot"), max_length=300)
    supplier = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="deposits")
    buyer = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    amount_fen = models.BigIntegerField(_("amount (fen)"))
    converted_fen = models.BigIntegerField(_("covered by a converted deposit (fen)"), default=0)
    currency = models.CharField(_("currency"), max_length=3, default=CURRENCY)
    waiver_rule = models.CharField(_("exemptions"), max_length=11, choices=WaiverRule.choices, default=WaiverRule.NONE)
    pay_by = models.DateTimeField(_("to be paid before"), null=True)
    state = StateField(
        _("state"), max_length=10, default=DepositState.REQUIRED, choices=DepositState.choices, protected=True
    )
    required_at = models.DateTimeField(_("asked at"))
    held_at = models.DateTimeField(_("held since"), null=True)
    disclosed_at = models.DateTimeField(_("known to the buyer since"), null=True)
    # The event of the law that sets the time to refund going, its rule, and its last day (null: not computable yet).
    refund_owed_at = models.DateTimeField(_("to be refunded since"), null=True)
    refund_rule = models.CharField(max_length=40, blank=True)
    refund_due_on = models.DateField(_("last day of the refund"), null=True)
    refund_ordered_at = models.DateTimeField(_("refund sent at"), null=True)
    refunded_at = models.DateTimeField(_("refunded at"), null=True)
    forfeit_proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    forfeit_proposed_at = models.DateTimeField(null=True)
    forfeit_reason = models.TextField(_("reason to keep it"), blank=True)
    forfeited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    forfeited_at = models.DateTimeField(_("kept at"), null=True)
    converted_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="converted_from")

    objects = DepositQuerySet.as_manager()

    class Meta:
        app_label = "payments"
        verbose_name = _("deposit")
        indexes = [
            models.Index(
                fields=["refund_due_on", "id"],
                name="deposit_owed_back",
                condition=Q(state="HELD", refund_owed_at__isnull=False, refund_ordered_at__isnull=True),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["lot", "supplier", "kind"],
                condition=~Q(state__in=sorted(OVER)),
                name="one_standing_deposit_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0, converted_fen__gte=0, converted_fen__lte=F("amount_fen")),
                name="deposit_amounts_make_sense",
            ),
            models.CheckConstraint(
                condition=Q(forfeit_proposed_by=None, forfeit_proposed_at=None, forfeit_reason="")
                | (Q(forfeit_proposed_by__isnull=False, forfeit_proposed_at__isnull=False) & ~Q(forfeit_reason="")),
                name="deposit_forfeit_proposed_who_when_why",
            ),
            models.CheckConstraint(
                condition=Q(forfeited_by=None, forfeited_at=None)
                | Q(forfeited_by__isnull=False, forfeited_at__isnull=False),
                name="deposit_forfeited_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(forfeited_by=None) | ~Q(forfeited_by=F("forfeit_proposed_by")),
                name="deposit_forfeited_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state=DepositState.FORFEITED) ^ Q(forfeited_at=None), name="forfeited_deposit_says_when"
            ),
            models.CheckConstraint(
                condition=Q(state=DepositState.REFUNDED) ^ Q(refunded_at=None), name="refunded_deposit_says_when"
            ),
            models.CheckConstraint(
                condition=Q(state=DepositState.CONVERTED) ^ Q(converted_into=None), name="converted_deposit_says_into"
            ),
            models.CheckConstraint(
                condition=Q(kind=DepositKind.PERFORMANCE) | Q(converted_fen=0), name="only_performance_is_covered"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def ocid(self) -> str:
        """The purchase it belongs to; none while that must not be known."""
        return self.purchase_ocid if self.disclosed_at is not None else ""

    @property
    def to_pay_fen(self) -> int:
        """What a card has to bring."""
        return self.amount_fen - self.converted_fen

    def audit_confinement(self) -> tuple[str, str]:
        """Until its bid is opened only the supplier reads the rows about its deposit."""
        return ("", "") if self.disclosed_at is not None else (seal_of(self), str(self.supplier_id))

    @transition(
        state,
        source=DepositState.REQUIRED,
        target=DepositState.PENDING,
        conditions=[guards.card_rail_is_on, guards.is_payable_now],
        permission="payments.pay_deposit",
        custom={"label": _("Pay the deposit")},
    )
    def pay(self) -> None:
        """You pay on the card provider's page. Nobody but you learns of it before the opening."""

    @transition(
        state,
        source=DepositState.PENDING,
        target=DepositState.REQUIRED,
        custom={**PROVIDER_SAYS, "label": _("The page to pay on has ended")},
    )
    def lapse(self) -> None:
        """Nothing was paid; the deposit can be paid again."""

    @transition(
        state,
        source=DepositState.PENDING,
        target=DepositState.HELD,
        custom={**PROVIDER_SAYS, "label": _("The money is here")},
    )
    def receive(self) -> None:
        """The deposit is here. It goes back in the time that the law sets."""

    @transition(
        state,
        source=[DepositState.REQUIRED, DepositState.PENDING],
        target=DepositState.HELD,
        custom={"clock": True, "who": _("two persons of the buyer's money"), "label": _("The bank transfer is here")},
    )
    def receive_transfer(self) -> None:
        """Two persons have confirmed the transfer. It goes back in the time that the law sets."""

    @transition(
        state,
        source=DepositState.REQUIRED,
        target=DepositState.HELD,
        conditions=[guards.is_covered],
        permission="payments.convert_deposit",
        custom={"label": _("Cover it with the bid deposit")},
    )
    def cover(self) -> None:
        """The converted bid deposit is all that is asked."""

    @transition(
        state,
        source=DepositState.REQUIRED,
        target=DepositState.WAIVED,
        conditions=[guards.meets_the_waiver_rule],
        permission="payments.waive_deposit",
        custom={"label": _("Claim the exemption")},
    )
    def waive(self) -> None:
        """The tender exempts suppliers like you, and the register shows it: nothing is paid."""

    @transition(
        state,
        source=DepositState.HELD,
        target=DepositState.REFUNDED,
        custom={**PROVIDER_SAYS, "label": _("The refund has arrived")},
    )
    def refund(self) -> None:
        """The money is on its way to the card that paid."""

    @transition(
        state,
        source=DepositState.REFUNDED,
        target=DepositState.HELD,
        custom={**PROVIDER_SAYS, "label": _("The refund came back")},
    )
    def return_failed(self) -> None:
        """The card took no money after all. It goes back by bank transfer."""

    @transition(
        state,
        source=DepositState.HELD,
        target=DepositState.FORFEITED,
        conditions=[guards.forfeit_is_proposed, guards.no_refund_is_under_way],
        permission="payments.forfeit_deposit",
        custom={"label": _("Keep the deposit")},
    )
    def forfeit(self) -> None:
        """The deposit does not go back. The supplier reads the reason."""

    @transition(
        state,
        source=DepositState.HELD,
        target=DepositState.CONVERTED,
        conditions=[
            guards.performance_deposit_is_asked,
            guards.no_refund_is_under_way,
            guards.no_forfeit_is_proposed,
        ],
        permission="payments.convert_deposit",
        custom={"label": _("Convert into the performance deposit")},
    )
    def convert(self, *, converted_into: Deposit) -> None:
        """The bid deposit counts towards the performance deposit; what is too much goes back."""
        self.converted_into = converted_into


def seal_of(deposit: Deposit) -> str:
    """Return the seal under which the record about a deposit lies until its bid is opened."""
    return f"deposit:{deposit.reference}"


class LateInterest(models.Model):
    """What a refund that came too late costs the buyer: a payment of its own."""

    deposit = models.OneToOneField(Deposit, models.PROTECT, related_name="late_interest")
    days = models.PositiveIntegerField(_("days late"))
    amount_fen = models.BigIntegerField(_("amount (fen)"))
    owed_at = models.DateTimeField(_("owed since"))
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(_("approved at"), null=True)
    voucher_number = models.CharField(_("voucher number"), max_length=40, blank=True)
    voucher_file = models.CharField(_("file of the voucher"), max_length=200, blank=True)
    paid_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    paid_at = models.DateTimeField(_("paid at"), null=True)

    objects = LateInterestQuerySet.as_manager()

    class Meta:
        app_label = "payments"
        verbose_name = _("interest on a late refund")
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0, days__gt=0), name="late_interest_is_positive"),
            models.CheckConstraint(
                condition=Q(paid_at=None, paid_by=None, voucher_number="")
                | (Q(paid_at__isnull=False, paid_by__isnull=False) & ~Q(voucher_number="")),
                name="late_interest_paid_who_when_how",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="late_interest_approved_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(paid_by=None) | ~Q(paid_by=F("approved_by")), name="late_interest_takes_two_people"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deposit_id} {self.amount_fen}"

    @property
    def ocid(self) -> str:
        """The purchase of its deposit."""
        return self.deposit.ocid


# Every bidder pays one: its number must not count the others'.
secret_count("payments", "payments_deposit")
