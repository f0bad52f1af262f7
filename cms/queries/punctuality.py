"""How punctual both sides are: buyers with their payments, suppliers with their deliveries; in a few questions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Aggregate, Count, DateField, DurationField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate

from core.time import SHANGHAI, today
from projects.milestones.models import Milestone
from projects.payouts.models import Payout

SHOWN = 50  # buyers or suppliers, those with the most payments or deliveries


class Median(Aggregate):
    """The middle of the values of a group."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    name = "Median"


@dataclass(frozen=True)
class Payer:
    """One buyer: its payments, how long they take, how many came in time, and what its suppliers delivered in time."""

    name: str
    paid: int
    days: int | None
    in_time: int
    late_now: int
    delivered: int
    delivered_in_time: int


@dataclass(frozen=True)
class Deliverer:
    """One supplier: what it has delivered, and how much of it in time."""

    name: str
    delivered: int
    in_time: int


def accepted_on() -> Coalesce:
    """The day on which what is paid was accepted, or decided by a rating."""
    return Coalesce(
        TruncDate("milestone__accepted_at", tzinfo=SHANGHAI),
        TruncDate("decision__at", tzinfo=SHANGHAI),
        output_field=DateField(),
    )


def _arrived() -> Coalesce:
    """The day of the voucher, else of its record."""
    return Coalesce("left_on", TruncDate("paid_at", tzinfo=SHANGHAI), output_field=DateField())


def _paid() -> QuerySet[Payout]:
    took = ExpressionWrapper(F("arrived") - accepted_on(), DurationField())
    return Payout.objects.paid().annotate(arrived=_arrived()).annotate(took=took)


def payers() -> list[Payer]:
    """The buyers that have paid or are late, those with the most payments first; three questions."""
    rows: dict[int, dict[str, Any]] = {}
    by = {"buyer": F("contract__buyer"), "name": F("contract__buyer__name")}
    counted: Any = _paid().order_by().values(**by)
    counted = counted.annotate(
        paid=Count("pk"),
        median=Median("took", output_field=DurationField()),
        in_time=Count("pk", filter=Q(pay_by=None) | Q(arrived__lte=F("pay_by"))),
    )
    for row in counted.order_by("-paid", "buyer")[:SHOWN]:
        rows[row["buyer"]] = row
    waiting: Any = Payout.objects.open().filter(pay_by__lt=today()).order_by().values(**by)
    for row in waiting.annotate(late=Count("pk")).order_by("-late", "buyer")[:SHOWN]:
        rows.setdefault(row["buyer"], {"name": row["name"]})["late"] = row["late"]
    delivered: Any = Milestone.objects.filter(contract__buyer__in=list(rows), first_submitted_on__isnull=False)
    for row in delivered.order_by().values(buyer=F("contract__buyer")).annotate(**_deliveries()):
        rows[row["buyer"]].update(delivered=row["delivered"], kept=row["kept"])
    return [
        Payer(
            row["name"],
            row.get("paid", 0),
            _days(row.get("median")),
            row.get("in_time", 0),
            row.get("late", 0),
            row.get("delivered", 0),
            row.get("kept", 0),
        )
        for row in rows.values()
    ]


def public_payouts() -> QuerySet[Payout, Any]:
    """Payments of published contracts that have arrived or still may, oldest first, as the values that all may read."""
    rows: Any = Payout.objects.live().filter(contract__published_at__isnull=False).order_by("pk")
    found: QuerySet[Payout, dict[str, Any]] = rows.values(
        "contract__purchase_ocid",
        "contract__buyer__name",
        "payee__name",
        "milestone__title",
        "decision__period",
        "part",
        "amount_fen",
        "requested_at",
        "pay_by",
        "state",
        accepted_on=accepted_on(),
        arrived=_arrived(),
    )
    return found


def deliverers() -> list[Deliverer]:
    """The suppliers that have delivered, those with the most deliveries first; one question."""
    delivered = Milestone.objects.filter(first_submitted_on__isnull=False).order_by()
    rows: Any = delivered.values(supplier=F("contract__supplier"), name=F("contract__supplier__name"))
    rows = rows.annotate(**_deliveries()).order_by("-delivered", "supplier")[:SHOWN]
    return [Deliverer(row["name"], row["delivered"], row["kept"]) for row in rows]


def _deliveries() -> dict[str, Any]:
    kept = Count("pk", filter=Q(first_submitted_on__lte=F("due_on")))
    return {"delivered": Count("pk"), "kept": kept}


def _days(median: timedelta | None) -> int | None:
    """A middle of days as people read it: half a day counts up."""
    return None if median is None else max(0, (median + timedelta(hours=12)).days)
