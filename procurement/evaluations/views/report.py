"""The report of an evaluation: totals, ranks, the rules behind them, and who has signed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.law.rulebook import rulebook
from core.money import display
from core.templatetags.linli import moment
from core.views import ThingView
from core.words import in_its_language, reads_english
from procurement.evaluations.models import Evaluation
from procurement.evaluations.services.filling import sheet_items
from procurement.evaluations.sheet import in_full, named, plain
from procurement.evaluations.views.desk import WITH_REPORT
from procurement.tenders.models_sheet import ItemKind
from procurement.tenders.words import lot_in_plain_words


class ReportView(ThingView):
    """The report, for the buyer's people, the supervisors of the area and the members; from the settling on."""

    model = Evaluation
    template_name = "procurement/evaluations/report.html"

    def get_queryset(self) -> Any:
        """With the tender, which decides who sees it."""
        return super().get_queryset().for_list()

    def get_object(self, queryset: Any = None) -> Evaluation:
        """The evaluation, once there is a report."""
        found: Evaluation = super().get_object(queryset)
        if found.state not in WITH_REPORT:
            raise Http404
        return found

    @cached_property
    def lines(self) -> list[Any]:
        """The lines of the result."""
        return list(self.object.lines.with_names())

    def facts(self) -> list[tuple[Any, Any]]:
        """When, by which method, how far the members agreed, and the fingerprint."""
        evaluation = self.object
        report = evaluation.report or {}
        drawn = "; ".join("=".join(letters) for letters in report.get("drawn_among_equals") or [])
        return [
            (_("Buyer"), evaluation.lot.tender.buyer),
            (_("Settled"), moment(evaluation.settled_at)),
            *([(_("Signed by all"), moment(evaluation.reported_at))] if evaluation.reported_at else []),
            (_("Agreement of the members (Kendall's W: 0 none, 1 full)"), evaluation.agreement or "–"),
            *([(_("Equal bids, put in a row by the draw"), drawn)] if drawn else []),
            (_("Fingerprint of the report (SHA-256)"), evaluation.report_sha256),
        ]

    def ranking(self) -> list[dict[str, Any]]:
        """Rank by rank: supplier, price, points."""
        return [
            {
                "rank": line.rank,
                "letter": line.letter,
                "supplier": line.bid.supplier.name,
                "price": display(line.bid.price_fen or 0),
                "adjusted": "–" if line.adjusted_price_fen is None else display(line.adjusted_price_fen),
                "price_score": in_full(line.price_score),
                "total": in_full(line.total),
                "out": line.out_reason,
            }
            for line in self.lines
        ]

    def by_item(self, letters: list[str]) -> list[dict[str, Any]]:
        """Item by item: what every member gave each bid, the members as numbers, and the mean."""
        evaluation = self.object
        given: dict[tuple[str, int], list[Any]] = {}
        for score in evaluation.counting_scores().order_by("member__draw_position", "member_id"):
            given.setdefault((score.letter, score.item_id), []).append(score.points)
        means = {line.letter: line.points for line in self.lines}
        shared = {(one.letter, one.item_id): one.source for one in evaluation.objective_scores.with_letters(evaluation)}
        return [
            {
                "name": named(item),
                "weight": plain(item.weight),
                "cells": [
                    {
                        "mean": _mean(means.get(letter, {}).get(str(item.pk))),
                        "given": " · ".join(plain(points) for points in given.get((letter, item.pk), [])),
                        "source": shared.get((letter, item.pk), ""),
                    }
                    for letter in letters
                ],
            }
            for item in sheet_items(evaluation, ItemKind.SUBJECTIVE, ItemKind.OBJECTIVE)
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Ranking, points, low prices, signatures and rules."""
        evaluation = self.object
        letters = sorted(line.letter for line in self.lines if line.rank is not None)
        return super().get_context_data(
            heading=gettext("Evaluation report: %(title)s") % {"title": lot_in_plain_words(evaluation.lot)},
            ranking=self.ranking(),
            letters=letters,
            items=self.by_item(letters),
            queries=list(evaluation.low_price_queries.with_letters()),
            members=[one for one in evaluation.members.on_record() if one.recused_at is None],
            because=[reason_in_words(one) for one in (evaluation.report or {}).get("because") or []],
            **kwargs,
        )


def reason_in_words(kept: dict[str, str]) -> dict[str, Any]:
    """A rule behind the report, as its reader says it; how it bore on this case stays as the record keeps it."""
    found = rulebook().rules.get(kept["rule"])
    if found is None or not reads_english() or not kept["text"].startswith(found.text_zh):
        return {"text": in_its_language(kept["text"]), "article": in_its_language(kept["article"])}
    remark = kept["text"].removeprefix(found.text_zh).strip()
    return {"text": format_html("{} {}", found.text, in_its_language(remark)), "article": found.article}


def _mean(kept: str | None) -> str:
    """A mean as the report keeps it (text), in line with the others; a dash where there is none."""
    return in_full(Decimal(str(kept)) if kept is not None else None)
