"""Payouts: the supplier's invoice, the buyer's two persons, the treasury's voucher; and what a rating releases."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from core.database.promises import AppendOnly, promise
from core.kept import KeptField
from core.law.overdue import Overdue
from core.money import CURRENCY
from core.time import day_of
from core.transitions import Machine, StateField, StateNames
from projects.payouts import guards
from projects.payouts.queries import PayoutQuerySet, PerformanceDecisionQuerySet
from projects.payouts.states import DEAD_STATES, PAYOUT_STATE_NAMES, SENT_BY_CARD, WAITING_STATES, PayoutState, Rail


class Part(models.TextChoices):
    """Which part of the contract's money a payout brings."""

    BASE = "BASE", _("Base part")
    PERFORMANCE = "PERFORMANCE", _("Performance part")


class PerformanceDecision(AppendOnly):
    """What a rating period decides about the performance part: how much was at stake, and how much of it is paid.

    A deferral decides about nothing: what was at stake goes over to the next period.
    """

    contract = models.ForeignKey("projects.Contract", models.PROTECT, related_name="performance_decisions")
    period = models.CharField(_("period"), max_length=40)
    is_deferral = models.BooleanField(_("deferred"), default=False)
    accepted_fen = models.BigIntegerField(_("accepted work that was judged (fen)"), default=0)
    stake_fen = models.BigIntegerField(_("at stake (fen)"))
    amount_fen = models.BigIntegerField(_("released (fen)"))
    claw_back_fen = models.BigIntegerField(_("to be paid back (fen)"), default=0)
    lines = models.JSONField(_("calculation"), default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    objects = PerformanceDecisionQuerySet.as_manager()

    class Meta:
        app_label = "projects"
        verbose_name = _("decision on the performance part")
        constraints = [
            models.UniqueConstraint(fields=["contract", "period"], name="one_performance_decision_per_period"),
            models.CheckConstraint(
                condition=Q(amount_fen__gte=0, amount_fen__lte=F("stake_fen")), name="performance_within_its_stake"
            ),
            models.CheckConstraint(
                condition=Q(is_deferral=False, stake_fen__gte=0)
                | Q(is_deferral=True, stake_fen=0, amount_fen=0, claw_back_fen=0, accepted_fen=0),
                name="performance_deferral_decides_nothing",
            ),
            models.CheckConstraint(
                condition=Q(claw_back_fen=0) | Q(claw_back_fen__gt=0, amount_fen=0),
                name="nothing_is_released_and_clawed_back",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.period}"

    @property
    def withheld_fen(self) -> int:
        """What was at stake and is not paid."""
        return self.stake_fen - self.amount_fen

    @property
    def ocid(self) -> str:
        """The purchase this decision belongs to."""
        return self.contract.ocid


PROVIDER_SAYS = {"clock": True, "who": _("the card provider")}


class Payout(Machine):
    """One payment to the supplier against one invoice, on one rail: by the treasury, or by the card provider."""

    contract = models.ForeignKey("projects.Contract", models.PROTECT, related_name="payouts")
    payee = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="payouts")
    part = models.CharField(_("part"), max_length=11, choices=Part.choices)
    milestone = models.ForeignKey("projects.Milestone", models.PROTECT, null=True, related_name="payouts")
    decision = models.ForeignKey(PerformanceDecision, models.PROTECT, null=True, related_name="payouts")
    amount_fen = models.BigIntegerField(_("amount (fen)"))
    currency = models.CharField(_("currency"), max_length=3, default=CURRENCY)
    invoice_number = models.CharField(_("invoice number"), max_length=40)
    invoice_on = models.DateField(_("date of the invoice"))
    invoice_fen = models.BigIntegerField(_("amount of the invoice (fen)"))
    invoice_file = models.CharField(_("file of the invoice"), max_length=200)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(_("requested at"))
    # Null while the holidays of its year are not announced.
    pay_by = models.DateField(_("last day to pay"), null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(_("approved at"), null=True)
    rail = models.CharField(_("way of the money"), max_length=8, choices=Rail.choices, default=Rail.TREASURY)
    # On the card rail the opaque reference under which the provider is asked, once.
    order_number = models.CharField(_("payment order number"), max_length=40, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(_("sent at"), null=True)
    voucher_number = models.CharField(_("voucher number"), max_length=40, blank=True)
    # Empty where the bank's statement, not a paper, says that the money has left.
    voucher_file = models.CharField(_("file of the voucher"), max_length=200, blank=True)
    # Nobody on the card rail, where the provider says that it has arrived.
    paid_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    paid_at = models.DateTimeField(_("paid at"), null=True)
    # The day that the voucher or the bank's statement names; the record of it may come later.
    left_on = models.DateField(_("day on which the money left"), null=True)
    why = KeptField(_("reason of the failure, deferral or cancellation"), blank=True)
    state = StateField(
        _("state"), max_length=10, default=PayoutState.REQUESTED, choices=PayoutState.choices, protected=True
    )

    INITIAL = frozenset({PayoutState.REQUESTED})
    STATE_NAMES = PAYOUT_STATE_NAMES
    overdue: Overdue | None = None  # given to the rows of a list

    objects = PayoutQuerySet.as_manager()

    class Meta:
        app_label = "projects"
        verbose_name = _("payout")
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="payout_amount_is_positive"),
            models.CheckConstraint(condition=Q(invoice_fen=F("amount_fen")), name="payout_equals_its_invoice"),
            models.CheckConstraint(
                condition=Q(part=Part.BASE, milestone__isnull=False, decision__isnull=True)
                | Q(part=Part.PERFORMANCE, milestone__isnull=True, decision__isnull=False),
                name="payout_has_its_ground",
            ),
            models.UniqueConstraint(
                fields=["milestone"], condition=~Q(state__in=sorted(DEAD_STATES)), name="one_payout_per_milestone"
            ),
            models.UniqueConstraint(
                fields=["decision"], condition=~Q(state__in=sorted(DEAD_STATES)), name="one_payout_per_decision"
            ),
            models.UniqueConstraint(
                fields=["payee", "invoice_number"],
                condition=~Q(state__in=sorted(DEAD_STATES)),
                name="an_invoice_is_paid_once",
            ),
            models.UniqueConstraint(
                fields=["order_number"], condition=~Q(order_number=""), name="payment_order_number_is_unique"
            ),
            models.UniqueConstraint(
                fields=["voucher_number"], condition=~Q(voucher_number=""), name="voucher_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("requested_by")),
                name="payout_takes_two_people",
            ),
            models.CheckConstraint(
                condition=Q(sent_by__isnull=True) | ~Q(sent_by=F("approved_by")), name="payout_is_sent_by_another"
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, order_number="") | (Q(sent_at__isnull=False) & ~Q(order_number="")),
                name="payout_sent_with_order_number",
            ),
            models.CheckConstraint(
                condition=Q(paid_at__isnull=True, voucher_number="")
                | (Q(paid_at__isnull=False) & ~Q(voucher_number="")),
                name="payout_paid_with_voucher",
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(paid_at__isnull=False), name="payout_left_when_paid"
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{act}_by__isnull": True, f"{act}_at__isnull": True})
                    | Q(**{f"{act}_by__isnull": False, f"{act}_at__isnull": False}),
                    name=f"payout_{act}_by_and_at",
                )
                for act in ("approved", "sent")
            ),
            models.CheckConstraint(
                condition=Q(paid_by__isnull=True, paid_at__isnull=True)
                | Q(rail=Rail.TREASURY, paid_by__isnull=False, paid_at__isnull=False)
                | Q(rail=Rail.CARD, paid_by__isnull=True, paid_at__isnull=False),
                name="payout_paid_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(rail=Rail.TREASURY) | Q(sent_at__isnull=False), name="payout_rail_is_chosen_when_sent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payee_id} {self.invoice_number}"

    @property
    def ocid(self) -> str:
        """The purchase this payment belongs to."""
        return self.contract.ocid

    @property
    def names(self) -> StateNames:
        """The three names of the present state; on the card rail nobody waits for a voucher."""
        if self.state == PayoutState.SENT and self.rail == Rail.CARD:
            return SENT_BY_CARD
        return super().names

    @property
    def is_paid(self) -> bool:
        """Whether the money has arrived."""
        return bool(self.state == PayoutState.PAID)

    @property
    def paid_on(self) -> date | None:
        """The day of the voucher, else of its record; None before."""
        return self.left_on or (day_of(self.paid_at) if self.paid_at else None)

    @property
    def is_open(self) -> bool:
        """Whether the payment still waits for somebody."""
        return self.state in WAITING_STATES

    @transition(
        state,
        source=PayoutState.REQUESTED,
        target=PayoutState.APPROVED,
        conditions=[guards.ground_stands, guards.invoice_equals_the_amount, guards.stays_within_the_contract],
        permission="projects.approve_payout",
        custom={"label": _("Approve")},
    )
    def approve(self, *, approved_by: Any, approved_at: datetime) -> None:
        """Confirm as a second person that this is owed; the obligation is booked."""
        self.approved_by, self.approved_at = approved_by, approved_at

    @transition(
        state,
        source=PayoutState.APPROVED,
        target=PayoutState.SENT,
        conditions=[guards.has_order_number],
        permission="projects.send_payout",
        custom={"label": _("Send to the treasury")},
    )
    def send(self, *, sent_by: Any, sent_at: datetime) -> None:
        """Hand the payment order to the treasury."""
        self.sent_by, self.sent_at = sent_by, sent_at

    @transition(
        state,
        source=PayoutState.APPROVED,
        target=PayoutState.SENT,
        conditions=[guards.card_rail_is_on, guards.payee_may_be_paid, guards.office_has_the_money],
        permission="projects.send_payout",
        custom={"label": _("Pay by the card rail")},
    )
    def transfer(self, *, sent_by: Any, sent_at: datetime, reference: str) -> None:
        """Pay at once to the supplier's account at the card provider, out of the office's money there."""
        self.rail, self.order_number = Rail.CARD, reference
        self.sent_by, self.sent_at = sent_by, sent_at

    @transition(
        state,
        source=PayoutState.SENT,
        target=PayoutState.PAID,
        custom={**PROVIDER_SAYS, "label": _("The transfer has arrived")},
    )
    def arrive(self, *, paid_at: datetime) -> None:
        """The money is on the supplier's account at the card provider; the payment is booked."""
        self.paid_at = paid_at

    @transition(
        state,
        source=[PayoutState.SENT, PayoutState.PAID],
        target=PayoutState.FAILED,
        custom={**PROVIDER_SAYS, "label": _("The transfer did not stay")},
    )
    def bounce(self, *, why: str) -> None:
        """The card provider made no transfer, or took it back; it may be requested again."""
        self.why = why

    @transition(
        state,
        source=PayoutState.SENT,
        target=PayoutState.PAID,
        conditions=[guards.has_voucher, guards.goes_by_treasury],
        permission="projects.confirm_payout",
        custom={"label": _("Record the voucher")},
    )
    def confirm(self, *, paid_by: Any, paid_at: datetime, left_on: date) -> None:
        """Record the treasury's voucher: the money has left; the payment is booked."""
        self.paid_by, self.paid_at, self.left_on = paid_by, paid_at, left_on

    @transition(
        state,
        source=PayoutState.SENT,
        target=PayoutState.FAILED,
        conditions=[guards.goes_by_treasury],
        permission="projects.fail_payout",
        custom={"label": _("Record a failure"), "needs_reason": True},
    )
    def fail(self, *, why: str) -> None:
        """Record that the money did not arrive; it may be requested again."""
        self.why = why

    @transition(
        state,
        source=PayoutState.REQUESTED,
        target=PayoutState.DEFERRED,
        permission="projects.defer_payout",
        custom={"label": _("Defer"), "needs_reason": True},
    )
    def defer(self, *, why: str) -> None:
        """Put the payment off, for a reason that the supplier reads; the clock goes on."""
        self.why = why

    @transition(
        state,
        source=PayoutState.DEFERRED,
        target=PayoutState.REQUESTED,
        permission="projects.take_up_payout",
        custom={"label": _("Take up again")},
    )
    def take_up(self) -> None:
        """Take a deferred payment up again, with the invoice it has."""
        self.why = ""

    @transition(
        state,
        source=[PayoutState.REQUESTED, PayoutState.APPROVED, PayoutState.DEFERRED],
        target=PayoutState.CANCELLED,
        permission="projects.cancel_payout",
        custom={"label": _("Cancel"), "needs_reason": True},
    )
    def cancel(self, *, why: str) -> None:
        """Take the request back before it is sent; what was booked for it is reversed."""
        self.why = why


# Two requests at the same time must not together take more than the contract holds: the contract row is the lock.
promise(
    "projects",
    "payouts_within_the_contract",
    """
    CREATE OR REPLACE FUNCTION projects_payouts_within_the_contract() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        agreed bigint;
        out_already bigint;
    BEGIN
        IF TG_OP = 'UPDATE' AND NEW.amount_fen = OLD.amount_fen AND NEW.contract_id = OLD.contract_id
            AND NOT (OLD.state IN ('FAILED', 'CANCELLED') AND NEW.state NOT IN ('FAILED', 'CANCELLED')) THEN
            RETURN NEW;
        END IF;
        SELECT amount_fen INTO agreed FROM projects_contract WHERE id = NEW.contract_id FOR UPDATE;
        SELECT agreed + COALESCE(sum(added_fen), 0) INTO agreed FROM projects_amendment
            WHERE contract_id = NEW.contract_id AND agreed_at IS NOT NULL;
        SELECT COALESCE(sum(amount_fen), 0) INTO out_already FROM projects_payout
            WHERE contract_id = NEW.contract_id AND id IS DISTINCT FROM NEW.id
            AND state NOT IN ('FAILED', 'CANCELLED');
        IF out_already + NEW.amount_fen > agreed THEN
            RAISE EXCEPTION 'contract %: payouts of % fen would exceed the % fen agreed',
                NEW.contract_id, out_already + NEW.amount_fen, agreed USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE OR REPLACE TRIGGER payout_within_the_contract BEFORE INSERT OR UPDATE ON projects_payout
        FOR EACH ROW EXECUTE FUNCTION projects_payouts_within_the_contract();
    CREATE OR REPLACE FUNCTION projects_payout_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF (NEW.contract_id, NEW.payee_id, NEW.part, NEW.milestone_id, NEW.decision_id, NEW.amount_fen, NEW.currency,
            NEW.invoice_number, NEW.invoice_on, NEW.invoice_fen, NEW.invoice_file, NEW.requested_by_id)
            IS DISTINCT FROM
           (OLD.contract_id, OLD.payee_id, OLD.part, OLD.milestone_id, OLD.decision_id, OLD.amount_fen, OLD.currency,
            OLD.invoice_number, OLD.invoice_on, OLD.invoice_fen, OLD.invoice_file, OLD.requested_by_id) THEN
            RAISE EXCEPTION 'payout %: what was requested is not changed; cancel it and request again', OLD.id
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE OR REPLACE TRIGGER payout_is_frozen BEFORE UPDATE ON projects_payout
        FOR EACH ROW EXECUTE FUNCTION projects_payout_is_frozen();
    """,
)
