"""The year's plan: what the buyer will buy, with which money, for which needs."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from accounts.service_kinds import ServiceKind
from core.database.promises import promise
from core.time import core_now
from core.transitions import Machine, StateField
from procurement.plans import guards
from procurement.plans.queries import CatalogueQuerySet, OcidCounterQuerySet, PlanItemQuerySet
from procurement.plans.states import (
    PLAN_ITEM_STATE_NAMES,
    BudgetSource,
    Method,
    NegativePoint,
    PlanItemState,
    Quarter,
)

NOT_YET_APPROVED = [PlanItemState.DRAFT, PlanItemState.WITHDRAWN]


class CatalogueEntry(models.Model):
    """A service of the guidance catalogue (指导性目录), which names what may be bought."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name_zh = models.CharField(_("Chinese name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    service_kind = models.CharField(_("service"), max_length=30, choices=ServiceKind.choices)
    in_force = models.BooleanField(_("in force"), default=True)

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        app_label = "procurement"
        verbose_name = _("catalogue entry")
        verbose_name_plural = _("catalogue entries")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name_zh}"


class OcidCounter(models.Model):
    """The last number given to a purchase of a year; the row is locked while the next one is given."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField()

    objects = OcidCounterQuerySet.as_manager()

    class Meta:
        app_label = "procurement"

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class PlanItem(Machine):
    """One purchase of the plan; its ocid stays with the purchase up to the last rating."""

    INITIAL = frozenset({PlanItemState.DRAFT})
    STATE_NAMES = PLAN_ITEM_STATE_NAMES

    state = StateField(_("state"), default=PlanItemState.DRAFT, choices=PlanItemState.choices, protected=True)
    ocid = models.CharField(_("OCID"), max_length=60, unique=True, editable=False)
    buyer = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="plan_items", verbose_name=_("buyer")
    )
    area = models.ForeignKey("accounts.Area", models.PROTECT, related_name="plan_items", verbose_name=_("area"))
    year = models.PositiveSmallIntegerField(_("year"))
    quarter = models.PositiveSmallIntegerField(_("quarter"), choices=Quarter.choices)
    title = models.CharField(_("title"), max_length=200)
    service_kind = models.CharField(_("service"), max_length=30, choices=ServiceKind.choices)
    catalogue_entry = models.ForeignKey(CatalogueEntry, models.PROTECT, related_name="plan_items")
    method = models.CharField(_("method"), max_length=20, choices=Method.choices)
    is_new = models.BooleanField(
        _("new spending"), default=True, help_text=_("New this year; not a service that is already being bought.")
    )
    # Points of the negative list that the drafter found to apply; any one of them stops the approval.
    negative_list = ArrayField(
        models.CharField(max_length=30, choices=NegativePoint.choices),
        verbose_name=_("negative list"),
        default=list,
        blank=True,
    )
    needs = models.ManyToManyField("procurement.Need", related_name="plan_items", blank=True)
    admission = models.ForeignKey(
        "procurement.Admission", models.PROTECT, null=True, blank=True, related_name="plan_items"
    )
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(_("drafted at"), default=core_now)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    withdraw_reason = models.TextField(_("why it was withdrawn"), blank=True)

    objects = PlanItemQuerySet.as_manager()

    class Meta:
        app_label = "procurement"
        verbose_name = _("plan item")
        indexes = [models.Index(fields=["year", "quarter", "id"], name="plan_by_quarter")]
        constraints = [
            models.CheckConstraint(condition=Q(quarter__range=(1, 4)), name="plan_item_quarter_is_one_of_four"),
            models.CheckConstraint(condition=Q(year__range=(2000, 2099)), name="plan_item_year_has_four_digits"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="plan_item_approved_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=False) | Q(state__in=NOT_YET_APPROVED),
                name="plan_item_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=models.F("drafted_by")),
                name="plan_item_approved_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True, published_at__isnull=True)
                | Q(published_by__isnull=False, published_at__isnull=False),
                name="plan_item_published_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(state=PlanItemState.WITHDRAWN) ^ Q(withdraw_reason=""),
                name="plan_item_withdrawn_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ocid} {self.title}"

    @property
    def budget_fen(self) -> int:
        """The money of the item from all sources, in fen."""
        return sum(line.amount_fen for line in self.budget_lines.all())

    @transition(
        state,
        source=PlanItemState.DRAFT,
        target=PlanItemState.APPROVED,
        conditions=[
            guards.money_is_named_by_source,
            guards.nothing_on_the_negative_list,
            guards.catalogue_entry_is_in_force,
            guards.needs_are_adopted,
            guards.task_is_admitted,
            guards.method_suits_the_budget,
        ],
        permission="procurement.approve_plan_item",
        custom={"label": _("Approve")},
    )
    def approve(self, by_id: int) -> None:
        """A second person has found the item lawful and paid for."""
        self.approved_by_id = by_id
        self.approved_at = core_now()

    @transition(
        state,
        source=PlanItemState.APPROVED,
        target=PlanItemState.PUBLISHED,
        conditions=[guards.task_is_admitted],
        permission="procurement.publish_plan_item",
        custom={"label": _("Publish")},
    )
    def publish(self, by_id: int) -> None:
        """Everybody reads the item from now on, and the supporters of its needs are told."""
        self.published_by_id = by_id
        self.published_at = core_now()

    @transition(
        state,
        source=PlanItemState.PUBLISHED,
        target=PlanItemState.USED,
        permission="procurement.use_plan_item",
        custom={"label": _("Open a tender")},
    )
    def use(self) -> None:
        """A tender has opened on the item; it can no longer be withdrawn."""

    @transition(
        state,
        source=[PlanItemState.DRAFT, PlanItemState.APPROVED, PlanItemState.PUBLISHED],
        target=PlanItemState.WITHDRAWN,
        permission="procurement.withdraw_plan_item",
        custom={"label": _("Withdraw")},
    )
    def withdraw(self, why: str) -> None:
        """The item leaves the plan; where it was published, its reason is public."""
        self.withdraw_reason = why


class BudgetLine(models.Model):
    """The money of a plan item from one source."""

    plan_item = models.ForeignKey(PlanItem, models.CASCADE, related_name="budget_lines")
    source = models.CharField(_("source"), max_length=20, choices=BudgetSource.choices)
    amount_fen = models.BigIntegerField(_("amount in fen"))

    class Meta:
        app_label = "procurement"
        verbose_name = _("budget line")
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="budget_line_above_zero"),
            models.UniqueConstraint(fields=["plan_item", "source"], name="budget_line_once_per_source"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_item_id} {self.source}: {self.amount_fen}"


# What the second person approved is what is spent: the money of an item is fixed from its approval on.
promise(
    "procurement",
    "budget_is_fixed_from_approval",
    """
    CREATE OR REPLACE FUNCTION procurement_budget_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        touched bigint[] := CASE TG_OP WHEN 'INSERT' THEN ARRAY[NEW.plan_item_id]
                                       WHEN 'DELETE' THEN ARRAY[OLD.plan_item_id]
                                       ELSE ARRAY[OLD.plan_item_id, NEW.plan_item_id] END;
        fixed bigint;
    BEGIN
        SELECT id INTO fixed FROM procurement_planitem WHERE id = ANY (touched) AND state <> 'DRAFT' LIMIT 1;
        IF FOUND AND NOT linli_is_exempt() THEN
            RAISE EXCEPTION 'the budget of plan item % is fixed from its approval on', fixed
                USING ERRCODE = 'check_violation';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END $$;
    CREATE OR REPLACE TRIGGER budget_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON procurement_budgetline
        FOR EACH ROW EXECUTE FUNCTION procurement_budget_is_fixed();
    """,
)
