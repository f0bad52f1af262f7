"""Questions about the plan, as words of the QuerySet."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import connection, models
from django.db.models import Exists, OuterRef, Q, Sum

from accounts.areas.queries import within
from accounts.models import Area, TrackRecordEntry
from accounts.organisations.kinds import OrganisationKind, TrackRecordKind
from accounts.roles import organisations_of, supervised_paths
from core.law.rulebook import rule
from procurement.plans.states import BudgetSource, PlanItemState

if TYPE_CHECKING:
    from procurement.plans.models import CatalogueEntry, OcidCounter, PlanItem  # noqa: F401 (named in the types below)

PUBLIC = [PlanItemState.PUBLISHED, PlanItemState.USED]
STANDING = [PlanItemState.APPROVED, *PUBLIC]


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

    def public(self) -> PlanItemQuerySet:
        """Items of the published plan; one that was withdrawn no longer belongs to it."""
        return self.filter(state__in=PUBLIC)

    def standing(self) -> PlanItemQuerySet:
        """Items that were approved and not withdrawn."""
        return self.filter(state__in=STANDING)

    def ready_for_tender(self) -> PlanItemQuerySet:
        """Published items on which no tender has opened."""
        return self.filter(state=PlanItemState.PUBLISHED)

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
