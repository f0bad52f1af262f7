"""The public figures, each as a picture with its table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cms import charts
from cms.kept_figures import KeptFigures
from cms.queries.figures import Line, Rated
from cms.templatetags.cms_words import plain
from core.instants import moment
from core.pictures import Picture, Row
from core.punctuation import reads_chinese


def funnel(kept: KeptFigures, lines: Sequence[Line]) -> Picture:
    """How far purchases have come, with the instant at which they were counted."""
    return Picture(
        key="funnel",
        title=_("How far purchases have come"),
        note=_("As counted at %(at)s.") % {"at": moment(kept.counted_at)},
        option=charts.funnel(lines),
        head=[_("Stage"), _("Purchases")],
        rows=[Row(line.label, [line.value]) for line in lines],
    )


def competition(tenders: Sequence[Any]) -> Picture:
    """How many bids each opened tender had."""
    return Picture(
        key="competition",
        title=_("Bids per tender"),
        note=_("Only tenders whose bids have been opened: before that nobody knows."),
        option=charts.competition(tenders),
        head=[_("Tender"), _("Bids")],
        rows=[
            Row(plain(one), [one.bids_received or 0], reverse("opportunity", args=[one.ocid]), _language(one))
            for one in tenders
        ],
        empty=_("No bids have been opened yet."),
    )


def days(lines: Sequence[Line]) -> Picture:
    """How long each stage takes."""
    return Picture(
        key="days",
        title=_("Days per stage"),
        note=_("Median over the newest purchases that have come so far."),
        option=charts.days(lines),
        head=[_("Stage"), _("Days")],
        rows=[Row(line.label, [line.value]) for line in lines],
        empty=_("No tender has been published yet."),
    )


def days_of_one(lines: Sequence[Line]) -> Picture:
    """How long each stage of one purchase took."""
    return Picture(
        key="days",
        title=_("How long each stage took"),
        option=charts.days(lines),
        head=[_("Stage"), _("Days")],
        rows=[Row(line.label, [line.value]) for line in lines],
        empty=_("No stage is over yet."),
    )


def ratings(rated: Sequence[Rated]) -> Picture:
    """Each published rating with its interval, the newest of every project."""
    return _ratings("ratings", rated, _("Project"), lambda one: reverse("project", args=[one.ocid]))


def ratings_of(contract: Any, rated: Sequence[Rated]) -> Picture:
    """The published ratings of one contract, period by period."""
    return _ratings(f"ratings-{contract.pk}", rated, _("Period"), lambda one: "")


def _ratings(key: str, rated: Sequence[Rated], what: Any, leads: Any) -> Picture:
    return Picture(
        key=key,
        title=_("Residents' ratings"),
        note=_(
            "The dot is the index of 100, the line its interval with 95 % certainty: where few answer, it is long. "
            "The red mark is the target of the tender."
        ),
        option=charts.ratings(rated),
        head=[what, _("Index"), _("Interval"), _("Target"), _("Answers of people asked")],
        rows=[
            Row(
                one.label,
                [f"{one.index:.1f}", f"{one.low:.1f} – {one.high:.1f}", one.target, f"{one.n} / {one.asked or '–'}"],
                leads(one),
                "" if reads_chinese() else "zh-Hans",
            )
            for one in rated
        ],
        empty=_("No rating has been published yet."),
    )


def _language(tender: Any) -> str:
    """The language of a title, where it is not the reader's."""
    return "" if reads_chinese() or tender.title_en else "zh-Hans"
