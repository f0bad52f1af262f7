"""The anonymised matrix of a published result, and the table from which everybody recomputes its totals.

Bids are letters. What the members gave an item stands from the highest to the lowest number, so that no column is a
person. The points for the price stand exactly (six decimals): the total is their sum with the means, rounded once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from core.spreadsheets import as_csv
from procurement.awards.models import ResultNotice
from procurement.evaluations.models import Evaluation, ObjectiveScore, Score
from procurement.tenders.models import ScoringItem
from procurement.tenders.models_sheet import ItemKind

SIX = Decimal("0.000001")
# Both languages in every head and kind: the file is kept and sent on, and its next reader may read the other one.
HEAD = ["投标 bid", "评分项 item", "评分项（英文） item in English", "类别 kind", "满分 at most"]
COUNTED = "计入 counted"
KINDS = {
    ItemKind.SUBJECTIVE: "主观 judged",
    ItemKind.OBJECTIVE: "客观 objective",
    ItemKind.PRICE: "价格 price",
}


@dataclass(frozen=True)
class Cell:
    """One bid's points for one item: the mean, and what it was made of."""

    mean: Decimal | None
    given: tuple[Decimal, ...] = ()


@dataclass(frozen=True)
class Row:
    """One item of the sheet, a cell a bid."""

    item: ScoringItem
    cells: list[Cell]


@dataclass(frozen=True)
class Matrix:
    """The ranked bids as letters, the items, and the totals."""

    letters: list[str]
    rows: list[Row]
    totals: list[Decimal | None]
    ranks: list[int | None]
    out: list[tuple[str, str]]

    def table(self) -> Iterator[Sequence[Any]]:
        """Yield the lines of the CSV, its head first; empty fields where a member column is not used."""
        widest = max((len(cell.given) for row in self.rows for cell in row.cells), default=0)
        numbers = [f"评分{place} given {place}" for place in range(1, widest + 1)]
        yield [
            "投标 bid",
            "评分项 item",
            "评分项（英文） item in English",
            "类别 kind",
            "满分 at most",
            *numbers,
            COUNTED,
            "名次 rank",
        ]
        for place, letter in enumerate(self.letters):
            for row in self.rows:
                cell, item = row.cells[place], row.item
                given = [str(points) for points in cell.given] + [""] * (widest - len(cell.given))
                counted = "" if cell.mean is None else str(cell.mean)
                weight = f"{(item.weight or Decimal(0)).normalize():f}"
                yield [letter, item.name_zh, item.name_en, KINDS[ItemKind(item.kind)], weight, *given, counted, ""]
            total = self.totals[place]
            blank = [""] * widest
            yield [letter, "总分", "Total", "总分 total", "", *blank, "" if total is None else total, self.ranks[place]]

    def as_csv(self) -> str:
        """Return the table as CSV text."""
        return as_csv(self.table())


def matrix_of_notice(notice: ResultNotice) -> Matrix:
    """Return the matrix of a published result."""
    evaluation = notice.award.evaluation
    lines: list[Any] = list(evaluation.lines.with_names())
    ranked = sorted((line for line in lines if line.rank is not None), key=lambda line: line.letter)
    given = _given(evaluation)
    items = list(ScoringItem.objects.filter(section__tender=notice.lot.tender_id).order_by("section__order", "order"))
    weight = sum((item.weight or Decimal(0) for item in items if item.kind == ItemKind.PRICE), Decimal(0))
    best = min((line.adjusted_price_fen for line in ranked if line.adjusted_price_fen), default=0)

    def cell(line: Any, item: ScoringItem) -> Cell:
        if item.kind == ItemKind.PRICE:
            share = (item.weight or Decimal(0)) / weight if weight else Decimal(0)
            return Cell(_exact_price_points(best, line.adjusted_price_fen, weight, share))
        points = given.get((line.bid_id, item.pk), ())
        return Cell(_mean(points), points if item.kind == ItemKind.SUBJECTIVE else ())

    return Matrix(
        letters=[line.letter for line in ranked],
        rows=[Row(item, [cell(line, item) for line in ranked]) for item in items if item.kind],
        totals=[line.total for line in ranked],
        ranks=[line.rank for line in ranked],
        out=[(line.letter, line.out_reason) for line in lines if line.rank is None],
    )


def _given(evaluation: Evaluation) -> dict[tuple[int, int], tuple[Decimal, ...]]:
    found: dict[tuple[int, int], list[Decimal]] = {}
    scores = Score.objects.counting().filter(member__evaluation=evaluation)
    shared = ObjectiveScore.objects.filter(evaluation=evaluation)
    for rows in (scores, shared):
        for bid, item, points in rows.values_list("bid_id", "item_id", "points"):
            found.setdefault((bid, item), []).append(points)
    return {place: tuple(sorted(points, reverse=True)) for place, points in found.items()}


def _mean(points: Sequence[Decimal]) -> Decimal | None:
    """The mean as it counts: not rounded to cents, which would move a total."""
    return (sum(points, Decimal(0)) / len(points)).quantize(SIX) if points else None


def _exact_price_points(best: int, price: int | None, weight: Decimal, share: Decimal) -> Decimal | None:
    if not price or not best:
        return None
    exact = Fraction(best, price) * Fraction(weight) * Fraction(share)
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(SIX)
