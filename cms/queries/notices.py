"""What is announced to everybody: results, cancellations and failures."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from procurement.awards.models import ResultNotice
from procurement.evaluations.sheet import in_full
from procurement.tenders.models import Lot, ScoringItem, Tender
from procurement.tenders.queries import public
from procurement.tenders.states import LotState, TenderState

ON_THE_FIRST_PAGE = 3


def results() -> QuerySet[ResultNotice]:
    """Published results, each with its purchase and how the award stands now."""
    return ResultNotice.objects.select_related("lot__tender__plan_item__area", "lot__tender__buyer", "award")


def newest() -> list[ResultNotice]:
    """The newest results."""
    return list(results().order_by("-published_at", "-pk")[:ON_THE_FIRST_PAGE])


def result(pk: int) -> ResultNotice | None:
    """One result."""
    return results().filter(pk=pk).first()


def cancellations() -> QuerySet[Tender]:
    """Tenders that were cancelled after people had read them."""
    rows = Tender.objects.public().filter(state=TenderState.CANCELLED)
    return rows.select_related("plan_item__area", "buyer")


def failures() -> QuerySet[Lot]:
    """Lots that failed, with the reason."""
    rows = Lot.objects.filter(public("tender__"), state=LotState.FAILED)
    return rows.select_related("tender__plan_item__area", "tender__buyer")


@dataclass(frozen=True)
class Matrix:
    """Every bid's points under its letter: the items of the sheet, and a line a bid."""

    items: list[ScoringItem]
    lines: list[dict[str, Any]]


def matrix(content: dict[str, Any]) -> Matrix:
    """Return the published points with the names of their items, in the order of the sheet."""
    lines = content.get("matrix") or []
    known = {key for line in lines for key in line["points"]}
    items = ScoringItem.objects.filter(pk__in=known).order_by("section__order", "order")
    found = list(items)
    return Matrix(found, [_in_line(line, [line["points"].get(str(item.pk)) for item in found]) for line in lines])


def _in_line(line: dict[str, Any], cells: list[str | None]) -> dict[str, Any]:
    """One bid's column, every figure with the same number of decimals."""
    price_score, total, *points = (
        in_full(None if one is None else Decimal(one)) for one in (line.get("price_score"), line.get("total"), *cells)
    )
    return {**line, "price_score": price_score, "total": total, "cells": points}
