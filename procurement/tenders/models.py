"""The tender: what is bought, under which rules, until when. Its lots, sheet and talk stand beside it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from core.search import Bigrams
from core.time import day_of
from core.transitions import Machine, StateField
from payments.deposits.states import WaiverRule
from procurement.tenders import guards
from procurement.tenders.models_custody import CustodianKey
from procurement.tenders.models_lot import Lot
from procurement.tenders.models_sheet import PlannedMilestone, ScoringItem, ScoringSection
from procurement.tenders.models_talk import ClauseComment, Question
from procurement.tenders.queries import SEARCHED, TenderQuerySet
from procurement.tenders.states import TENDER_STATE_NAMES, TenderState

__all__ = [
    "ClauseComment",
    "CustodianKey",
    "Lot",
    "PlannedMilestone",
    "Question",
    "ScoringItem",
    "ScoringSection",
    "Tender",
]

BUYERS_STEPS = [
    TenderState.DRAFT,
    TenderState.REVIEW,
    TenderState.PUBLIC_COMMENT,
    TenderState.OPEN,
    TenderState.CLOSED,
    TenderState.OPENED,
    TenderState.EVALUATING,
]


def payout_policy() -> dict[str, str]:
    """Return the usual policy of the performance part: rating interval, target 75, floor 50."""
    return {"policy": "interval", "target": "75", "floor": "50"}


def low_price_rates() -> dict[str, str]:
    """Return the rates below which a price is abnormally low, where the document raises none."""
    return {"mean": "0.50", "second_lowest": "0.50", "ceiling": "0.45"}


class TiePrice(models.TextChoices):
    """Which price settles equal totals."""

    RAW = "raw", _("The price as bid")
    ADJUSTED = "adjusted", _("The price after the deduction for small enterprises")


class Tender(Machine):
    """One tender on one plan item: its document, its sheet, its clock."""

    INITIAL = frozenset({TenderState.DRAFT})
    STATE_NAMES = TENDER_STATE_NAMES

    plan_item = models.ForeignKey("procurement.PlanItem", models.PROTECT, related_name="tenders")
    buyer = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="tenders_as_buyer")
    agency = models.ForeignKey(
        "accounts.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tenders_as_agency",
        help_text=_("Runs the procedure on the buyer's mandate; decides nothing."),
    )
    state = StateField(default=TenderState.DRAFT, choices=TenderState.choices, protected=True)

    title = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True)
    method = models.CharField(
        max_length=20, blank=True, help_text=_("A method of the rulebook; empty until it is known.")
    )
    lang = models.CharField(max_length=10, default="zh-hans")
    # The five parts that the document owes its readers.
    objective = models.TextField(blank=True)
    requirements = models.TextField(blank=True)
    term_text = models.CharField(max_length=300, blank=True)
    term_months = models.PositiveSmallIntegerField(null=True, blank=True, help_text=_("Months of one contract."))
    scope = models.TextField(blank=True)
    expected_effect = models.TextField(blank=True)

    longest_months = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("Months with every renewal; empty where there is none.")
    )
    long_term_grounds = models.TextField(blank=True, help_text=_("Why a term above one year is lawful."))
    qualification = models.JSONField(default=list, blank=True, help_text=_('List of {"zh", "en"}.'))
    documents_asked = models.JSONField(default=list, blank=True, help_text=_('List of {"zh", "en"}.'))

    budget_fen = models.BigIntegerField(null=True, blank=True)
    ceiling_fen = models.BigIntegerField(null=True, blank=True)
    small_micro_deduction = models.DecimalField(
        max_digits=6, decimal_places=4, null=True, blank=True, help_text=_("Share; empty where none is given.")
    )
    is_complex = models.BooleanField(default=False)
    deposit_percent = models.DecimalField(max_digits=6, decimal_places=3, default=Decimal(0))
    performance_deposit_percent = models.DecimalField(max_digits=6, decimal_places=3, default=Decimal(0))
    # Who need not pay the bid deposit: decided in the document, so that nobody has to ask before the opening.
    deposit_waiver = models.CharField(max_length=11, choices=WaiverRule.choices, default=WaiverRule.NONE)
    performance_percent = models.DecimalField(
        max_digits=6,
        decimal_places=3,
        default=Decimal(10),
        help_text=_("Part of each milestone that waits for the residents' rating, in percent."),
    )
    payout_policy = models.JSONField(default=payout_policy)
    tie_price = models.CharField(max_length=10, choices=TiePrice.choices, default=TiePrice.RAW)
    low_price_rates = models.JSONField(default=low_price_rates)
    source_facts = models.JSONField(default=dict, blank=True, help_text=_("The facts as they were imported."))

    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # Whoever wrote a word of the document; none of them publishes it.
    writers = ArrayField(models.BigIntegerField(), default=list, blank=True, editable=False)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    comment_until = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    deadline = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.TextField(blank=True)

    objects = TenderQuerySet.as_manager()

    class Meta:
        app_label = "procurement"
        indexes = [
            models.Index(fields=["state", "deadline"], name="tender_by_state_and_deadline"),
            models.Index(fields=["-published_at", "-id"], name="tender_newest_first"),
            GinIndex(Bigrams(SEARCHED), name="tender_bigrams"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["plan_item"],
                condition=~Q(state__in=["CANCELLED", "FAILED"]),
                name="one_standing_tender_a_plan_item",
            ),
            models.CheckConstraint(
                condition=Q(budget_fen=None) | Q(budget_fen__gt=0),
                name="tender_budget_above_zero",
                violation_error_message=_("The budget is an amount above zero."),
            ),
            models.CheckConstraint(
                condition=Q(ceiling_fen=None) | Q(ceiling_fen__gt=0),
                name="tender_ceiling_above_zero",
                violation_error_message=_("The ceiling is an amount above zero."),
            ),
            models.CheckConstraint(
                condition=Q(submitted_by=None, submitted_at=None)
                | Q(submitted_by__isnull=False, submitted_at__isnull=False),
                name="tender_submitted_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(published_by=None, published_at=None, issued_at=None)
                | Q(published_by__isnull=False, published_at__isnull=False, issued_at__isnull=False),
                name="tender_published_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(deadline__gt=F("issued_at"), budget_fen__isnull=False),
                name="published_tender_has_deadline_and_budget",
            ),
            models.CheckConstraint(
                condition=Q(performance_percent__gte=0, performance_percent__lte=100),
                name="tender_performance_percent_is_a_share",
            ),
            models.CheckConstraint(
                condition=Q(deposit_percent__gte=0, performance_deposit_percent__gte=0),
                name="tender_deposits_not_negative",
            ),
        ]
        verbose_name = _("tender")

    def __str__(self) -> str:
        return self.title

    @property
    def ocid(self) -> str:
        """The purchase this tender belongs to."""
        return self.plan_item.ocid

    @property
    def deadline_on(self) -> date | None:
        """The Shanghai day of the deadline."""
        return day_of(self.deadline) if self.deadline else None

    @property
    def highest_price_fen(self) -> int | None:
        """The price that no bid may exceed: the ceiling, else the budget."""
        return self.ceiling_fen if self.ceiling_fen is not None else self.budget_fen

    @property
    def was_public(self) -> bool:
        """Whether people outside the office have been able to read it at any time."""
        return self.published_at is not None or self.comment_until is not None

    # --- the table of steps
    @transition(
        state,
        source=TenderState.DRAFT,
        target=TenderState.REVIEW,
        conditions=guards.LAWFUL_DOCUMENT,
        permission="procurement.submit_tender",
        custom={"label": _("Submit for review")},
    )
    def submit(self, *, submitted_by: Any, submitted_at: datetime) -> None:
        """A second person checks the document and publishes it."""
        self.submitted_by, self.submitted_at = submitted_by, submitted_at

    @transition(
        state,
        source=TenderState.REVIEW,
        target=TenderState.DRAFT,
        permission="procurement.return_tender",
        custom={"label": _("Return to draft")},
    )
    def return_to_draft(self) -> None:
        """The officer gets the document back with the reason and mends it."""
        self.submitted_by = self.submitted_at = None

    @transition(
        state,
        source=TenderState.REVIEW,
        target=TenderState.PUBLIC_COMMENT,
        conditions=[guards.comment_period_lies_ahead],
        permission="procurement.ask_public",
        custom={"label": _("Ask the residents")},
    )
    def ask_public(self) -> None:
        """Residents of the area may comment on each clause, and every comment gets an answer with its reason."""

    @transition(
        state,
        source=TenderState.PUBLIC_COMMENT,
        target=TenderState.REVIEW,
        conditions=[guards.comment_period_is_over, guards.every_comment_is_answered],
        permission="procurement.settle_tender",
        custom={"label": _("Settle the comments")},
    )
    def settle(self) -> None:
        """Every comment has its outcome; the document goes back to review."""

    @transition(
        state,
        source=TenderState.REVIEW,
        target=TenderState.OPEN,
        conditions=[
            *guards.LAWFUL_DOCUMENT,
            guards.plan_item_is_published,
            guards.custodians_are_ready,
            guards.every_comment_is_answered,
            guards.deadline_can_be_computed,
            guards.bidding_period_is_lawful,
            guards.deadline_is_no_holiday,
        ],
        permission="procurement.publish_tender",
        custom={"label": _("Publish")},
    )
    def publish(self, *, published_by: Any, published_at: datetime) -> None:
        """Bids are accepted from now until the deadline."""
        self.published_by, self.published_at = published_by, published_at

    @transition(
        state,
        source=TenderState.OPEN,
        target=TenderState.CLOSED,
        conditions=[guards.deadline_has_passed],
        custom={"clock": True, "label": _("Close")},
    )
    def close(self) -> None:
        """No bid is accepted any more; nothing is opened yet."""

    @transition(
        state,
        source=TenderState.CLOSED,
        target=TenderState.OPENED,
        permission="procurement.open_bids",
        custom={"label": _("Open the bids")},
    )
    def open(self) -> None:
        """The bids are opened by both custodians and read out to everybody who bid."""

    @transition(
        state,
        source=TenderState.OPENED,
        target=TenderState.EVALUATING,
        permission="procurement.start_evaluation",
        custom={"label": _("Start the evaluation")},
    )
    def start_evaluation(self) -> None:
        """The committee scores the qualified bids."""

    @transition(
        state,
        source=TenderState.EVALUATING,
        target=TenderState.DECIDED,
        conditions=[guards.every_lot_is_over, guards.some_lot_is_awarded],
        permission="procurement.decide_tender",
        custom={"label": _("Decide the tender")},
    )
    def decide(self) -> None:
        """Every lot has its result: awarded, failed or cancelled."""

    @transition(
        state,
        source=TenderState.DECIDED,
        target=TenderState.CONCLUDED,
        conditions=[guards.every_lot_is_noticed],
        permission="procurement.conclude_tender",
        custom={"label": _("Conclude")},
    )
    def conclude(self) -> None:
        """The result of every lot is published; the procedure is at its end."""

    @transition(
        state,
        source=[TenderState.CLOSED, TenderState.OPENED, TenderState.EVALUATING, TenderState.DECIDED],
        target=TenderState.FAILED,
        conditions=[guards.every_lot_has_failed],
        custom={"clock": True, "label": _("Fail")},
    )
    def fail(self) -> None:
        """No lot found a supplier; the reasons are published, and the plan item may be tendered again."""

    @transition(
        state,
        source=BUYERS_STEPS,
        target=TenderState.CANCELLED,
        conditions=[guards.no_lot_is_awarded],
        permission="procurement.cancel_tender",
        custom={"label": _("Cancel")},
    )
    def cancel(self, *, cancel_reason: str) -> None:
        """The purchase ends here; the reason is published wherever the tender had been public."""
        self.cancel_reason = cancel_reason
