"""Filling objective items from the register, the same for all members."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from statistics import mean

from accounts.models import Organisation, TrackRecordEntry
from accounts.organisations.kinds import TrackRecordKind
from core.time import day_of
from procurement.bids.models import Bid
from procurement.evaluations.models import Evaluation, ObjectiveScore
from procurement.evaluations.objective import Facts, fill
from procurement.tenders.models import ScoringItem
from procurement.tenders.models_sheet import ItemKind

# Figures that describe a level are averaged over the purchases, the others counted or added.
LEVELS = frozenset({TrackRecordKind.RATING, TrackRecordKind.ON_TIME, TrackRecordKind.DELIVERED})


def facts_of(supplier: Organisation, evaluation: Evaluation) -> Facts:
    """Return what the register knows of a supplier on the day of the deadline."""
    deadline = evaluation.lot.tender.deadline
    assert deadline is not None  # an opened tender had one
    figures: dict[str, list[Decimal]] = {}
    for kind, value in TrackRecordEntry.objects.filter(organisation=supplier, at__lt=deadline).values_list(
        "kind", "value"
    ):
        figures.setdefault(kind, []).append(value)
    track_record = {
        kind: mean(values)
        if kind in LEVELS
        else Decimal(len(values))
        if kind == TrackRecordKind.CONTRACT
        else sum(values, Decimal(0))
        for kind, values in figures.items()
    }
    day = day_of(deadline)
    return Facts(supplier.grade_on(day), supplier.registered_on, day, track_record)


def sheet_items(evaluation: Evaluation, *kinds: str) -> list[ScoringItem]:
    """Return the items of the sheet of these kinds, in the order of the sheet."""
    items = ScoringItem.objects.filter(section__tender=evaluation.lot.tender_id, kind__in=kinds)
    return list(items.order_by("section__order", "order"))


def fill_objective_items(evaluation: Evaluation, bids: Iterable[Bid]) -> None:
    """Give the points that follow from the register; items that need a person's eye stay empty for the leader."""
    items = sheet_items(evaluation, ItemKind.OBJECTIVE)
    rows = []
    for bid in bids:
        facts = facts_of(bid.supplier, evaluation)
        for item in items:
            filled = fill(item.scale, item.weight or Decimal(0), facts)
            if filled is not None:
                rows.append(
                    ObjectiveScore(
                        evaluation=evaluation, bid=bid, item=item, points=filled.points, source=filled.source
                    )
                )
    ObjectiveScore.objects.bulk_create(rows)
