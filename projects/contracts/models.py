"""The contract, its two signatures and its supplements."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from core.database.promises import AppendOnly, promise
from core.money import CURRENCY
from core.transitions import Machine, StateField
from projects.contracts import guards
from projects.contracts.queries import AmendmentQuerySet, ContractQuerySet, SignatureQuerySet
from projects.contracts.states import CONTRACT_STATE_NAMES, ContractState, Party


class Contract(Machine):
    """What the buyer and the winner of a lot agree: the tender and the bid, nothing else."""

    award = models.OneToOneField("procurement.Award", models.PROTECT, related_name="contract")
    lot = models.ForeignKey("procurement.Lot", models.PROTECT, related_name="contracts")
    buyer = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="contracts_as_buyer")
    supplier = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="contracts_as_supplier")
    purchase_ocid = models.CharField("OCID", max_length=60, db_index=True)
    amount_fen = models.BigIntegerField(_("amount (fen)"))
    currency = models.CharField(_("currency"), max_length=3, default=CURRENCY)
    performance_percent = models.DecimalField(_("performance part (%)"), max_digits=6, decimal_places=3)
    payout_policy = models.JSONField(_("payout policy"), default=dict)
    term_months = models.PositiveSmallIntegerField(_("term (months)"), null=True)
    starts_on = models.DateField(_("starts on"), null=True)
    ends_on = models.DateField(_("ends on"), null=True)
    # Null while the holidays of its year are not announced: the day cannot be computed yet.
    sign_by = models.DateField(_("last day to sign"), null=True)
    # What the contract agrees beside the law: days to pay from the acceptance, and overdue interest a year.
    payment_days = models.PositiveSmallIntegerField(_("days to pay from the acceptance"), null=True)
    overdue_percent = models.DecimalField(
        _("overdue interest, percent a year"), max_digits=5, decimal_places=2, null=True
    )
    text = models.JSONField(_("text"), default=dict)
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    offered_at = models.DateTimeField(_("offered at"), null=True)
    refused_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    refused_at = models.DateTimeField(_("refused at"), null=True)
    signed_at = models.DateTimeField(_("signed at"), null=True)
    publish_by = models.DateField(_("last day to publish"), null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(_("published at"), null=True)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    filed_at = models.DateTimeField(_("copy filed at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    end_reason = models.TextField(_("reason for the end"), blank=True)
    state = StateField(
        _("state"), max_length=12, default=ContractState.DRAFTED, choices=ContractState.choices, protected=True
    )

    INITIAL = frozenset({ContractState.DRAFTED})
    STATE_NAMES = CONTRACT_STATE_NAMES

    objects = ContractQuerySet.as_manager()

    class Meta:
        app_label = "projects"
        verbose_name = _("contract")
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="contract_amount_is_positive"),
            models.CheckConstraint(
                condition=Q(performance_percent__gte=0, performance_percent__lte=100),
                name="contract_performance_percent_is_a_share",
            ),
            models.CheckConstraint(
                condition=Q(term_months=None) | Q(term_months__gt=0), name="contract_term_is_positive"
            ),
            models.CheckConstraint(
                condition=Q(payment_days=None) | Q(payment_days__gt=0), name="contract_payment_days_are_positive"
            ),
            models.CheckConstraint(
                condition=Q(overdue_percent=None) | Q(overdue_percent__gt=0, overdue_percent__lt=100),
                name="contract_overdue_interest_is_a_percentage",
            ),
            models.CheckConstraint(condition=~Q(buyer=F("supplier")), name="contract_has_two_parties"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True, ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="contract_ends_after_it_starts",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{act}_by__isnull": True, f"{act}_at__isnull": True})
                    | Q(**{f"{act}_by__isnull": False, f"{act}_at__isnull": False}),
                    name=f"contract_{act}_by_and_at",
                )
                for act in ("offered", "refused", "published", "filed")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purchase_ocid}/{self.lot_id}"

    @property
    def ocid(self) -> str:
        """The purchase this contract belongs to."""
        return self.purchase_ocid

    @property
    def total_fen(self) -> int:
        """The amount with every supplement that both sides agreed, in minor units."""
        return self.amount_fen + self.amendments.agreed().added_fen()

    @transition(
        state,
        source=ContractState.DRAFTED,
        target=ContractState.OFFERED,
        conditions=[
            guards.award_stands,
            guards.signing_period_runs,
            guards.amount_is_the_bid,
            guards.term_is_lawful,
            guards.payment_days_are_lawful,
            guards.overdue_interest_is_lawful,
            guards.text_follows_tender_and_bid,
        ],
        permission="projects.offer_contract",
        custom={"label": _("Offer for signature")},
    )
    def offer(self, *, offered_by: Any, offered_at: Any) -> None:
        """Lay the contract before both sides; from now on its text is frozen."""
        self.offered_by, self.offered_at = offered_by, offered_at

    @transition(
        state,
        source=ContractState.OFFERED,
        target=ContractState.SIGNED,
        conditions=[
            guards.award_stands,
            guards.signing_period_runs,
            guards.supplier_has_not_refused,
            guards.supplier_has_signed,
            guards.performance_deposit_is_secured,
        ],
        permission="projects.sign_contract",
        custom={"label": _("Sign for the buyer")},
    )
    def sign(self, *, signed_at: Any, publish_by: date) -> None:
        """Bind both sides: the supplier has signed, and now the buyer does."""
        self.signed_at, self.publish_by = signed_at, publish_by

    @transition(
        state,
        source=ContractState.SIGNED,
        target=ContractState.IN_FORCE,
        conditions=[guards.award_stands],
        permission="projects.publish_contract",
        custom={"label": _("Publish the contract")},
    )
    def publish(self, *, published_by: Any, published_at: Any) -> None:
        """Show the contract to everybody; its milestones are planned from now on."""
        self.published_by, self.published_at = published_by, published_at

    @transition(
        state,
        source=ContractState.IN_FORCE,
        target=ContractState.COMPLETED,
        conditions=[
            guards.every_milestone_is_paid,
            guards.performance_is_settled,
            guards.no_payment_is_open,
            guards.nothing_is_to_be_paid_back,
        ],
        permission="projects.complete_contract",
        custom={"label": _("Complete")},
    )
    def complete(self, *, ended_at: Any) -> None:
        """Close the contract: everything is delivered, decided and paid."""
        self.ended_at = ended_at

    @transition(
        state,
        source=ContractState.IN_FORCE,
        target=ContractState.SUSPENDED,
        permission="projects.suspend_contract",
        custom={"label": _("Suspend"), "needs_reason": True},
    )
    def suspend(self) -> None:
        """Interrupt the delivery, because going on would harm the public interest; the reason is on record."""

    @transition(
        state,
        source=ContractState.SUSPENDED,
        target=ContractState.IN_FORCE,
        permission="projects.resume_contract",
        custom={"label": _("Resume"), "needs_reason": True},
    )
    def resume(self) -> None:
        """Let the delivery go on; the reason is on record."""

    @transition(
        state,
        source=[ContractState.SIGNED, ContractState.IN_FORCE, ContractState.SUSPENDED],
        target=ContractState.TERMINATED,
        permission="projects.terminate_contract",
        custom={"label": _("Terminate"), "needs_reason": True},
    )
    def terminate(self, *, ended_at: Any, end_reason: str) -> None:
        """End the contract early; what was accepted is still paid."""
        self.ended_at, self.end_reason = ended_at, end_reason

    @transition(
        state,
        source=[ContractState.DRAFTED, ContractState.OFFERED],
        target=ContractState.TERMINATED,
        conditions=[guards.signing_has_failed],
        permission="projects.lapse_contract",
        custom={"label": _("Give up signing"), "needs_reason": True},
    )
    def lapse(self, *, ended_at: Any, end_reason: str) -> None:
        """Give up a contract that nobody signed; the award is revoked and the next candidate takes its place."""
        self.ended_at, self.end_reason = ended_at, end_reason

    @property
    def base_percent(self) -> Decimal:
        """The share that is paid on acceptance, in percent."""
        return 100 - self.performance_percent


class Amendment(models.Model):
    """A supplement to a contract, for the same subject; it holds once the supplier has agreed."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="amendments")
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"))
    added_fen = models.BigIntegerField(_("added amount (fen)"))
    due_on = models.DateField(_("due on"))
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("proposed at"))
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(_("agreed at"), null=True)

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        app_label = "projects"
        verbose_name = _("amendment")
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="amendment_number_is_unique"),
            models.CheckConstraint(condition=Q(added_fen__gt=0), name="amendment_adds_something"),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True, agreed_at__isnull=True)
                | Q(agreed_by__isnull=False, agreed_at__isnull=False),
                name="amendment_agreed_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("proposed_by")), name="amendment_takes_two_people"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id}/{self.number}"

    @property
    def ocid(self) -> str:
        """The purchase this supplement belongs to."""
        return self.contract.ocid


class Signature(AppendOnly):
    """One party's signature: the statement that a person made over the fingerprint of the text."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="signatures")
    party = models.CharField(_("party"), max_length=8, choices=Party.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    statement = models.TextField(_("statement"))
    text_sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(_("signed at"))

    objects = SignatureQuerySet.as_manager()

    class Meta:
        app_label = "projects"
        verbose_name = _("signature")
        constraints = [
            models.UniqueConstraint(fields=["contract", "party"], name="one_signature_per_party"),
            models.UniqueConstraint(fields=["contract", "by"], name="nobody_signs_for_both_parties"),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.party}"


# What was offered is what is signed, delivered and paid: no later change, by whatever way.
promise(
    "projects",
    "contract_text_is_frozen",
    """
    CREATE OR REPLACE FUNCTION projects_contract_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF (NEW.award_id, NEW.lot_id, NEW.buyer_id, NEW.supplier_id, NEW.purchase_ocid, NEW.amount_fen, NEW.currency)
            IS DISTINCT FROM
           (OLD.award_id, OLD.lot_id, OLD.buyer_id, OLD.supplier_id, OLD.purchase_ocid, OLD.amount_fen, OLD.currency)
        OR (OLD.state <> 'DRAFTED'
            AND (NEW.text, NEW.starts_on, NEW.ends_on, NEW.performance_percent, NEW.payout_policy, NEW.term_months,
                 NEW.payment_days, NEW.overdue_percent)
                IS DISTINCT FROM
                (OLD.text, OLD.starts_on, OLD.ends_on, OLD.performance_percent, OLD.payout_policy, OLD.term_months,
                 OLD.payment_days, OLD.overdue_percent))
        THEN
            RAISE EXCEPTION 'contract %: what was offered is not changed any more', OLD.id
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE OR REPLACE TRIGGER contract_is_frozen BEFORE UPDATE ON projects_contract
        FOR EACH ROW EXECUTE FUNCTION projects_contract_is_frozen();
    """,
)
