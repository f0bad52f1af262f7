"""Questions about the plan, as words of the QuerySet."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import connection, models
from django.db.models import Exists, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from accounts.areas.queries import within
from accounts.models import Area, TrackRecordEntry
from accounts.organisations.kinds import OrganisationKind, TrackRecordKind
from accounts.roles import Role, organisations_of, paths_of, supervised_paths
from core.law.rulebook import rule
from procurement.plans.states import BudgetSource, PlanItemState

if TYPE_CHECKING:
    from procurement.plans.models import CatalogueEntry, OcidCounter, PlanItem  # noqa: F401 (named in the types below)

PUBLIC = [PlanItemState.PUBLISHED, PlanItemState.USED]
STANDING = [PlanItemState.APPROVED, *PUBLIC]
PLANNING = (Role.BUYER_OFFICER, Role.APPROVER, Role.FINANCE)


class QuarterBegins(models.Func):
    """The first instant of a quarter in Asia/Shanghai, from columns of its year and number."""

    template = "make_timestamptz(%(expressions)s * 3 - 2, 1, 0, 0, 0, 'Asia/Shanghai')"
    arity = 2
    output_field = models.DateTimeField()


class QuarterEnds(QuarterBegins):
    """The first instant after a quarter."""

    template = "make_timestamptz(%(expressions)s * 3 - 2, 1, 0, 0, 0, 'Asia/Shanghai') + interval '3 months'"


@dataclass(frozen=True)
class NewSpending:
    """A year's contracts for services that were not bought before, and what of it went to social organisations."""

    total: Decimal
    to_social_organisations: Decimal

    @property
    def share(self) -> Decimal | None:
        """The share of social organisations, 0 to 1; None while nothing has been spent."""
        return self.to_social_organisations / self.total if self.total else None

    @property
    def line(self) -> Decimal:
        """The share that policy asks for in principle."""
        return rule("social_organisation_share").rate

    @property
    def is_reached(self) -> bool | None:
        """Whether the line is reached; None while nothing has been spent."""
        return None if self.share is None else self.share >= self.line


@dataclass(frozen=True)
class Allocation:
    """What the formula gives an area for a year, and what the plan has taken of it; in fen."""

    allocated_fen: int
    planned_fen: int

    @property
    def left_fen(self) -> int:
        """What is left; negative where the plan takes more than the formula gives."""
        return self.allocated_fen - self.planned_fen


class PlanItemQuerySet(models.QuerySet["PlanItem"]):
    """Words for plan items."""

    def visible_to(self, user: Any) -> PlanItemQuerySet:
        """Items that were published, and before that those of the user's organisations and supervised areas."""
        return self.filter(
            Q(published_at__isnull=False) | Q(buyer__in=organisations_of(user)) | within(supervised_paths(user))
        )

    def at_desk_of(self, user: Any) -> PlanItemQuerySet:
        """Items of the user's organisations and of supervised areas, in whatever state."""
        return self.filter(Q(buyer__in=organisations_of(user)) | within(supervised_paths(user)))

    def with_all(self) -> PlanItemQuerySet:
        """With everything that the page of an item tells."""
        people = ("drafted_by", "approved_by", "published_by")
        rows = self.select_related("buyer__area", "area", "catalogue_entry", "admission", *people)
        return rows.prefetch_related("budget_lines", "needs__area")

    def of_year(self, year: int | None) -> PlanItemQuerySet:
        """Items of one year; without one, of all."""
        return self.filter(year=year) if year else self

    def in_state(self, state: str) -> PlanItemQuerySet:
        """Items in one state; without one, in whatever state."""
        return self.filter(state=state) if state else self

    def to_approve_by(self, user: Any) -> PlanItemQuerySet:
        """Drafts of the buyers for which the person approves, drafted by somebody else."""
        mine = self.filter(buyer__in=organisations_of(user, Role.APPROVER), state=PlanItemState.DRAFT)
        return mine.exclude(drafted_by=user)

    def to_publish_by(self, user: Any) -> PlanItemQuerySet:
        """Approved items of the officer's buyers that have not been published."""
        return self.filter(buyer__in=organisations_of(user, Role.BUYER_OFFICER), state=PlanItemState.APPROVED)

    def money_by_source(self) -> list[tuple[str, int]]:
        """The money of these items from each source that gives any, in fen."""
        rows = self.order_by().values_list("budget_lines__source").annotate(money=Sum("budget_lines__amount_fen"))
        found = {source: money for source, money in rows if source}
        return [(source, found[source]) for source in BudgetSource.values if source in found]

    def allocations_for(self, user: Any, year: int) -> list[tuple[Area, Allocation]]:
        """Every area with an allocation that the user buys for or supervises, with its allocation of a year."""
        paths = (*paths_of(user, *PLANNING), *supervised_paths(user))
        if not paths:
            return []
        planned = (
            self.standing()
            .filter(area=OuterRef("pk"), year=year, budget_lines__source=BudgetSource.FINANCE)
            .order_by()
            .values("area")
            .annotate(money=Sum("budget_lines__amount_fen"))
            .values("money")
        )
        areas = Area.objects.below(paths).exclude(allocation_base_fen=0, allocation_per_household_fen=0)
        rows: Any = areas.annotate(
            planned_fen=Coalesce(Subquery(planned), Value(0), output_field=models.BigIntegerField())
        )
        return [(area, Allocation(area.allocation_fen, area.planned_fen)) for area in rows]

    def public(self) -> PlanItemQuerySet:
        """Items of the published plan; one that was withdrawn no longer belongs to it."""
        return self.filter(state__in=PUBLIC)

    def standing(self) -> PlanItemQuerySet:
        """Items that were approved and not withdrawn."""
        return self.filter(state__in=STANDING)

    def ready_for_tender(self) -> PlanItemQuerySet:
        """Published items; those that are used too, for a tender may fail and be begun anew."""
        return self.filter(state__in=[PlanItemState.PUBLISHED, PlanItemState.USED])

    def in_area(self, area: Area) -> PlanItemQuerySet:
        """Items for an area and all areas below it."""
        return self.filter(area__path__startswith=area.path)

    def for_list(self) -> PlanItemQuerySet:
        """In the order of the year, with buyer, area and money read along."""
        rows = self.select_related("buyer", "area").prefetch_related("budget_lines")
        return rows.order_by("year", "quarter", "pk")

    def money_fen(self, *sources: str) -> int:
        """The money of all these items together, in fen; from the sources named, else from all."""
        chosen = Q(budget_lines__source__in=sources) if sources else Q()
        return self.aggregate(money=Sum("budget_lines__amount_fen", filter=chosen))["money"] or 0

    def allocation_of(self, area: Area, year: int) -> Allocation:
        """The area's allocation (base and amount per household) against the public money planned for it in a year."""
        planned = self.standing().filter(area=area, year=year).money_fen(BudgetSource.FINANCE)
        return Allocation(area.allocation_fen, planned)

    def new_spending(self, year: int) -> NewSpending:
        """The new spending of these items of a year, in yuan, and the part of it that went to social organisations.

        Read from the suppliers' track record, which keeps each completed contract under its ocid with its amount.
        """
        these = self.filter(year=year, is_new=True, ocid=OuterRef("ocid"))
        contracts = TrackRecordEntry.objects.filter(Exists(these), kind=TrackRecordKind.CONTRACT)
        social = Q(organisation__kind=OrganisationKind.SOCIAL)
        sums = contracts.aggregate(total=Sum("value"), social=Sum("value", filter=social))
        return NewSpending(sums["total"] or Decimal(0), sums["social"] or Decimal(0))


class CatalogueQuerySet(models.QuerySet["CatalogueEntry"]):
    """Words for the guidance catalogue."""

    def for_service(self, service_kind: str) -> CatalogueQuerySet:
        """Entries for one service."""
        return self.filter(service_kind=service_kind)

    def in_force(self) -> CatalogueQuerySet:
        """Entries that may be bought today."""
        return self.filter(in_force=True)


class OcidCounterQuerySet(models.QuerySet["OcidCounter"]):
    """Words for the numbers of purchases."""

    def next_of(self, year: int) -> int:
        """Give the next number of a year; whoever asks meanwhile waits until this transaction ends, so none is lost."""
        table = connection.ops.quote_name(self.model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} (year, last) VALUES (%s, 1) "  # noqa: S608 (our own table's name)
                f"ON CONFLICT (year) DO UPDATE SET last = {table}.last + 1 RETURNING last",
                [year],
            )
            return int(cursor.fetchone()[0])
